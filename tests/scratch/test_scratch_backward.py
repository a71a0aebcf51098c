"""Gradients of convolutions, and transposed convolutions, against PyTorch's autograd, finite differences and Keras."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops

from course import backend, scratch

QUICK = settings(max_examples=20, deadline=None, derandomize=True)
NO_TORCH = "PyTorch is an extra: pip install -e '.[torch]'"


@st.composite
def cases(draw, biggest=3):
    """Random input, filters and geometry of a convolution of images; the batch may be of one."""
    two = lambda least, most: (draw(st.integers(least, most)), draw(st.integers(least, most)))  # noqa: E731
    groups, kernel, stride, padding, dilation = draw(st.integers(1, 3)), two(1, 3), two(1, 3), two(0, 2), two(1, 2)
    size = [
        max(1, d * (k - 1) + 1 - 2 * p) + e for k, p, d, e in zip(kernel, padding, dilation, two(0, 4), strict=True)
    ]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    channels, filters = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    x = rng.normal(size=(draw(st.integers(1, biggest)), *size, channels))
    w, b = rng.normal(size=(*kernel, channels // groups, filters)), rng.normal(size=filters)
    return x, w, b, {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}


def like(array, seed=9):
    """Random numbers in the shape of an array: a gradient from above."""
    return np.random.default_rng(seed).normal(size=array.shape)


def first(x):
    """NHWC to PyTorch's NCHW."""
    return np.moveaxis(x, -1, 1).copy()


def filters_first(w):
    """HWIO to PyTorch's OIHW, laid out in that order."""
    return np.moveaxis(w, (-1, -2), (0, 1)).copy()


def close(ours, theirs, atol=1e-10):
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, atol=atol)


@QUICK
@given(cases())
def test_backward_agrees_with_pytorch(case):
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    x, w, b, how = case
    leaves = [torch.tensor(a, requires_grad=True) for a in (first(x), filters_first(w), b)]
    dy = like(scratch.conv2d(x, w, b, **how))
    dx, dw, db = torch.autograd.grad(torch.nn.functional.conv2d(*leaves, **how), leaves, torch.tensor(first(dy)))
    theirs = np.moveaxis(dx.numpy(), 1, -1), np.moveaxis(dw.numpy(), (0, 1), (-1, -2)), db.numpy()
    close(scratch.conv2d_backward(dy, x, w, **how), theirs)


@QUICK
@given(cases())
def test_naive_backward_agrees_with_the_fast_one(case):
    x, w, b, how = case
    dy = like(scratch.conv2d(x, w, b, **how))
    close(scratch.conv_backward_naive(dy, x, w, **how), scratch.conv2d_backward(dy, x, w, **how))


@settings(QUICK, max_examples=5)
@given(cases(biggest=2))
def test_backward_agrees_with_differences(case):
    x, w, b, how = case
    dy = like(scratch.conv2d(x, w, b, **how))
    losses = [
        (lambda x: (dy * scratch.conv2d(x, w, b, **how)).sum(), x),
        (lambda w: (dy * scratch.conv2d(x, w, b, **how)).sum(), w),
        (lambda b: (dy * scratch.conv2d(x, w, b, **how)).sum(), b),
    ]
    numeric = [scratch.numerical_gradient(*loss) for loss in losses]
    close(scratch.conv2d_backward(dy, x, w, **how), numeric, atol=1e-7)


def test_many_images_go_through_a_few_at_a_time(monkeypatch):
    """Two of five, the last alone; or each alone, where one fills the cache."""
    rng = np.random.default_rng(0)
    x, w, dy = rng.normal(size=(5, 4, 4, 2)), rng.normal(size=(3, 3, 2, 3)), rng.normal(size=(5, 2, 2, 3))
    whole = scratch.conv2d_backward(dy, x, w)
    for size in (2 * x[0].nbytes, 1):
        monkeypatch.setattr("course.scratch.geometry.CACHE", size)
        close(scratch.conv2d_backward(dy, x, w), whole)


