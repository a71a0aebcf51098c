"""Local response normalisation against its formula in double precision, and against PyTorch."""

import keras
import numpy as np
import pytest

from course import backend, blocks


def by_formula(a, size, k, alpha, beta):
    """Krizhevsky et al. 2012, section 3.3, channel by channel; of an even window the odd channel lies before."""
    b = np.empty_like(a)
    for i in range(a.shape[-1]):
        window = a[..., max(0, i - size // 2) : i + (size - 1) // 2 + 1]
        b[..., i] = a[..., i] / (k + alpha * (window**2).sum(axis=-1)) ** beta
    return b


def difference(found, wanted):
    found = keras.ops.convert_to_numpy(keras.ops.cast(found, "float32"))
    return np.linalg.norm(found - wanted) / np.linalg.norm(wanted)


@pytest.fixture
def x():
    return np.random.default_rng(0).normal(size=(2, 3, 4, 7)) * 30


@pytest.mark.parametrize("size", [1, 2, 4, 5, 9, 20])
def test_agrees_with_the_formula(x, size):
    layer = blocks.LocalResponseNormalization(size)
    assert difference(layer(x.astype("float32")), by_formula(x, size, 2, 1e-4, 0.75)) < 1e-6
    layer = blocks.LocalResponseNormalization(size, k=1.0, alpha=0.3, beta=0.5, divide_alpha=True)
    assert difference(layer(x.astype("float32")), by_formula(x, size, 1, 0.3 / size, 0.5)) < 1e-6


@pytest.mark.parametrize("size", [2, 3, 5])
def test_with_divided_alpha_agrees_with_pytorch(x, size):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.LocalResponseNorm(size, alpha=0.02, beta=0.75, k=1.5)(torch.from_numpy(x).permute(0, 3, 1, 2))
    ours = blocks.LocalResponseNormalization(size, k=1.5, alpha=0.02, divide_alpha=True)
    assert difference(ours(x.astype("float32")), theirs.permute(0, 2, 3, 1).numpy()) < 1e-6


def test_conventions_differ_by_the_size_of_the_window(x):
    paper = blocks.LocalResponseNormalization()(x.astype("float32"))
    caffe = blocks.LocalResponseNormalization(k=2.0, alpha=5e-4, divide_alpha=True)(x.astype("float32"))
    assert difference(paper, keras.ops.convert_to_numpy(caffe)) < 1e-6
    assert (
        difference(
            blocks.LocalResponseNormalization(divide_alpha=True)(x.astype("float32")), keras.ops.convert_to_numpy(caffe)
        )
        > 1e-3
    )


def test_gradient(x):
    x, r = x.astype("float32"), np.random.default_rng(1).normal(size=x.shape).astype("float32")
    image = keras.Input(x.shape[1:])
    model = keras.Model(image, blocks.local_response_norm(image, alpha=0.05, name="norm"))
    _, (gradient,), _ = backend.gradients(model, [x], lambda y: keras.ops.sum(y * keras.ops.convert_to_tensor(r)))
    a, h, direction = x.astype(float), 1e-4, np.random.default_rng(2).normal(size=x.shape)
    up, down = (by_formula(a + s * h * direction, 5, 2, 0.05, 0.75) for s in (1, -1))
    wanted = ((up - down) * r).sum() / (2 * h)
    np.testing.assert_allclose((gradient * direction).sum(), wanted, rtol=1e-4)


def test_half_precision_sums_in_single(x):
    """The error is that of rounding what comes out: at most half of the last of 8 bits."""
    x = keras.ops.cast(x.astype("float32"), "bfloat16")
    y = blocks.LocalResponseNormalization(alpha=1.0, dtype="mixed_bfloat16")(x)
    assert keras.backend.standardize_dtype(y.dtype) == "bfloat16"
    x = keras.ops.convert_to_numpy(keras.ops.cast(x, "float32")).astype(float)
    assert difference(y, by_formula(x, 5, 2, 1.0, 0.75)) < 2**-9


def test_saved_and_named():
    image = keras.Input((None, None, 4))
    model = keras.Model(image, blocks.local_response_norm(image, 3, divide_alpha=True, name="norm1"))
    layer = model.get_layer("norm1")
    same = keras.layers.deserialize(keras.layers.serialize(layer))
    assert (same.size, same.k, same.alpha, same.beta, same.divide_alpha) == (3, 2.0, 1e-4, 0.75, True)
    assert model.output_shape == (None, None, None, 4) and not model.weights


@pytest.mark.parametrize("arguments", [{"size": 0}, {"k": 0}, {"k": -1.0}])
def test_bad_arguments_say_so(arguments):
    with pytest.raises(ValueError, match="size must be at least 1, k must be positive"):
        blocks.LocalResponseNormalization(**arguments)
