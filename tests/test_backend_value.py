"""Gradients of functions against SciPy's finite differences and formulas; waiting for the device."""

import keras
import numpy as np
import pytest
from keras import layers, ops
from scipy.optimize import approx_fprime

from course import backend

X = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")


def test_value_and_gradient_against_finite_differences():
    value, gradient = backend.value_and_gradients(lambda x: ops.sum(ops.sin(x) * ops.exp(x)), X)
    f = lambda x: np.sum(np.sin(x) * np.exp(x))  # noqa: E731
    assert isinstance(value, float) and np.isclose(value, f(X), rtol=1e-5)
    assert isinstance(gradient, np.ndarray) and gradient.dtype == "float32"
    expected = approx_fprime(X.astype(float).ravel(), f).reshape(X.shape)
    np.testing.assert_allclose(gradient, expected, rtol=1e-4, atol=1e-4)


def test_several_arrays_give_as_many_gradients():
    y = np.float64([1, 2, 3])
    value, gradients = backend.value_and_gradients(lambda parts: ops.sum(parts[0] ** 2) + parts[1][1] ** 3, [X, y, y])
    assert np.isclose(value, np.sum(X**2) + 8, rtol=1e-5)
    assert [g.dtype for g in gradients] == ["float32"] * 3  # whatever came in
    np.testing.assert_allclose(gradients[0], 2 * X, rtol=1e-5)
    np.testing.assert_allclose(gradients[1], [0, 12, 0])
    np.testing.assert_array_equal(gradients[2], [0, 0, 0])  # nothing depends on it
    _, gradients = backend.value_and_gradients(lambda parts: ops.sum(parts[0]), (X,))
    assert isinstance(gradients, list) and gradients[0].shape == X.shape


def test_a_network_may_be_in_it_and_change_between_calls():
    net = keras.Sequential([keras.Input((4,)), layers.Dense(1, use_bias=False), layers.Dropout(0.5)])

    def score(x):
        return ops.sum(net(x, training=False))

    for weights in ([1, 2, 3, 4], [5, 6, 7, 8]):
        net.set_weights([np.float32(weights)[:, None]])
        _, gradient = backend.value_and_gradients(score, X)
        np.testing.assert_allclose(gradient, np.broadcast_to(weights, X.shape), rtol=1e-6)
        _, [also], _ = backend.gradients(net, X, ops.sum)
        np.testing.assert_allclose(also, gradient, rtol=1e-6)


def test_it_climbs_and_leaves_its_argument_alone():
    x, before = X.copy(), []
    for _ in range(5):
        value, gradient = backend.value_and_gradients(lambda x: -ops.sum((x - 1) ** 2), x)
        before.append(value)
        x = x + 0.2 * gradient
    assert before == sorted(before) and abs(before[-1]) < 0.02 * abs(before[0])
    start = X.copy()
    backend.value_and_gradients(lambda x: ops.sum(x**2), start)
    np.testing.assert_array_equal(start, X)


def test_arrays_of_any_layout_and_small_floats():
    strange = np.arange(12, dtype=">f8").reshape(3, 4)[::-1, ::2]  # bytes the other way round, rows backwards
    value, gradient = backend.value_and_gradients(lambda x: ops.sum(x**2), strange)
    assert np.isclose(value, np.sum(strange**2)) and np.allclose(gradient, 2 * strange)
    for dtype in ("float16", "bfloat16"):
        value, gradient = backend.value_and_gradients(lambda x: ops.sum(x**2), ops.convert_to_tensor([1, 2], dtype))
        assert value == 5 and gradient.dtype == "float32" and gradient.tolist() == [2, 4]


def test_refusals():
    with pytest.raises(ValueError, match="values of type int64: only floats"):
        backend.value_and_gradients(ops.sum, np.arange(3))
    with pytest.raises(ValueError, match=r"f returns shape \(3, 4\): must be one number"):
        backend.value_and_gradients(ops.sin, X)


@pytest.mark.skipif(backend.name() == "jax", reason="JAX has an error of its own, and slope 0 for a constant")
def test_what_leaves_the_ops_is_refused():
    with pytest.raises(ValueError, match=r"nothing but keras\.ops must lead from x"):
        backend.value_and_gradients(lambda x: np.sum(ops.convert_to_numpy(x)), X)
    with pytest.raises(ValueError, match="f has no gradient"):
        backend.value_and_gradients(lambda x: ops.convert_to_tensor(1.0), X)
