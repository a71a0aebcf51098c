"""Activations, losses, normalisation, dropout and dense layers against Keras, SciPy, PyTorch and finite differences."""

import keras
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from keras import ops

from course import scratch

QUICK = settings(max_examples=20, deadline=None, derandomize=True)
NO_TORCH = "PyTorch is an extra: pip install -e '.[torch]'"
X = np.linspace(-9.03, 9.01, 301)  # meets no kink


def to_numpy(x):
    return ops.convert_to_numpy(x)


IN_KERAS = {
    "linear": lambda x: x, "sigmoid": ops.sigmoid, "logistic": ops.sigmoid, "tanh": ops.tanh, "relu": ops.relu,
    "leaky_relu": lambda x: ops.leaky_relu(x, 0.01), "relu6": ops.relu6, "swish": ops.silu, "silu": ops.silu,
    "step": lambda x: ops.cast(x > 0, "float32"),
}  # fmt: skip


@pytest.mark.parametrize("name", scratch.ACTIVATIONS)
def test_activation_agrees_with_keras(name):
    x = X.astype("float32")
    y = scratch.ACTIVATIONS[name][0](x)
    np.testing.assert_allclose(y, to_numpy(IN_KERAS[name](ops.convert_to_tensor(x))), atol=1e-5)


@pytest.mark.parametrize("name", scratch.ACTIVATIONS)
def test_derivative_agrees_with_differences(name):
    function, derivative = scratch.ACTIVATIONS[name]
    numeric = scratch.numerical_gradient(lambda x: function(x).sum(), X)
    np.testing.assert_allclose(derivative(X), numeric, atol=1e-8)


@pytest.mark.parametrize("name", scratch.ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_activation_keeps_shape_and_type_and_never_overflows(name, dtype):
    x = np.array([[-1e4, -1, 0], [1, 7, 1e4]], dtype)
    with np.errstate(over="raise", invalid="raise"):
        results = [function(x) for function in scratch.ACTIVATIONS[name]]
    for y in results:
        assert y.shape == x.shape and y.dtype == dtype and np.isfinite(y).all()


def test_small_whole_numbers_do_not_overflow():
    """Bytes, as photographs have them: what is computed of them is what is computed of the same floats."""
    x = np.array([[[[1, 3, 200], [0, 255, 7]]]], "uint8")
    functions = [part for pair in scratch.ACTIVATIONS.values() for part in pair]
    functions += [
        scratch.softmax,
        scratch.log_softmax,
        scratch.local_response_norm,
        lambda x: scratch.avg_pool2d(x, (1, 2)),
    ]
    functions += [
        lambda x: scratch.dropout(x, 0.1, training=True, rng=0)[0],
        lambda x: scratch.batch_norm(x, *np.ones((2, 3)))[0],
    ]
    with np.errstate(over="raise", invalid="raise"):
        for function in functions:
            np.testing.assert_allclose(function(x), function(x.astype(float)), rtol=1e-12)
    assert scratch.cross_entropy(x[0, 0], [2, 1]) == scratch.cross_entropy(x[0, 0].astype(float), [2, 1])


def test_kinks():
    """As PyTorch and TensorFlow have it: the slope of the flat side, and step fires above 0 only."""
    assert scratch.step(0.0) == scratch.relu_derivative(0.0) == scratch.relu6_derivative(0.0) == 0
    assert scratch.relu6_derivative(6.0) == 0 and scratch.leaky_relu_derivative(0.0) == 0.01


@QUICK
@given(st.floats(0.1, 9), st.floats(-5, 5), st.floats(-3, 3))
def test_logistic_has_height_steepness_and_middle(height, k, x0):
    y = scratch.logistic(X, height, k, x0)
    np.testing.assert_allclose(y, height * scipy.special.expit(k * (X - x0)), rtol=1e-12)
    numeric = scratch.numerical_gradient(lambda x: scratch.logistic(x, height, k, x0).sum(), X[::30])
    np.testing.assert_allclose(scratch.logistic_derivative(X[::30], height, k, x0), numeric, atol=1e-7)


def test_leaky_relu_takes_its_slope():
    np.testing.assert_allclose(scratch.leaky_relu([-2.0, 3.0], 0.3), [-0.6, 3.0])
    np.testing.assert_allclose(scratch.leaky_relu_derivative([-2.0, 3.0], 0.3), [0.3, 1.0])


scores = hnp.arrays(float, hnp.array_shapes(min_dims=2, max_dims=3, max_side=5), elements=st.floats(-1e3, 1e3))


@QUICK
@given(scores, st.sampled_from([-1, 0, 1]))
def test_softmax_agrees_with_scipy(x, axis):
    np.testing.assert_allclose(scratch.softmax(x, axis), scipy.special.softmax(x, axis), rtol=1e-10)
    np.testing.assert_allclose(scratch.log_softmax(x, axis), scipy.special.log_softmax(x, axis), rtol=1e-10, atol=1e-10)


def test_softmax_backward_agrees_with_differences():
    rng = np.random.default_rng(0)
    x, dp = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    for axis in (0, 1):
        numeric = scratch.numerical_gradient(lambda x, axis=axis: (dp * scratch.softmax(x, axis)).sum(), x)
        np.testing.assert_allclose(scratch.softmax_backward(dp, x, axis), numeric, atol=1e-9)


def test_cross_entropy_agrees_with_keras():
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(6, 4)).astype("float32") * 20, np.array([0, 3, 1, 1, 2, 0])
    keras_loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(t, ops.convert_to_tensor(x))
    np.testing.assert_allclose(scratch.cross_entropy(x, t), float(to_numpy(keras_loss)), rtol=1e-5)
    numeric = scratch.numerical_gradient(lambda x: scratch.cross_entropy(x, t), x)
    np.testing.assert_allclose(scratch.cross_entropy_backward(x, t), numeric, atol=1e-6)


