"""Subclasses of Keras's layers and models with a ``call`` of their own, which may compute anything."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from course import blocks, measure


class Mixed(layers.Activation):
    """Multiplies, though activations do not, and reads all places."""

    def call(self, x):
        return ops.matmul(ops.matmul(x, ops.transpose(x, (0, 2, 1))), x)


class Twice(layers.Dense):
    """Uses its kernel twice."""

    def call(self, x):
        return super().call(super().call(x))


class Told(Twice):
    """As above, and tells."""

    def macs(self, output_shape):
        return 2 * int(np.prod(self.kernel.shape)) * output_shape[0]

    def window(self):
        return None


def net_of(*added):
    return keras.Sequential([keras.Input((5, 4)), *added])


def test_a_layers_own_call_is_unknown():
    for net in (net_of(Mixed("relu", name="own")), net_of(Twice(4, name="own"))):
        assert measure.complexity(net).unknown == ("own",)
        with pytest.raises(ValueError, match="'own': the multiply-adds of"):
            measure.macs(net)
        for count in (measure.receptive_field, measure.connections):
            with pytest.raises(ValueError, match="'own': which places a"):
                count(net)
    cell = type("Own", (layers.LSTMCell,), {"call": lambda self, x, states: layers.LSTMCell.call(self, x, states)})
    inside = net_of(layers.TimeDistributed(Twice(4)), layers.RNN(cell(2)))
    assert len(measure.complexity(inside).unknown) == 2


def test_what_tells_is_known_and_what_has_no_call_is_kerass():
    assert measure.macs(net_of(Told(4))) == 2 * 16 * 5
    assert measure.receptive_field(net_of(Told(4))).size == (1,)
    plain = type("Named", (layers.Dense,), {"note": "no call"})(3)
    assert measure.macs(net_of(plain)) == 5 * 4 * 3 and measure.receptive_field(net_of(plain)).size == (1,)


@pytest.mark.parametrize("kind", [keras.Model, keras.Sequential])
def test_a_models_own_call(kind):
    own = type("Own", (kind,), {"call": lambda self, x: kind.call(self, x) * ops.mean(x)})
    image = keras.Input((5, 4))
    if kind is keras.Model:
        net = own(image, layers.Dense(3)(image), name="inner")
    else:
        net = own([image, layers.Dense(3)], name="inner")
    for count in (measure.complexity, measure.receptive_field, measure.connections):
        with pytest.raises(ValueError, match=r"call\(\) of its own"):
            count(net)
    outer = measure.complexity(keras.Model(image, net(image)))
    assert outer.unknown == ("inner",) and outer.parameters == 15
    named = keras.Model(image, type("Named", (keras.Model,), {})(image, layers.Dense(3)(image))(image))
    assert measure.macs(named) == 60


def test_normalisation_of_the_courses_own():
    net = keras.Sequential([keras.Input((4, 4, 6)), blocks.LocalResponseNormalization()])
    assert [measure.complexity(net, normalisation=counted).macs for counted in (False, True)] == [0, 96]


def test_frozen_networks_keep_their_parameters():
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization()])
    shared = layers.Dense(3)
    net = keras.Sequential([keras.Input((4,)), inner, shared, shared, layers.Dense(2)])
    inner.trainable = False
    assert measure.parameters(net) == (12 + 3) + 2 * 3 + (9 + 3) + (6 + 2)
    net.trainable = False
    assert measure.parameters(net) == (12 + 3) + 2 * 3 + (9 + 3) + (6 + 2)
    assert measure.complexity(net).trainable == 0


def test_layers_that_are_fixed_by_design_do_not_count():
    net = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2, trainable=False)])
    assert measure.parameters(net) == 12 + 3


PLACES = {  # equation, what comes out, and whether each unit reads its own place
    "channels": ("abc,cd->abd", (5, 3), True),
    "dots": ("...c,cd->...d", (5, 3), True),
    "heads": ("abc,cde->abde", (5, 2, 3), True),
    "over places": ("abc,bd->adc", (3, 4), False),
    "places with weights": ("abc,bcd->abd", (5, 3), False),
    "places summed": ("abc,cd->ad", (3,), False),
    "places last": ("abc,cd->adb", (3, 5), False),
}


@pytest.mark.parametrize("kind", PLACES)
def test_einsum(kind):
    equation, shape, own = PLACES[kind]
    field = measure.receptive_field(net_of(layers.EinsumDense(equation, shape)))
    assert (field.whole, field.size) == (not own, (1,) if own else (5,))


def test_dot_and_resizing_with_margins_are_unknown():
    a = keras.Input((4, 4))
    image = keras.Input((4, 4, 1))
    nets = [keras.Model(a, layers.Dot(2)([a, a]))]
    for how in ("crop_to_aspect_ratio", "pad_to_aspect_ratio"):
        nets.append(keras.Model(image, layers.Resizing(8, 16, **{how: True})(image)))
    for net in nets:
        with pytest.raises(ValueError, match="is unknown"):
            measure.receptive_field(net)
