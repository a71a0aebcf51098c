"""Networks with several outputs, uses or names of inputs, and arguments that are no good."""

import keras
import numpy as np
import pytest
from keras import layers

from course import measure


def complain(match, call, *args, **kwargs):
    with pytest.raises(ValueError, match=match):
        call(*args, **kwargs)


def test_connections_of_attention_are_unknown():
    x = keras.Input((5, 4))
    for y in (
        layers.MultiHeadAttention(2, 3)(x, x),
        layers.Attention()([x, x]),
        layers.EinsumDense("abc,bd->adc", (2, 4))(x),
    ):
        complain("the connections of .* are unknown", measure.connections, keras.Model(x, y))
    net = keras.Sequential([keras.Input((4, 4)), layers.GroupNormalization(2), layers.Conv1D(1, 1), layers.Softmax(1)])
    assert measure.connections(net)[0] == 16


def test_connections_of_an_inner_model_used_twice():
    inner = keras.Sequential([keras.Input((6, 1)), layers.Conv1D(1, 1, use_bias=False, name="c1")], name="inner")
    image = keras.Input((6, 1))
    net = keras.Model(image, inner(inner(image)))
    assert measure.connections(net).layers == {"inner/c1": (12, 1)}


def test_padding_through_concatenation():
    image = keras.Input((5, 1))
    padded = layers.ZeroPadding1D(1)(image)
    net = keras.Model(image, layers.Conv1D(1, 3)(layers.Concatenate()([padded, padded])))
    assert measure.connections(net)[:2] == (26, 6)
    uneven = keras.Model(
        image, layers.Concatenate(name="cat")([padded, layers.UpSampling1D(7)(layers.Conv1D(1, 5)(image))])
    )
    complain("'cat' puts maps with different padding", measure.connections, uneven)


def test_models_without_layers_or_with_several_outputs():
    image = keras.Input((8, 1), name="image")
    x = layers.Conv1D(1, 3, name="first")(image)
    two = keras.Model(image, [x, layers.Conv1D(1, 3, name="second")(x)])
    for measured in (measure.receptive_field, measure.effective_receptive_field):
        complain("has 2 outputs: name a layer", measured, two)
    assert measure.receptive_field(two, "second").size == (5,)
    assert measure.effective_receptive_field(two, layer="second").shape == (8,)
    complain("returns its input: it has no layers", measure.receptive_field, keras.Model(image, image))
    complain("returns its input: it has no layers", measure.receptive_field, keras.Model(image, image), "first")
    words = keras.Input((8,), dtype="int32")
    tokens = keras.Model(words, layers.Conv1D(1, 3)(layers.Embedding(4, 2)(words)))
    complain("reads whole numbers, int32", measure.effective_receptive_field, tokens)


def test_a_layer_used_twice_means_its_last_use():
    conv = layers.Conv1D(1, 3, padding="same", kernel_initializer="ones", name="conv")
    image = keras.Input((11, 1))
    conv(keras.Input((11, 1)))  # in another network
    net = keras.Model(image, conv(conv(image)))
    first, last = measure.receptive_field(net, "conv:2"), measure.receptive_field(net, "conv")
    assert first.size == last.size == (5,)
    assert np.count_nonzero(measure.effective_receptive_field(net, 3, "conv")) == 5
    inner = keras.Sequential([keras.Input((11, 1)), conv], name="inner")
    twice = keras.Model(image, inner(inner(image)))
    for name, size in (("inner", 5), ("inner/conv", 5), ("inner:2", 5), ("inner:2/conv", 5)):
        assert measure.receptive_field(twice, name).size == (size,)


def two_inputs(as_dict):
    b, a = keras.Input((None, 3), name="b"), keras.Input((2,), name="a")
    x = layers.Concatenate()([layers.GlobalAveragePooling1D()(layers.Dense(3, name="steps")(b)), a])
    return keras.Model({"b": b, "a": a} if as_dict else [b, a], layers.Dense(1, name="out")(x))


@pytest.mark.parametrize("as_dict", [True, False])
def test_inputs_by_name(as_dict):
    net = two_inputs(as_dict)
    assert measure.macs(net, {"a": (2,), "b": (7, 3)}) == 7 * 9 + 5
    assert measure.complexity(net, {"b": (7, 3), "a": (2,)}).macs == 7 * 9 + 5
    complain("must be of the inputs of", measure.macs, net, {"b": (7, 3)})
    x = {"a": np.ones((4, 2), "float32"), "b": np.ones((4, 5, 3), "float32")}
    assert measure.latency(net, x, repeats=1, warm_up=0).batch == 4