@pytest.mark.parametrize("rank", [1, 3])
def test_naive_backward_in_other_dimensions(rank):
    """Against the layer as a matrix: dx = T' dy, and each weight's gradient through the T that it alone makes."""
    rng = np.random.default_rng(rank)
    x, w = rng.normal(size=(2, *(4, 3, 5)[:rank], 2)), rng.normal(size=(*(2, 1, 3)[:rank], 1, 4))
    how = {"stride": 2, "padding": 1, "groups": 2}
    dy = like(scratch.conv(x, w, **how))
    dx, dw, db = scratch.conv_backward_naive(dy, x, w, **how)
    matrix = lambda w: scratch.conv_matrix(w, x.shape[1:], **how)  # noqa: E731
    flat = dy.reshape(2, -1)
    np.testing.assert_allclose(dx.reshape(2, -1), flat @ matrix(w), atol=1e-12)
    alone = [np.sum(flat * (x.reshape(2, -1) @ matrix(one.reshape(w.shape)).T)) for one in np.eye(w.size)]
    np.testing.assert_allclose(dw.ravel(), alone, atol=1e-12)
    np.testing.assert_allclose(db, dy.reshape(-1, 4).sum(axis=0), atol=1e-12)


def keras_gradients(layer, x, weights, dy):
    """Gradients (dx, *dweights) of sum(dy * layer(x)) by the backend in use."""
    image = keras.Input(x.shape[1:])
    net = keras.Model(image, layer(image))
    net.set_weights(weights)
    _, inputs, found = backend.gradients(
        net, x.astype("float32"), lambda y: ops.sum(ops.multiply(y, dy.astype("float32")))
    )
    return [*inputs, *found]