def test_cross_entropy_stays_finite_and_keeps_the_type():
    x = np.array([[1e4, -1e4]], "float32")
    assert scratch.cross_entropy(x, [1]) == 2e4 and scratch.cross_entropy(x, [1]).dtype == "float32"
    np.testing.assert_array_equal(scratch.cross_entropy_backward(x, [1]), [[1, -1]])
    np.testing.assert_allclose(scratch.cross_entropy(np.zeros((5, 10)), np.arange(5)), np.log(10))


@pytest.mark.parametrize(
    ("labels", "words"),
    [([0, 3], "from 0 to 2"), ([0, -1], "from 0 to 2"), ([0.0, 1.0], "whole numbers"), ([0], r"\(2, 3\), labels \(1,")],
)
def test_wrong_labels_are_said(labels, words):
    for function in (scratch.cross_entropy, scratch.cross_entropy_backward):
        with pytest.raises(ValueError, match=words):
            function(np.zeros((2, 3)), labels)


@pytest.mark.parametrize("shape", [(8, 3), (2, 4, 5, 3)])
def test_batch_norm_agrees_with_keras(shape):
    rng = np.random.default_rng(0)
    x, gamma, beta = rng.normal(2, 3, shape).astype("float32"), rng.normal(size=3), rng.normal(size=3)
    layer = keras.layers.BatchNormalization(momentum=0.8)
    layer.build(shape)
    ours = scratch.BatchNormalization(3, momentum=0.8)
    ours.mean, ours.variance = np.array([1.0, -2.0, 3.0]), np.array([0.5, 2.0, 4.0])
    layer.set_weights([gamma, beta, ours.mean, ours.variance])
    ours.weights = {"gamma": gamma, "beta": beta}
    for training in (True, False):
        np.testing.assert_allclose(ours.forward(x, training), to_numpy(layer(x, training=training)), atol=1e-4)
    np.testing.assert_allclose(ours.mean, to_numpy(layer.moving_mean), rtol=1e-4)
    np.testing.assert_allclose(ours.variance, to_numpy(layer.moving_variance), rtol=1e-4)


def test_batch_norm_backward_agrees_with_differences():
    rng = np.random.default_rng(1)
    x, gamma, beta, dy = (rng.normal(2, 3, shape) for shape in ((2, 3, 2, 3), 3, 3, (2, 3, 2, 3)))
    found = scratch.batch_norm_backward(dy, x, gamma, epsilon=0.1)
    loss = lambda x, gamma, beta: (dy * scratch.batch_norm(x, gamma, beta, epsilon=0.1)[0]).sum()  # noqa: E731
    numeric = [
        scratch.numerical_gradient(lambda x: loss(x, gamma, beta), x),
        scratch.numerical_gradient(lambda gamma: loss(x, gamma, beta), gamma),
        scratch.numerical_gradient(lambda beta: loss(x, gamma, beta), beta),
    ]
    for ours, theirs in zip(found, numeric, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-8)


