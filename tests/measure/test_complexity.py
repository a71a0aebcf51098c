"""The table of costs by layer: conventions, models inside models, shared layers, open sizes, what is unknown."""

import keras
import pandas as pd
import pytest
from keras import layers, ops

from course import blocks, measure, models


def small():
    """Three layers of 200, 40 and 33 weights."""
    image = keras.Input((8, 8, 2), name="image")
    x = layers.Conv2D(10, 3, padding="same", name="conv")(image)
    x = layers.BatchNormalization(name="bn")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(image, layers.Dense(3, name="scores")(x), name="small")


def by_name(found):
    return {row.name: row for row in found.rows}


def test_rows_and_totals():
    found = measure.complexity(small())
    rows = by_name(found)
    assert list(rows) == ["image", "conv", "bn", "pool", "scores"]
    assert rows["conv"].output_shape == (8, 8, 10) and rows["conv"].type == "Conv2D"
    assert [row.parameters for row in found.rows] == [0, 190, 40, 0, 33]
    assert [row.trainable for row in found.rows] == [0, 190, 20, 0, 33]
    assert [row.macs for row in found.rows] == [0, 64 * 180, 0, 0, 30]
    assert [row.activations for row in found.rows] == [128, 640, 640, 10, 3]
    assert [row.bytes for row in found.rows] == [512, 2560, 2560, 40, 12]
    assert found.totals == {
        "parameters": 263, "trainable": 243, "macs": 11550, "operations": 11550, "activations": 1421, "bytes": 5684,
        "complete": True,
    }  # fmt: skip


def test_conventions():
    net = small()
    assert measure.complexity(net, biases=True).macs == 11550 + 640 + 3
    assert measure.complexity(net, normalisation=True).macs == 11550 + 640
    both = measure.complexity(net, biases=True, normalisation=True, ops_per_mac=2)
    assert both.macs == 11550 + 640 + 3 + 640 and both.operations == 2 * both.macs
    for bad in ({"ops_per_mac": 3}, {"kilo": 100}):
        with pytest.raises(ValueError, match=f"{next(iter(bad))}="):
            measure.complexity(net, **bad)


def test_some_layers_only():
    found = measure.complexity(small())
    assert found.only("*Conv*", "Dense").activations == 643
    assert found.only("Dense").totals["macs"] == 30
    with pytest.raises(ValueError, match=r"no layer of type 'Conv2d': did you mean 'Conv2D'"):
        found.only("Conv2d")
    with pytest.raises(ValueError, match="only a whole network"):
        found.only("Dense").memory()


def test_models_inside_models():
    inner = small()
    image = keras.Input((8, 8, 2), name="photo")
    outer = keras.Model(image, layers.Dense(1, name="last")(inner(image)), name="outer")
    found = measure.complexity(outer)
    names = ["photo", "small/conv", "small/bn", "small/pool", "small/scores", "last"]
    assert [row.name for row in found.rows] == names
    assert found.macs == measure.macs(outer) == 11550 + 3
    assert found.parameters == outer.count_params()
    assert found.activations == measure.complexity(inner).activations + 1


def test_shared_layers_and_models_have_their_weights_once():
    one, other = keras.Input((8, 8, 2), name="one"), keras.Input((8, 8, 2), name="other")
    net, again = small(), layers.Dense(3, name="again")
    x = layers.Add(name="sum")([again(net(one)), again(net(other))])
    siamese = keras.Model([one, other], [x, again(x)])
    found = measure.complexity(siamese)
    rows = by_name(found)
    assert found.parameters == siamese.count_params() == 263 + 12
    assert found.macs == measure.macs(siamese) == 2 * 11550 + 3 * 9
    assert rows["small/conv"].parameters == 190 and rows["small:2/conv"].parameters == 0
    assert {"again", "again:2", "again:3"} < set(rows)
    assert found.activations == 2 * 1421 + 4 * 3


def test_weights_shared_by_two_layers_are_counted_once():
    words = keras.Input((5,), dtype="int32")
    tied = layers.ReversibleEmbedding(9, 4, name="tied")
    found = measure.complexity(keras.Model(words, tied(tied(words), reverse=True)))
    assert found.parameters == 36 and [row.macs for row in found.rows] == [0, 0, 180]


def test_several_outputs_of_a_layer():
    image = keras.Input((4, 6, 2))
    values, switches = blocks.MaxPoolingWithSwitches(name="pool")(image)
    found = measure.complexity(keras.Model(image, [values, switches]))
    assert by_name(found)["pool"].output_shape == ((2, 3, 2), (2, 3, 2))
    assert by_name(found)["pool"].activations == 24 and not found.unknown


