"""Dense block and transition against NumPy."""

import numpy as np
import pytest
import reference as ref

from course import blocks


@pytest.mark.parametrize("bottleneck", [True, False])
def test_dense_block_against_numpy(bottleneck):
    model = ref.built(blocks.dense_block, count=3, growth_rate=2, bottleneck=bottleneck)
    x, w = ref.maps(model), ref.weights(model)
    found = [x]
    for i in (1, 2, 3):
        y = ref.bn_relu(np.concatenate(found, axis=-1), w, f"b_{i}_1")
        y = ref.conv(y, w, f"b_{i}_1_conv")
        if bottleneck:
            assert y.shape[-1] == 4 * 2
            y = ref.conv(ref.bn_relu(y, w, f"b_{i}_2"), w, f"b_{i}_2_conv")
        found.append(y)
    ref.assert_near(model, x, np.concatenate(found, axis=-1))


def test_each_layer_reads_all_before_it():
    """L(L+1)/2 connections: layer l has weights for the block's input and for each of the l - 1 layers' maps."""
    count, k = 4, 3
    model = ref.built(blocks.dense_block, count=count, growth_rate=k, bottleneck=False)
    read = [model.get_layer(f"b_{i}_1_conv").kernel.shape[2] for i in range(1, count + 1)]
    assert read == [4 + k * i for i in range(count)]
    assert sum((maps - 4) // k + 1 for maps in read) == count * (count + 1) // 2


@pytest.mark.parametrize(
    ("shape", "compression", "maps"), [((8, 6, 4), 0.5, 2), ((7, 5, 3), 0.5, 1), ((4, 4, 3), 1, 3)]
)
def test_transition_against_numpy(shape, compression, maps):
    model = ref.built(blocks.transition, shape, compression=compression)
    x, w = ref.maps(model), ref.weights(model)
    y = ref.conv(ref.bn_relu(x, w, "b"), w, "b_conv")
    height, width = shape[0] // 2 * 2, shape[1] // 2 * 2
    y = y[:, :height, :width].reshape(2, height // 2, 2, width // 2, 2, maps).mean(axis=(2, 4))
    ref.assert_near(model, x, y)
    assert [layer.name for layer in model.layers[1:]] == ["b_bn", "b_relu", "b_conv", "b_pool"]


@pytest.mark.parametrize(
    ("block", "arguments", "words"),
    [
        (blocks.dense_block, {"count": 0, "growth_rate": 4}, "count=0, growth_rate=4: must be at least 1"),
        (blocks.dense_block, {"count": 2, "growth_rate": 0}, "growth_rate=0: must be at least 1"),
        (blocks.transition, {"compression": 0}, "compression=0: must be in 0 < compression <= 1"),
        (blocks.transition, {"compression": 1.5}, "compression=1.5"),
    ],
)
def test_bad_arguments_say_what_is_allowed(block, arguments, words):
    with pytest.raises(ValueError, match=words):
        ref.built(block, **arguments)