@pytest.mark.parametrize("size", [1, 2, 5, 20])
def test_local_response_norm_agrees_with_pytorch(size):
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    x = np.random.default_rng(0).normal(0, 5, (2, 3, 4, 7))
    theirs = torch.nn.functional.local_response_norm(torch.tensor(np.moveaxis(x, -1, 1)), size, 0.3, 0.6, 2.0).numpy()
    ours = scratch.local_response_norm(x, size, k=2.0, alpha=0.3, beta=0.6, divide_alpha=True)
    np.testing.assert_allclose(ours, np.moveaxis(theirs, 1, -1), atol=1e-12)


def test_local_response_norm_by_the_papers_formula():
    x = np.random.default_rng(0).normal(0, 50, (2, 8))
    b = np.empty_like(x)
    for n, i in np.ndindex(x.shape):
        near = x[n, max(0, i - 2) : min(7, i + 2) + 1]
        b[n, i] = x[n, i] / (2 + 1e-4 * (near**2).sum()) ** 0.75
    np.testing.assert_allclose(scratch.local_response_norm(x), b, rtol=1e-12)
    with pytest.raises(ValueError, match="size=0"):
        scratch.local_response_norm(x, 0)


@pytest.mark.parametrize("inverted", [True, False])
def test_dropout_keeps_the_mean_of_what_comes_next(inverted):
    x = np.full((200, 200), 3.0, "float32")
    y, m = scratch.dropout(x, 0.2, training=True, inverted=inverted, rng=0)
    now, _ = scratch.dropout(x, 0.2, training=False, inverted=inverted)
    assert abs((m == 0).mean() - 0.2) < 0.01 and y.dtype == m.dtype == now.dtype == "float32"
    np.testing.assert_allclose(y.mean(), now.mean(), rtol=0.02)
    np.testing.assert_allclose(np.unique(y), [0, 3.75 if inverted else 3.0])
    np.testing.assert_allclose(np.unique(now), [3.0 if inverted else 2.4])
    np.testing.assert_array_equal(m * x, y)


def test_dropout_says_what_is_missing():
    with pytest.raises(ValueError, match="rate=1"):
        scratch.dropout(np.ones(3), 1, training=True, rng=0)
    with pytest.raises(ValueError, match="give rng"):
        scratch.dropout(np.ones(3), training=True)


def test_dense_agrees_with_keras_and_differences():
    rng = np.random.default_rng(0)
    x, w, b, dy = (rng.normal(size=shape) for shape in ((4, 3), (3, 5), (5,), (4, 5)))
    layer = keras.layers.Dense(5)
    layer.build(x.shape)
    layer.set_weights([w, b])
    np.testing.assert_allclose(scratch.dense(x, w, b), to_numpy(layer(x.astype("float32"))), atol=1e-5)
    found = scratch.dense_backward(dy, x, w)
    numeric = [
        scratch.numerical_gradient(lambda x: (dy * scratch.dense(x, w, b)).sum(), x),
        scratch.numerical_gradient(lambda w: (dy * scratch.dense(x, w, b)).sum(), w),
        scratch.numerical_gradient(lambda b: (dy * scratch.dense(x, w, b)).sum(), b),
    ]
    for ours, theirs in zip(found, numeric, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-9)


def test_dense_says_what_does_not_fit():
    with pytest.raises(ValueError, match=r"input \(4, 3\) and weights \(2, 5\)"):
        scratch.dense(np.zeros((4, 3)), np.zeros((2, 5)))
    with pytest.raises(ValueError, match=r"bias has shape \(3,\): must be \(5,\)"):
        scratch.dense(np.zeros((4, 3)), np.zeros((3, 5)), np.zeros(3))
    with pytest.raises(ValueError, match=r"dy has shape \(4, 3\): must be \(4, 5\)"):
        scratch.dense_backward(np.zeros((4, 3)), np.zeros((4, 3)), np.zeros((3, 5)))
