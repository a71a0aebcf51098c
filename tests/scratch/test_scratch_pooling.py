"""Pooling forward and backward against PyTorch, Keras and finite differences."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from course import backend, scratch

QUICK = settings(max_examples=20, deadline=None, derandomize=True)
NO_TORCH = "PyTorch is an extra: pip install -e '.[torch]'"
POOLS = {"max": (scratch.max_pool2d, scratch.max_pool2d_backward),
         "avg": (scratch.avg_pool2d, scratch.avg_pool2d_backward)}  # fmt: skip


@st.composite
def cases(draw, ties=False):
    """Random images and windows; with `ties`, few different values."""
    two = lambda least, most: (draw(st.integers(least, most)), draw(st.integers(least, most)))  # noqa: E731
    size, stride, extra = two(1, 4), draw(st.none() | st.just(two(1, 3))), two(0, 5)
    padding = tuple(draw(st.integers(0, k // 2)) for k in size)  # PyTorch's limit
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (2, *(k + e for k, e in zip(size, extra, strict=True)), 3)
    x = rng.integers(-2, 2, shape).astype(float) if ties else rng.normal(size=shape)
    return x, {"pool_size": size, "stride": stride, "padding": padding}


def by_torch(kind, x, how, dy=None):
    """Output, and the gradient of sum(dy * output), by PyTorch."""
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    x = torch.tensor(np.moveaxis(x, -1, 1).copy(), requires_grad=True)
    what = how["pool_size"], how["stride"], how["padding"]
    pool = torch.nn.functional
    y = pool.max_pool2d(x, *what) if kind == "max" else pool.avg_pool2d(x, *what, count_include_pad=False)
    if dy is None:
        return np.moveaxis(y.detach().numpy(), 1, -1)
    (y * torch.tensor(np.moveaxis(dy, -1, 1).copy())).sum().backward()
    return np.moveaxis(x.grad.numpy(), 1, -1)


@pytest.mark.parametrize("kind", POOLS)
@pytest.mark.parametrize("ties", [False, True])
def test_agrees_with_pytorch(kind, ties):
    """With ties, too: the first wins there as here."""
    forward, backward = POOLS[kind]

    @QUICK
    @given(cases(ties=ties))
    def check(case):
        x, how = case
        y = forward(x, **how)
        np.testing.assert_allclose(y, by_torch(kind, x, how), atol=1e-12)
        dy = np.random.default_rng(0).normal(size=y.shape)
        np.testing.assert_allclose(backward(dy, x, **how), by_torch(kind, x, how, dy), atol=1e-12)

    check()


@pytest.mark.parametrize("kind", POOLS)
def test_backward_agrees_with_differences(kind):
    """Windows that overlap, padding of nearly a window: more than PyTorch takes."""
    forward, backward = POOLS[kind]
    rng = np.random.default_rng(1)
    x, how = rng.normal(size=(2, 5, 4, 2)), {"pool_size": (3, 2), "stride": (2, 1), "padding": (2, 1)}
    dy = rng.normal(size=forward(x, **how).shape)
    numeric = scratch.numerical_gradient(lambda x: (dy * forward(x, **how)).sum(), x)
    np.testing.assert_allclose(backward(dy, x, **how), numeric, atol=1e-8)


@pytest.mark.parametrize(("kind", "layer"), [("max", layers.MaxPooling2D), ("avg", layers.AveragePooling2D)])
def test_agrees_with_the_backend(kind, layer):
    forward, backward = POOLS[kind]
    rng = np.random.default_rng(2)
    x = rng.normal(size=(2, 7, 7, 3)).astype("float32")
    image = keras.Input(x.shape[1:])
    net = keras.Model(image, layer(3, strides=2)(image))
    dy = rng.normal(size=(2, 3, 3, 3)).astype("float32")
    [y], [dx], _ = backend.gradients(net, x, lambda y: ops.sum(ops.multiply(y, dy)))
    np.testing.assert_allclose(forward(x, 3, stride=2), y, atol=1e-5)
    np.testing.assert_allclose(backward(dy, x, 3, stride=2), dx, atol=1e-5)


def test_many_images_go_through_a_few_at_a_time(monkeypatch):
    """Two of five, the last alone; or each alone, where one fills the cache."""
    rng = np.random.default_rng(0)
    x, dy = rng.integers(3, size=(5, 4, 4, 2)).astype(float), rng.normal(size=(5, 3, 3, 2))
    whole = scratch.max_pool2d_backward(dy, x, 2, stride=1)
    for size in (2 * x[0].nbytes, 1):
        monkeypatch.setattr("course.scratch.geometry.CACHE", size)
        np.testing.assert_array_equal(scratch.max_pool2d_backward(dy, x, 2, stride=1), whole)


@pytest.mark.parametrize("kind", POOLS)
def test_the_gradient_from_above_may_be_a_list_and_stays_as_it_is(kind):
    _, backward = POOLS[kind]
    dy, x = np.ones((1, 1, 1, 1)), np.ones((1, 2, 2, 1))
    np.testing.assert_array_equal(backward(dy, x), backward(dy.tolist(), x))
    assert dy == 1


def test_nan_is_the_largest():
    """In PyTorch, too."""
    x = np.array([1, 2, np.nan, 4]).reshape(1, 2, 2, 1)
    dx = scratch.max_pool2d_backward(np.ones((1, 1, 1, 1)), x)
    np.testing.assert_array_equal(dx[0, :, :, 0], [[0, 0], [1, 0]])
    theirs = by_torch("max", x, {"pool_size": 2, "stride": 2, "padding": 0}, np.ones((1, 1, 1, 1)))
    np.testing.assert_array_equal(dx, theirs)


def test_the_first_of_equals_takes_all():
    dx = scratch.max_pool2d_backward(np.full((1, 1, 1, 1), 5.0), np.ones((1, 2, 2, 1)))
    np.testing.assert_array_equal(dx[0, :, :, 0], [[5, 0], [0, 0]])


def test_padding_never_wins_and_does_not_count():
    x = np.full((1, 2, 2, 1), -3)
    np.testing.assert_array_equal(scratch.max_pool2d(x, 2, padding=1), np.full((1, 2, 2, 1), -3))
    np.testing.assert_array_equal(scratch.avg_pool2d(x, 2, padding=1), np.full((1, 2, 2, 1), -3))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("kind", POOLS)
def test_keeps_the_type(kind, dtype):
    forward, backward = POOLS[kind]
    x = np.ones((1, 4, 4, 1), dtype)
    y = forward(x)
    assert y.dtype == backward(y, x).dtype == dtype
    assert scratch.max_pool2d(x.astype("uint8")).dtype == "uint8"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"pool_size": 0}, ["pool_size=0", "at least 1"]),
        ({"pool_size": (2, 2, 2)}, ["pool_size=(2, 2, 2)", "2 spatial axes"]),
        ({"padding": 2}, ["padding=2", "pool_size=2"]),
        ({"pool_size": 7}, ["7 pixels", "6"]),
        ({"stride": 0}, ["stride=0"]),
    ],
)
@pytest.mark.parametrize("pool", [scratch.max_pool2d, scratch.avg_pool2d])
def test_what_does_not_fit_is_said(pool, how, words):
    with pytest.raises(ValueError) as error:
        pool(np.zeros((1, 6, 6, 2)), **how)
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize("kind", POOLS)
def test_wrong_shapes_are_said(kind):
    forward, backward = POOLS[kind]
    with pytest.raises(ValueError, match=r"x has shape \(6, 6, 2\)"):
        forward(np.zeros((6, 6, 2)))
    with pytest.raises(ValueError, match=r"dy has shape \(1, 6, 6, 2\): must be \(1, 3, 3, 2\)"):
        backward(np.zeros((1, 6, 6, 2)), np.zeros((1, 6, 6, 2)))
