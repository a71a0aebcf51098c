"""Bilinear transposed convolution against PyTorch, scikit-image's kind of interpolation, and its own formula."""

import keras
import numpy as np
import pytest
from keras import ops
from scipy import ndimage

from course import backend, blocks


def upsample(shape, factor, **arguments):
    image = keras.Input(shape)
    return keras.Model(image, blocks.bilinear_upsample(image, factor, name="up", **arguments))


def close(found, wanted):
    found = np.asarray(ops.convert_to_numpy(found), "float64")
    assert found.shape == wanted.shape
    return np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)


X = np.random.default_rng(0).normal(size=(2, 6, 5, 3)).astype("float32")


@pytest.mark.parametrize("factor", [1, 2, 3, 4, 5, 8, 32])
def test_interpolates_with_zeros_around(factor):
    """SciPy's linear interpolation at the pixels' centres, beyond the border with zeros, as a transposed one sees."""
    centres = [(np.arange(side * factor) + 0.5) / factor - 0.5 for side in X.shape[1:3]]
    grid = np.meshgrid(*centres, indexing="ij")
    padded = np.pad(X.astype(float), [(0, 0), (1, 1), (1, 1), (0, 0)])
    wanted = np.zeros((2, 6 * factor, 5 * factor, 3))
    for n, c in np.ndindex(2, 3):
        wanted[n, :, :, c] = ndimage.map_coordinates(padded[n, :, :, c], [g + 1 for g in grid], order=1)
    assert close(upsample((6, 5, 3), factor)(X), wanted)


@pytest.mark.parametrize("factor", [2, 3, 8])
def test_inside_as_pytorch_interpolates(factor):
    torch = pytest.importorskip("torch")
    wanted = torch.nn.functional.interpolate(
        torch.from_numpy(X).permute(0, 3, 1, 2), scale_factor=factor, mode="bilinear", align_corners=False
    )
    inside = slice(factor, -factor)
    found = ops.convert_to_numpy(upsample((6, 5, 3), factor)(X))[:, inside, inside]
    assert close(found, wanted.permute(0, 2, 3, 1).numpy()[:, inside, inside])


@pytest.mark.parametrize(("factor", "kernel", "crop"), [(2, 4, 1), (3, 5, 1), (8, 16, 4)])
def test_any_filter_as_pytorch_with_caffes_crop(factor, kernel, crop):
    """Not only the symmetric tent: the margin is cut off equally on all sides."""
    torch = pytest.importorskip("torch")
    net = upsample((6, 5, 3), factor)
    w = np.random.default_rng(1).normal(size=net.get_layer("up").kernel.shape).astype("float32")
    assert w.shape == (kernel, kernel, 3, 3)
    net.set_weights([w])
    wanted = torch.nn.functional.conv_transpose2d(
        torch.from_numpy(X).permute(0, 3, 1, 2), torch.from_numpy(w).permute(3, 2, 0, 1), stride=factor, padding=crop
    )
    assert close(net(X), wanted.permute(0, 2, 3, 1).numpy())


def test_weights_of_a_doubling():
    w = np.asarray(ops.convert_to_numpy(blocks.Bilinear()((4, 4, 2, 2))))
    tent = np.array([0.25, 0.75, 0.75, 0.25])
    for i, j in np.ndindex(2, 2):
        np.testing.assert_allclose(w[:, :, i, j], (i == j) * np.outer(tent, tent))


def test_may_be_frozen_and_open_in_size():
    fixed, free = (upsample((None, None, 3), 4, trainable=trainable) for trainable in (False, True))
    assert not fixed.trainable_weights and len(free.trainable_weights) == 1
    assert fixed.output_shape == (None, None, None, 3) and fixed(X).shape == (2, 24, 20, 3)


def test_adjoint_of_the_convolution_with_the_same_filters():
    """<conv(y), x> = <y, conv_T(x)>: the gradient of the one is the other."""
    net = upsample((6, 5, 3), 2)
    w = ops.convert_to_numpy(net.get_layer("up").kernel)
    y = np.random.default_rng(2).normal(size=(2, 12, 10, 3)).astype("float32")
    _, (gradient,), _ = backend.gradients(net, X, lambda up: ops.sum(up * ops.convert_to_tensor(y)))
    down = ops.conv(np.pad(y, [(0, 0), (1, 1), (1, 1), (0, 0)]), w, strides=2, padding="valid")
    assert close(down, gradient.astype(float))


def test_survives_saving(tmp_path):
    net = upsample((6, 5, 3), 2)
    net.save(tmp_path / "net.keras")
    again = keras.saving.load_model(tmp_path / "net.keras")
    assert isinstance(again.get_layer("up").kernel_initializer, blocks.Bilinear)
    assert np.array_equal(ops.convert_to_numpy(again(X)), ops.convert_to_numpy(net(X)))


def test_bad_arguments_say_so():
    with pytest.raises(ValueError, match="factor=0"):
        upsample((6, 5, 3), 0)
    with pytest.raises(ValueError, match="3 maps enter and 2 leave"):
        blocks.Bilinear()((4, 4, 2, 3))