def open_net(name):
    """Networks that leave the size open, all built of a model, an operation and layers of the course."""
    image = keras.Input((None, None, 2), name="image")
    x = keras.Sequential([keras.Input((None, None, 2)), layers.Conv2D(4, 3, strides=2)], name="stem")(image)
    if name == "op":
        x = ops.relu(x) * 2
    if name == "own":
        x = blocks.CropLike(name="crop")([blocks.PadToMultiple(4, name="pad")(x), x])
    if name == "transposed":
        x = layers.Conv2DTranspose(3, 3, strides=2, name="up")(x)
    return keras.Model(image, layers.Conv2D(5, 1, name="last")(x), name=name)


@pytest.mark.parametrize("name", ["plain", "op", "own", "transposed"])
def test_an_open_size_is_given(name):
    net = open_net(name)
    with pytest.raises(ValueError, match=r"layer 'image' gives \(None, None, 2\): sizes are open; say them"):
        measure.complexity(net)
    found = measure.complexity(net, (11, 15, 2))
    side = {"transposed": (11, 15)}.get(name, (5, 7))
    assert found.rows[-1].output_shape == (*side, 5)
    channels = 3 if name == "transposed" else 4
    up = 9 * 4 * 3 * 35 if name == "transposed" else 0
    assert found.macs == 18 * 4 * 35 + up + side[0] * side[1] * channels * 5
    assert net.output_shape == (None, None, None, 5)
    for wrong in [(11, 15, 3), (11, 15), [(11, 15, 2), (3, 3, 2)]]:
        with pytest.raises(ValueError, match=r"does not fit the inputs of model .*'image' \(None, None, 2\)"):
            measure.complexity(net, wrong)


def test_a_size_that_a_layer_does_not_take():
    image = keras.Input((None, None, 2))
    net = keras.Model(image, layers.Conv2D(4, 5, name="wide")(image))
    with pytest.raises(ValueError, match=r"layer 'wide' does not take \(3, 3, 2\)"):
        measure.complexity(net, (3, 3, 2))


def test_what_is_unknown_is_said():
    class Twice(layers.Layer):
        def call(self, x):
            return 2 * x

    class Told(Twice):
        def macs(self, output_shape):
            return output_shape[0]

    x = keras.Input((3, 4), name="x")
    y = ops.matmul(x, ops.swapaxes(x, 1, 2))
    net = keras.Model(x, [layers.Dense(2, name="dense")(Twice(name="mystery")(Told(name="told")(x))), y])
    found = measure.complexity(net)
    rows = by_name(found)
    assert rows["mystery"].macs is None and rows["told"].macs == 3 and found.macs == 3 + 3 * 8
    assert {rows[name].type for name in found.unknown} == {"Twice", "Matmul"}
    assert not found.totals["complete"]
    text = str(found)
    assert "at least 27 MACs, without those of" in text and "≥ 27" in text and " ? " in text
    assert "at least" in found._repr_html_() and "≥ 27" in str(measure.compare([found]))
    assert found.to_frame()["macs"].isna().sum() == 2


def test_models_without_a_graph():
    class Own(keras.Model):
        def call(self, x):
            return x

    with pytest.raises(ValueError, match=r"Own with a call\(\) of its own.*keras.Model\(inputs, outputs\)"):
        measure.complexity(Own())
    with pytest.raises(ValueError, match=r"not built: begin it with keras.Input"):
        measure.complexity(keras.Sequential([layers.Dense(3)]))
    with pytest.raises(ValueError, match=r"is a str: must be a keras\.Model"):
        measure.macs("resnet50")


def test_a_layer_of_the_course_used_twice():
    image = keras.Input((8, 8, 3))
    pool = blocks.Subsampling(name="s2")
    net = keras.Model(image, pool(pool(image)))
    assert measure.macs(net) == 16 * 3 + 4 * 3
    assert measure.complexity(net, biases=True).macs == 2 * 60


def test_the_frame_is_exact():
    net = models.lenet5()
    found = measure.complexity(net, ops_per_mac=2)
    frame = found.to_frame()
    assert isinstance(frame, pd.DataFrame) and list(frame["name"]) == [row.name for row in found.rows]
    assert frame["macs"].sum() == 416_520 and frame["operations"].sum() == 833_040
    assert frame["parameters"].sum() == net.count_params() and frame["output_shape"][1] == (28, 28, 6)


def test_compare():
    net = small()
    found = measure.compare([net, small(), measure.complexity(net)])
    assert list(found.parts) == ["small", "small:2", "small:3"]
    frame = measure.compare({"a": net, "b": models.lenet5()}, biases=True).to_frame()
    assert frame.loc["a", "macs"] == 11550 + 643 and frame.loc["b", "parameters"] == 61_706
    memory = measure.complexity(net).memory()
    assert frame.loc["a", "inference"] == memory.inference and frame.loc["a", "training"] == memory.training
    with pytest.raises(ValueError, match="'other' is counted otherwise"):
        measure.compare({"net": net, "other": measure.complexity(net, biases=True)})
    with pytest.raises(ValueError, match="models is empty"):
        measure.compare([])
