"""Receptive fields against published ones, and against what a change of each pixel does."""

import keras
import numpy as np
import pytest
from keras import layers

from course import blocks, measure, models


def shapes_only(build, *args, **kwargs):
    """A network whose weights have shapes and no values."""
    with keras.StatelessScope(initialize_variables=False):
        return build(*args, **kwargs)


@pytest.mark.parametrize(
    ("build", "layer", "size"),
    [  # Araujo, Norris, Sim 2019, table in the section on convolutional networks in use
        (models.alexnet_one_tower, "pool5", 195),
        (keras.applications.VGG16, "block5_pool", 212),
        (keras.applications.MobileNet, "conv_pw_13_relu", 315),
        (keras.applications.ResNet50, "conv5_block3_out", 483),
        (keras.applications.ResNet101, "conv5_block3_out", 1027),
        (keras.applications.ResNet152, "conv5_block3_out", 1507),
        (keras.applications.InceptionV3, "mixed10", 1311),
        (models.resnet50, "conv5_3_out", 483),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_published_fields(build, layer, size):
    field = measure.receptive_field(shapes_only(build, weights=None), layer)
    assert (field.size, field.stride, field.whole) == ((size, size), (32, 32), False)


@pytest.mark.parametrize(
    ("name", "size"),
    [  # by hand, from the last layer back: size = (size - 1) * stride + (kernel - 1) * dilation + 1
        ("lenet5_original", 32),
        ("zfnet", 171),
        ("dilated_context", 916),
        ("fcn32s", 436),
        ("unet", 204),
        ("shufflenet", 527),
        ("tdnn_text", 5),
    ],
)
def test_layers_of_the_course(name, size):
    table = measure.receptive_fields(shapes_only(models.create, name))
    last = table[table.stride.notna()].iloc[-1]
    assert set(last["size"]) == {size}


def test_squeeze_and_excitation():
    net = shapes_only(models.se_resnet50)
    assert measure.receptive_field(net, "conv5_3_out", gates=False).size == (483, 483)
    whole = measure.receptive_field(net, "conv5_3_out")
    assert whole.whole and whole.size == (224, 224) and "gates=False" in str(measure.receptive_field(net))


def seen(net, unit, tries=150):
    """First and last row, and column, that change a unit when they change, by brute force: one at a time."""
    sides, rng, found = net.input_shape[1:-1], np.random.default_rng(0), []
    for axis, side in enumerate(sides):
        batch = np.repeat(rng.random((tries, 1, *net.input_shape[1:])), side + 1, axis=1)
        for row in range(side):
            one = np.moveaxis(batch[:, row], 1 + axis, 0)[row]
            one += rng.normal(size=one.shape)
        y = net.predict_on_batch(batch.reshape(-1, *net.input_shape[1:]).astype("float32"))
        y = y[(slice(None), *unit)].reshape(tries, side + 1, -1)
        changed = np.abs(y[:, :-1] - y[:, -1:]).max(axis=(0, 2)) > 1e-6
        found.append((np.flatnonzero(changed).min(), np.flatnonzero(changed).max()))
    return tuple(found)


def pooled_and_back(x):
    values, switches = blocks.MaxPoolingWithSwitches(3, 2)(x)
    return blocks.Unpooling(3, 2, size=(13, 11))([values, switches])


def cut(x):
    return blocks.CropLike()([x, layers.Conv2D(1, 4)(x)])


OWN = {
    "subsampling": lambda x: blocks.Subsampling(3)(x),
    "table": lambda x: blocks.TableConv2D(["XX", ".X"], 4)(layers.Conv2D(2, 2)(x)),
    "unpooling": pooled_and_back,
    "padded": lambda x: layers.Conv2D(1, 2, (2, 3))(blocks.PadToMultiple(8)(x)),
    "cut": cut,
    "same as": lambda x: blocks.PadChannels(3)(blocks.StochasticDepth(0.5)(blocks.LocalResponseNormalization()(x))),
    "shuffle": lambda x: blocks.ChannelShuffle(2)(layers.Conv2D(4, (1, 3), padding="same")(x)),
    "transposed same": lambda x: layers.Conv2DTranspose(2, (3, 4), (2, 3), padding="same")(x),
    "depthwise": lambda x: layers.DepthwiseConv2D((3, 2), padding="same", dilation_rate=2)(x),
    "separable": lambda x: layers.SeparableConv2D(2, (4, 3), 2, padding="same")(x),
    "bilinear": lambda x: layers.UpSampling2D((2, 3), interpolation="bilinear")(x),
    "resizing": lambda x: layers.Resizing(26, 44)(x),
    "pad and crop": lambda x: layers.Cropping2D(((0, 1), (2, 0)))(layers.ZeroPadding2D(((2, 0), (1, 3)))(x)),
    "max": lambda x: layers.MaxPooling2D((2, 3), 2, padding="same")(x),
    "a model inside": lambda x: keras.Sequential([layers.Conv2D(2, 3), layers.LayerNormalization()])(x),
}


@pytest.mark.parametrize("kind", OWN)
def test_each_layer_against_perturbation(kind):
    keras.utils.set_random_seed(0)
    image = keras.Input((13, 11, 1))
    net = keras.Model(image, OWN[kind](image))
    field, (h, w) = measure.receptive_field(net), net.output_shape[1:3]
    for unit in ((h // 2, w // 2), (h // 2 + 1, w // 2 - 1), (h // 2 - 1, w // 2)):
        assert field.pixels(*unit) == seen(net, unit)


class Draw:
    """Random layers whose weights are positive, so that no influence cancels."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def one(self, *choices):
        return choices[self.rng.integers(len(choices))]

    def layer(self, x, kinds):
        rng, side = self.rng, x.shape[1]
        kind, size, stride = self.one(*kinds), int(rng.integers(1, 5)), int(rng.integers(1, 4))
        padding, first = self.one("valid", "same"), int(rng.integers(0, 3))
        weights = {"kernel_initializer": keras.initializers.Constant(1 / (2 * size)), "use_bias": False}
        if kind == "conv":
            dilation = int(rng.integers(1, 4)) if stride == 1 else 1
            padding = self.one("valid", "same", "causal")
            return layers.Conv1D(2, size, stride, padding, dilation_rate=dilation, **weights)(x)
        if kind == "pool" and padding == "same" and keras.backend.backend() == "torch":
            padding = "valid"  # Keras's averages of uneven windows are wrong there
        if kind == "pool":
            return layers.AveragePooling1D(size, stride, padding)(x)
        if kind == "transposed" and side * stride < 200:
            more = int(rng.integers(0, stride)) if rng.random() < 0.3 and padding == "valid" else None
            return layers.Conv1DTranspose(2, size + stride - 1, stride, padding, output_padding=more, **weights)(x)
        if kind == "up" and side * stride < 200:
            return layers.UpSampling1D(stride)(x)
        if kind == "pad":
            return layers.ZeroPadding1D((first, stride - 1))(x)
        if kind == "crop":
            return layers.Cropping1D((first, stride - 1))(x)
        if kind == "branch":
            left = layers.Conv1D(2, size, padding="same", **weights)(x)
            right = layers.Conv1D(2, stride, padding="same", dilation_rate=stride, **{
                **weights, "kernel_initializer": keras.initializers.Constant(1 / (2 * stride))
            })(x)  # fmt: skip
            both = self.one([left, right], [left, x], [x, right])
            return layers.Average()(both) if rng.random() < 0.5 else layers.Concatenate()(both)
        return x


@pytest.mark.parametrize("seed", range(24))
def test_random_networks_against_perturbation(seed):
    """Away from the border the first and last pixel of each field are exact."""
    draw = Draw(seed)
    image = keras.Input((96, 1))
    x = image
    for _ in range(int(draw.rng.integers(2, 5))):
        larger = draw.layer(x, ("conv", "pool", "transposed", "up", "pad", "crop", "branch"))
        x = larger if larger.shape[1] > 6 else x
    x = layers.Conv1D(1, 2, kernel_initializer="ones", name="last")(x)
    net = keras.Model(image, x)
    field = measure.receptive_field(net)

    base = np.random.default_rng(1).random((1, 96, 1)).astype("float32")
    y = net.predict_on_batch(np.concatenate([base, base + np.eye(96, dtype="float32")[:, :, None]]))[..., 0]
    changes = np.abs(y[1:] - y[:1]) > 1e-5 * np.abs(y).max()
    checked = 0
    for unit in range(x.shape[1]):
        pixels = field._axes[0](unit)
        if pixels and pixels[0] >= 8 and pixels[1] < 88:  # no layer's padding or cropping reaches as far
            assert pixels == (np.flatnonzero(changes[:, unit]).min(), np.flatnonzero(changes[:, unit]).max())
            assert field.pixels(unit) == (pixels,)
            checked += 1
    print("CHECKED", checked, x.shape[1], field.size)
    assert checked or field.size[0] > 20


def test_what_is_said():
    net = keras.Sequential([keras.Input((9, 8, 1)), layers.Conv2D(2, (3, 5), (2, 1), name="conv"), layers.Flatten()])
    field = measure.receptive_field(net, "conv")
    assert str(field) == "conv: 3 x 5 pixels, stride 2 x 1, first centre at 1 x 2"
    assert field.pixels(1, 2) == ((2, 4), (2, 6)) and (field.aligned, field.notes) == (True, [])
    whole = measure.receptive_field(net)
    assert whole.whole and whole.pixels(0, 0) == ((0, 8), (0, 7))
    assert str(whole).endswith(f"the whole input, 9 x 8 pixels; before that, {field}")
    up = keras.Sequential([keras.Input((4, 1)), layers.UpSampling1D(2, name="up"), layers.ZeroPadding1D(3, name="pad")])
    assert "1 pixels, stride 1/2, first centre at 0" in str(measure.receptive_field(up, "up"))
    assert measure.receptive_field(up).pixels(0) == (None,)  # beyond the image


def test_gaps_see_nothing():
    net = keras.Sequential([keras.Input((8, 1)), layers.Conv1DTranspose(1, 2, 3)])
    field = measure.receptive_field(net)
    assert [field.pixels(unit)[0] for unit in range(4)] == [(0, 0), (0, 0), None, (1, 1)]


def test_uneven_same_padding_depends_on_the_size():
    for side, centre in ((8, 1.0), (9, 0.0)):
        net = keras.Sequential([keras.Input((side, 1)), layers.Conv1D(1, 3, 2, padding="same")])
        assert measure.receptive_field(net).centre == (centre,)


def test_branches_with_different_centres():
    image = keras.Input((9, 1))
    x = layers.Add(name="sum")([layers.Cropping1D((0, 2))(image), layers.Conv1D(1, 3)(image)])
    net = keras.Model(image, layers.Conv1D(1, 1, name="after")(x))
    field = measure.receptive_field(net)
    assert not field.aligned and "different centres meet in 'sum'" in str(field) and field.size == (3,)


def test_errors():
    image = keras.Input((8, 8, 1))
    x = layers.Conv2D(2, 3, name="conv")(image)

    def complain(match, net, *args):
        with pytest.raises(ValueError, match=match):
            measure.receptive_field(net, *args)

    complain("no layer 'cnv': did you mean 'conv'", keras.Model(image, x), "cnv")
    complain("not built: begin it with keras.Input", keras.Sequential([layers.Conv2D(2, 3)]))
    complain("cannot be looked into", type("Own", (keras.Model,), {})())
    complain("has 2 inputs", keras.Model([image, keras.Input((6, 6, 2))], x))
    complain("has no places", keras.Sequential([keras.Input((3,)), layers.Dense(2)]))
    complain("'perm': which places a Permute reads", keras.Model(image, layers.Permute((2, 1, 3), name="perm")(x)))
    complain("side by side", keras.Model(image, layers.Concatenate(axis=1)([x, x])))
    strided = layers.Conv2D(2, 3, 2, padding="same")(layers.UpSampling2D(1)(image))
    mixed = layers.Add(name="mix")([strided, layers.Cropping2D(2)(image)])
    complain("'mix' reads branches whose strides differ: 2 and 1 pixels", keras.Model(image, mixed))
    anything = keras.Input((None, None, 3))
    complain("'same' pads for strides of 2", keras.Model(anything, layers.Conv2D(1, 3, 2, padding="same")(anything)))
    pooled = keras.Model(anything, layers.GlobalMaxPooling2D()(layers.Conv2D(1, 3, name="first")(anything)))
    complain(r"such as \(224, 224, 3\)", pooled)
    assert measure.receptive_field(pooled, "first").size == (3, 3)  # needs no size
    with pytest.raises(ValueError, match="must be 2 numbers"):
        measure.receptive_field(pooled, "first").pixels(1)
