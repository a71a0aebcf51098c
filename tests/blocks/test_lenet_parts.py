"""The parts of LeNet-5 against NumPy, and against convolutions whose missing weights are zero."""

import keras
import numpy as np
import pytest

from course import blocks, scratch

TABLE = ("XX.X", ".XXX", "X..X")


def run(layer, x):
    """Output of a layer, with random weights where it has some."""
    if not layer.built:
        layer.build(x.shape)
    rng = np.random.default_rng(0)
    layer.set_weights([rng.normal(size=w.shape).astype("float32") for w in layer.weights])
    return keras.ops.convert_to_numpy(layer(x.astype("float32")))


def close(found, wanted):
    return found.shape == wanted.shape and np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)


def squash(x):
    return 1.7159 * np.tanh(2 * x / 3)


def test_scaled_tanh_keeps_one():
    x = np.array([-50, -1, 0, 0.3, 1, 50], "float32")
    found = keras.ops.convert_to_numpy(blocks.scaled_tanh(x))
    np.testing.assert_allclose(found, [-1.7159, -1, 0, squash(0.3), 1, 1.7159], rtol=1e-4)
    conv = keras.layers.Dense(2, activation=blocks.scaled_tanh)
    assert keras.layers.deserialize(keras.layers.serialize(conv)).activation is blocks.scaled_tanh


@pytest.mark.parametrize("size", [(4, 4, 4), (6, 8, 3), (5, 7, 2)])
def test_subsampling(size):
    layer, x = blocks.Subsampling(2), np.random.default_rng(1).normal(size=(2, *size))
    found = run(layer, x)
    cut = x[:, : size[0] // 2 * 2, : size[1] // 2 * 2].reshape(2, size[0] // 2, 2, size[1] // 2, 2, size[2])
    coefficient, bias = layer.get_weights()
    assert close(found, squash(cut.sum(axis=(2, 4)) * coefficient + bias))
    assert layer.compute_output_shape((None, *size)) == (None, size[0] // 2, size[1] // 2, size[2])


def test_subsampling_begins_as_an_average():
    layer, x = blocks.Subsampling(3, activation=None), np.random.default_rng(1).normal(size=(1, 6, 6, 2))
    found = keras.ops.convert_to_numpy(layer(x.astype("float32")))
    assert close(found, x.reshape(1, 2, 3, 2, 3, 2).mean(axis=(2, 4)))


def test_table_convolution_is_one_with_zeros():
    layer, x = blocks.TableConv2D(TABLE, 3), np.random.default_rng(1).normal(size=(2, 6, 7, 3))
    found = run(layer, x)
    kernel, bias = layer.get_weights()
    assert kernel.shape == (3, 3, 8)
    full = np.zeros((3, 3, 3, 4))
    full[..., [0, 0, 0, 1, 1, 1, 2, 2], [0, 1, 3, 1, 2, 3, 0, 3]] = kernel
    assert close(found, squash(scratch.conv2d(x, full, bias)))


def test_radial_basis_is_a_squared_distance():
    codes = np.random.default_rng(0).choice([-1, 1], size=(3, 8))
    layer, x = blocks.RadialBasis(codes, trainable=False), np.random.default_rng(1).normal(size=(5, 8))
    found = keras.ops.convert_to_numpy(layer(x.astype("float32")))
    assert close(found, ((x[:, None] - codes) ** 2).sum(axis=-1))
    nearest = keras.ops.convert_to_numpy(layer(codes.astype("float32")))
    assert (np.diag(nearest) == 0).all() and (nearest.argmin(axis=1) == np.arange(3)).all()
    assert not layer.trainable_weights
    layer.trainable = True
    assert len(layer.trainable_weights) == 1


def test_codes_that_move_get_gradients_from_their_class():
    vector = keras.Input((4,))
    model = keras.Model(vector, blocks.RadialBasis(np.eye(2, 4), name="output")(vector))
    model.compile(keras.optimizers.SGD(0.25), "mse")
    model.train_on_batch(np.ones((1, 4), "float32"), np.zeros((1, 2), "float32"))
    moved = model.get_weights()[0]
    # each distance is 3, its loss (3²) / 2; the gradient 3 * 2 (w - x); so the zeros of a code move by 0.25 * 6
    np.testing.assert_allclose(moved, np.where(np.eye(2, 4), 1, 1.5), rtol=1e-5)


@pytest.mark.parametrize(
    "layer", [blocks.Subsampling(2), blocks.TableConv2D(TABLE, 3), blocks.RadialBasis([[1, -1, 1]], trainable=False)]
)
def test_saved_and_in_half_precision(layer):
    x = np.random.default_rng(0).normal(size=(2, 3) if isinstance(layer, blocks.RadialBasis) else (2, 6, 6, 3))
    wanted = run(layer, x)
    same = keras.layers.deserialize(keras.layers.serialize(layer))
    np.testing.assert_array_equal(run(same, x), wanted)
    assert same.trainable == layer.trainable and same.compute_output_shape(x.shape) == wanted.shape
    half = type(layer).from_config({**layer.get_config(), "dtype": "mixed_bfloat16"})
    half.build(x.shape)
    half.set_weights(layer.get_weights())
    found = half(x.astype("float32"))
    assert keras.backend.standardize_dtype(found.dtype) == "bfloat16"
    found = keras.ops.convert_to_numpy(keras.ops.cast(found, "float32"))
    assert np.linalg.norm(found - wanted) < 0.05 * np.linalg.norm(wanted)


def test_open_sizes():
    image = keras.Input((None, None, 3))
    y = blocks.Subsampling(2)(blocks.TableConv2D(TABLE, 3)(image))
    assert y.shape == (None, None, None, 4)


@pytest.mark.parametrize("table", [("XX", "X"), ("X.", "X."), ()])
def test_a_table_that_is_none(table):
    with pytest.raises(ValueError, match="rows must be of one length, and each column must have an X"):
        blocks.TableConv2D(table)


def test_sizes_that_do_not_fit():
    with pytest.raises(ValueError, match="rows for 3 input maps, there are 4"):
        blocks.TableConv2D(TABLE)(keras.Input((8, 8, 4)))
    with pytest.raises(ValueError, match="8 values each, the vectors 7"):
        blocks.RadialBasis(np.ones((2, 8)))(keras.Input((7,)))