@pytest.mark.parametrize("as_dict", [True, False])
def test_gradient_norms_and_made_up_examples_by_name(as_dict):
    b, a = keras.Input((3,), name="b"), keras.Input((2,), name="a")
    x = layers.Concatenate(name="both")([b, a])
    out = layers.Dense(1, use_bias=False, kernel_initializer="ones", name="out")(x)
    net = keras.Model({"b": b, "a": a} if as_dict else [b, a], {"out": out} if as_dict else out)
    assert measure.latency(net, 2, repeats=1, warm_up=0).batch == 2
    given = {"a": np.full((1, 2), 2, "float32"), "b": np.ones((1, 3), "float32")}
    table = measure.gradient_norms(net, given, np.zeros((1, 1), "float32"), "mse").set_index("layer")
    assert table.weights["out"] == pytest.approx(2 * 7 * np.sqrt(3 + 8), rel=1e-4)  # 2 * error * norm of [b, a]
    complain("must be of the inputs of", measure.gradient_norms, net, {"a": given["a"]}, np.zeros((1, 1)))
    complain("has 2 inputs", measure.gradient_norms, net, given["a"], np.zeros((1, 1)))


def dense():
    return keras.Sequential([keras.Input((None, 3)), layers.Dense(2)], name="net")


def test_numbers_that_are_no_good():
    part = measure.complexity(dense(), (5, 3))
    for bad in ({"bytes_per_number": 0}, {"batch": 1.5}, {"slots": 0.5}, {"batch": None}):
        name, value = next(iter(bad.items()))
        complain(f"{name}={value}", part.memory, **bad)
    assert part.memory(np.int64(2)) == part.memory(2)


def test_shapes_that_are_no_good():
    for bad in (5, (5.0, 3), (0, 3), "53", [(5, 3), (5, 3)], [5], [None]):
        complain("does not fit the inputs", measure.macs, dense(), bad)
    for good in ((np.int64(5), 3), np.array([5, 3]), [5, 3], [(5, 3)], [np.array([5, 3])]):
        assert measure.macs(dense(), good) == 30


def test_numbers_of_examples():
    net = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    assert measure.latency(net, np.int64(2), repeats=1, warm_up=0).batch == 2
    complain("x=1.5", measure.latency, net, 1.5)
    complain("repeats=1.5", measure.latency, net, repeats=1.5)
    assert measure.effective_receptive_field(
        keras.Sequential([keras.Input((5, 1)), layers.Conv1D(1, 1)]), np.int64(2)
    ).shape == (5,)


def test_comparisons_that_are_no_good():
    net, part = dense(), measure.complexity(dense(), (5, 3))
    complain("'net' is one network", measure.compare, net)
    complain("'net' is one network", measure.compare, part)
    complain("5 is a int", measure.compare, [5])
    complain("biases=True comes too late", measure.compare, [part], biases=True)
    assert measure.compare([part], biases=False).rows()["net"]["macs"] == 30


def test_pooling_sees_what_is_left_of_the_image():
    image = keras.Input((10, 9, 1))
    x = layers.Conv2D(1, 3, 4, name="strided")(layers.Cropping2D(((2, 1), (0, 0)), name="cropped")(image))
    pooled = layers.GlobalAveragePooling2D(name="pooled")(x)
    net = keras.Model(image, layers.Dense(2)(pooled))
    field = measure.receptive_field(net)
    assert field.pixels(0, 0) == ((2, 8), (0, 6)) and field.size == (7, 7) and field.centre == (5.0, 3.0)
    assert "each unit sees the same, 7 x 7 pixels" in str(field)
    gradient = measure.effective_receptive_field(keras.Model(image, layers.Reshape((1, 1, 1))(pooled)), 4)
    rows, columns = np.nonzero(gradient)
    assert ((rows.min(), rows.max()), (columns.min(), columns.max())) == field.pixels(0, 0)
    gated = keras.Model(image, layers.Multiply()([image, layers.Reshape((1, 1, 1))(pooled)]))
    assert measure.receptive_field(gated).pixels(0, 0) == ((0, 9), (0, 8))