@pytest.mark.parametrize("how", [{"stride": 2}, {"dilation": 2}, {"groups": 2}])
def test_backward_agrees_with_the_backend(how):
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 7, 6, 4)), rng.normal(size=(3, 3, 4 // how.get("groups", 1), 2)), rng.normal(size=2)
    dy = like(scratch.conv2d(x, w, b, **how))
    names = {"stride": "strides", "dilation": "dilation_rate", "groups": "groups"}
    layer = layers.Conv2D(2, 3, **{names[name]: value for name, value in how.items()})
    close(scratch.conv2d_backward(dy, x, w, **how), keras_gradients(layer, x, [w, b], dy), atol=1e-4)


@st.composite
def transposed(draw):
    """Random input, filters (KH, KW, Cout/groups, Cin), bias and geometry of a transposed convolution."""
    two = lambda least, most: (draw(st.integers(least, most)), draw(st.integers(least, most)))  # noqa: E731
    groups, kernel, stride, dilation = draw(st.integers(1, 3)), two(1, 4), two(1, 3), two(1, 2)
    extra = tuple(draw(st.integers(0, s - 1)) for s in stride)
    size = two(1, 4)
    padding = tuple(  # something must be left
        min(draw(st.integers(0, 2)), (s * (n - 1) + d * (k - 1) + e) // 2)
        for s, n, d, k, e in zip(stride, size, dilation, kernel, extra, strict=True)
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    channels, filters = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    x = rng.normal(size=(2, *size, channels))
    w, b = rng.normal(size=(*kernel, filters // groups, channels)), rng.normal(size=filters)
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups, "output_padding": extra}
    return x, w, b, how


@QUICK
@given(transposed())
def test_transposed_agrees_with_pytorch(case):
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    x, w, b, how = case
    if any(e >= d and e >= s for e, d, s in zip(how["output_padding"], how["dilation"], how["stride"], strict=True)):
        return
    leaves = [torch.tensor(a, requires_grad=True) for a in (first(x), filters_first(w), b)]
    theirs = torch.nn.functional.conv_transpose2d(*leaves, **how)
    y = scratch.conv2d_transpose(x, w, b, **how)
    np.testing.assert_allclose(y, np.moveaxis(theirs.detach().numpy(), 1, -1), atol=1e-10)

    dy = like(y)
    dx, dw, db = torch.autograd.grad(theirs, leaves, torch.tensor(first(dy)))
    theirs = np.moveaxis(dx.numpy(), 1, -1), np.moveaxis(dw.numpy(), (0, 1), (-1, -2)), db.numpy()
    close(scratch.conv2d_transpose_backward(dy, x, w, **how), theirs)


@QUICK
@given(cases())
def test_transposed_is_the_matrix_transposed(case):
    x, w, _, how = case
    y = scratch.conv2d(x, w, **how)
    far = [
        (n + 2 * p - d * (k - 1) - 1) % s
        for n, p, d, k, s in zip(x.shape[1:3], how["padding"], how["dilation"], w.shape, how["stride"], strict=False)
    ]
    back = scratch.conv2d_transpose(y, w, output_padding=far, **how)
    matrix = scratch.conv_matrix(w, x.shape[1:], **how)
    assert back.shape == x.shape
    np.testing.assert_allclose(back.reshape(len(x), -1), y.reshape(len(x), -1) @ matrix, atol=1e-10)


def test_transposed_agrees_with_the_backend():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 4, 3, 3)), rng.normal(size=(3, 3, 2, 3)), rng.normal(size=2)
    y = scratch.conv2d_transpose(x, w, b, stride=2)
    layer = layers.Conv2DTranspose(2, 3, strides=2)
    layer.build(x.shape)
    layer.set_weights([w, b])
    np.testing.assert_allclose(y, ops.convert_to_numpy(layer(x.astype("float32"))), atol=1e-4)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_keeps_the_type_and_its_arguments(dtype):
    x, w, dy = (np.arange(np.prod(shape)).reshape(shape).astype(dtype) for shape in
                ((2, 5, 5, 3), (3, 3, 3, 2), (2, 3, 3, 2)))  # fmt: skip
    before = x.copy(), w.copy(), dy.copy()
    results = [
        *scratch.conv2d_backward(dy, x, w),
        *scratch.conv_backward_naive(dy, x, w),
        scratch.conv2d_transpose(dy, w),
        *scratch.conv2d_transpose_backward(x, dy, w),
    ]
    assert {str(result.dtype) for result in results} == {dtype}
    for now, then in zip((x, w, dy), before, strict=True):
        np.testing.assert_array_equal(now, then)


def zeros(*shape):
    return np.zeros(shape)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: scratch.conv2d_backward(zeros(1, 4, 4, 2), zeros(1, 5, 5, 3), zeros(3, 3, 3, 2)),
         ["dy", "(1, 4, 4, 2)", "(1, 3, 3, 2)"]),
        (lambda: scratch.conv_backward_naive(zeros(1, 4, 4, 2), zeros(1, 5, 5, 3), zeros(3, 3, 3, 2)),
         ["dy", "(1, 4, 4, 2)", "(1, 3, 3, 2)"]),
        (lambda: scratch.conv2d_backward(zeros(1, 3, 2), zeros(1, 5, 3), zeros(3, 3, 2)), ["x", "(1, 5, 3)", "H, W"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 5, 5, 2), zeros(3, 3, 2, 3)), ["(3, 3, 2, 3)", "(1, 5, 5, 2)"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 5, 5, 3), zeros(3, 3, 2, 3), groups=2), ["groups=2"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 5, 5, 3), zeros(3, 3, 2, 3), stride=2, output_padding=2),
         ["output_padding=2", "stride"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 1, 1, 3), zeros(3, 3, 2, 3), padding=2), ["padding=2", "3 x 3"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 5, 5, 3), zeros(3, 3, 2, 3), zeros(3)), ["bias", "(3,)", "(2,)"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 5, 3), zeros(3, 3, 2, 3)), ["x", "(1, 5, 3)"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 5, 5, 3), zeros(3, 3, 3)), ["(3, 3, 3) (KH, KW, Cout/groups, Cin)"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 0, 5, 3), zeros(3, 3, 2, 3)), ["(1, 0, 5, 3)", "no side of 0"]),
        (lambda: scratch.conv2d_transpose(zeros(1, 5, 5, 3), zeros(0, 3, 2, 3)), ["(0, 3, 2, 3)", "no side of 0"]),
        (lambda: scratch.conv2d_transpose_backward(zeros(1, 6, 7, 2), zeros(1, 5, 5, 3), zeros(3, 3, 2, 3)),
         ["dy", "(1, 6, 7, 2)", "(1, 5, 5, 3)"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(call, words):
    with pytest.raises(ValueError) as error:
        call()
    for word in words:
        assert word in str(error.value)
