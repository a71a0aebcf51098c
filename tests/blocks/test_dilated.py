"""The dilated stack against NumPy, and the figures of the lecture."""

import keras
import numpy as np
import pytest
from keras import ops

from course import backend, blocks, scratch


def stack(shape=(17, 16, 2), *arguments, **options):
    image = keras.Input(shape)
    return keras.Model(image, blocks.dilated_stack(image, *arguments, name="stack", **options))


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_agrees_with_numpy(padding):
    net = stack((17, 16, 2), (3, 4, 3), (1, 2, 4), padding=padding)
    rng = np.random.default_rng(0)
    net.set_weights([rng.normal(size=w.shape).astype("float32") / 4 for w in net.weights])
    x = rng.normal(size=(2, 17, 16, 2)).astype("float32")
    y = x.astype(float)
    for i, rate in enumerate((1, 2, 4)):
        w, b = net.get_weights()[2 * i : 2 * i + 2]
        y = np.maximum(scratch.conv2d(y, w, b, padding=rate if padding == "same" else 0, dilation=rate), 0)
    found = ops.convert_to_numpy(net(x))
    assert found.shape == y.shape == ((2, 17, 16, 3) if padding == "same" else (2, 3, 2, 3))
    assert np.linalg.norm(found - y) <= 1e-5 * np.linalg.norm(y)


@pytest.mark.parametrize(("rates", "side"), [((1,), 3), ((1, 2), 7), ((1, 2, 4), 15)])
def test_windows_double(rates, side):
    """Pixels that one result sees, by the gradient: all of the window, nothing outside."""
    net = stack((19, 19, 1), 1, rates, activation=None)
    net.set_weights([np.ones(w.shape) for w in net.weights])
    _, (gradient,), _ = backend.gradients(net, np.zeros((1, 19, 19, 1), "float32"), lambda y: ops.sum(y[0, 9, 9]))
    seen = gradient[0, :, :, 0] != 0
    edge = 9 - side // 2
    assert seen.sum() == side**2 and seen[edge : 19 - edge, edge : 19 - edge].all()


def test_49_coefficients_with_18_degrees_of_freedom():
    net = stack((19, 19, 1), 1, (1, 2), activation=None)
    kernels = [w for w in net.weights if len(w.shape) == 4]
    assert sum(int(np.prod(w.shape)) for w in kernels) == 18
    _, (gradient,), _ = backend.gradients(net, np.zeros((1, 19, 19, 1), "float32"), lambda y: ops.sum(y[0, 9, 9]))
    assert np.count_nonzero(gradient) == 49


def test_layers_are_named_and_sizes_may_be_open():
    net = stack((None, None, 2), 4)
    assert [layer.name for layer in net.layers[1:]] == ["stack_1", "stack_2", "stack_3"]
    assert net.output_shape == (None, None, None, 4)


@pytest.mark.parametrize("arguments", [((4, 4), (1, 2, 4)), (4, (1, 0)), (4, ())])
def test_bad_arguments_say_so(arguments):
    with pytest.raises(ValueError, match="dilation_rates="):
        stack((9, 9, 2), *arguments)
