"""Connections against the paper's, and against the entries of the matrix that a layer is."""

import keras
import numpy as np
import pytest
from keras import layers

from course import blocks, measure, models


def test_lenet5_as_published():
    """LeCun et al. 1998, section II.B, biases counted as the paper does."""
    with keras.StatelessScope(initialize_variables=False):
        net = models.lenet5_original()
    found = measure.connections(net, bias=True)
    assert found.layers == {
        "c1": (122_304, 156),
        "s2": (5_880, 12),
        "c3": (151_600, 1_516),
        "s4": (2_000, 32),
        "c5": (48_120, 48_120),
        "f6": (10_164, 10_164),
        "output": (840, 840),
    }
    assert found.arrows == 340_908  # the paper's total
    assert str(found) == "340,908 arrows, 60,840 weights"
    assert found.table().arrows.sum() == found.arrows


def test_dense_against_convolution():
    dense = keras.Sequential([keras.Input((5,)), layers.Dense(5)])
    assert measure.connections(dense)[:2] == (25, 25)
    for padding in ([layers.ZeroPadding1D(1), layers.Conv1D(1, 3)], [layers.Conv1D(1, 3, padding="same")]):
        net = keras.Sequential([keras.Input((5, 1)), *padding])
        assert measure.connections(net)[:2] == (13, 3)
        assert measure.connections(net, bias=True)[:2] == (18, 4)


LAYERS = {
    "conv": ((9, 8, 4), lambda: layers.Conv2D(6, (3, 2), (2, 3), padding="same")),
    "grouped": ((9, 8, 4), lambda: layers.Conv2D(6, 3, groups=2, padding="same")),
    "dilated": ((9, 8, 2), lambda: layers.Conv2D(3, 3, dilation_rate=(2, 3), padding="same")),
    "causal": ((9, 2), lambda: layers.Conv1D(3, 3, padding="causal", dilation_rate=2)),
    "depthwise": ((9, 8, 2), lambda: layers.DepthwiseConv2D(3, 2, padding="same", depth_multiplier=2)),
    "transposed": ((4, 5, 2), lambda: layers.Conv2DTranspose(3, (3, 2), (2, 3), padding="same")),
    "pool": ((9, 8, 2), lambda: layers.AveragePooling2D((3, 2), (2, 2))),
    "global": ((4, 5, 2), lambda: layers.GlobalAveragePooling2D()),
    "dense by place": ((4, 3), lambda: layers.Dense(2)),
    "subsampling": ((5, 5, 2), lambda: blocks.Subsampling(2, activation=None)),
    "table": ((6, 5, 2), lambda: blocks.TableConv2D(["XX.", ".XX"], 3, activation=None)),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_against_the_matrix(kind):
    """A linear layer is a matrix; each arrow is an entry that is not zero."""
    shape, make = LAYERS[kind]
    keras.utils.set_random_seed(0)
    net = keras.Sequential([keras.Input(shape), make()])
    one_by_one = np.eye(int(np.prod(shape)), dtype="float32").reshape(-1, *shape)
    columns = net.predict_on_batch(np.concatenate([one_by_one, 0 * one_by_one[:1]]))
    arrows = np.count_nonzero(np.abs(columns[:-1] - columns[-1]) > 1e-9)
    weights = sum(np.prod(w.shape) for w in net.weights if w.name != "bias")
    assert measure.connections(net)[:2] == (arrows, weights)


def test_merges_sharing_and_passing_on():
    image = keras.Input((6, 6, 2))
    twice = layers.Conv2D(2, 1, use_bias=False, name="twice")
    x = layers.Add(name="sum")([twice(image), layers.BatchNormalization()(twice(image))])
    x = layers.Cropping2D(1)(layers.Concatenate()([x, image]))
    net = keras.Model(image, layers.Flatten()(layers.UpSampling2D(2)(layers.ReLU()(x))))
    found = measure.connections(net)
    assert found.layers.pop("twice") == (2 * 36 * 4, 4) and found.layers.pop("sum") == (2 * 36 * 2, 0)
    (copies,) = found.layers.values()
    assert copies == (8 * 8 * 4, 0)


def test_separable_convolution_is_two():
    net = keras.Sequential([keras.Input((6, 6, 2)), layers.SeparableConv2D(5, 3, depth_multiplier=2)])
    assert measure.connections(net)[:2] == (16 * 9 * 4 + 16 * 4 * 5, 9 * 4 + 4 * 5)


def test_errors():
    with pytest.raises(ValueError, match="fixed input_shape"):
        measure.connections(keras.Sequential([keras.Input((None, 8, 3)), layers.Conv2D(4, 3)]))
    with pytest.raises(ValueError, match="'words': the connections of Embedding are unknown"):
        measure.connections(keras.Sequential([keras.Input((4,), dtype="int32"), layers.Embedding(3, 2, name="words")]))
