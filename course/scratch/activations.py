r"""Activation functions of one number, each with its derivative; arrays of any shape, entry by entry.

All take x of any shape and return an array of that shape, in the type of x if that is a float. At a kink, where there
is no derivative, the derivative from the left is taken at 0, and from the right at ReLU6's 6, as frameworks do.
"""

import numpy as np

from course.scratch.geometry import floats


def step(x):
    """1 where x > 0, else 0: the unit fires or does not. Source: Rosenblatt 1957, the perceptron."""
    x = np.asarray(x)
    return (x > 0).astype(x.dtype)


def step_derivative(x):
    """0 everywhere: nothing to learn from. (At 0 there is no derivative.)"""
    return np.zeros_like(np.asarray(x))


def linear(x):
    """x itself."""
    return np.asarray(x)


def linear_derivative(x):
    """1 everywhere."""
    return np.ones_like(np.asarray(x))


def logistic(x, L=1, k=1, x0=0):
    r"""An S from 0 to L, steepest at x0 with slope L·k / 4; with L = k = 1 and x0 = 0 the sigmoid.

    .. math:: f(x) = \frac{L}{1 + e^{-k (x - x_0)}}
    """
    z = k * (floats(x) - x0)
    e = np.exp(-np.abs(z))  # at most 1: e^{-z} would overflow far to the left
    return L * np.where(z >= 0, 1, e) / (1 + e)


def logistic_derivative(x, L=1, k=1, x0=0):
    r""":math:`f'(x) = L\,k\; \sigma(z)\,(1 - \sigma(z))` with σ the sigmoid and z = k (x - x0)."""
    z = k * (floats(x) - x0)
    return L * k * sigmoid(z) * sigmoid(-z)  # 1 - σ(z) = σ(-z), without losing digits


def sigmoid(x):
    r""":math:`\sigma(x) = 1 / (1 + e^{-x})`, between 0 and 1."""
    return logistic(x)


def sigmoid_derivative(x):
    r""":math:`\sigma'(x) = \sigma(x)\,(1 - \sigma(x))`, at most 1/4."""
    return logistic_derivative(x)


def tanh(x):
    r""":math:`\tanh x = 2\,\sigma(2x) - 1`, between -1 and 1."""
    return np.tanh(floats(x))


def tanh_derivative(x):
    r""":math:`1 - \tanh^2 x`, at most 1."""
    return 1 - tanh(x) ** 2


def relu(x):
    """max(0, x). Source: Nair & Hinton 2010; Krizhevsky et al. 2012, section 3.1."""
    return np.maximum(np.asarray(x), 0)


def relu_derivative(x):
    """1 where x > 0, else 0."""
    return step(x)


def leaky_relu(x, slope=0.01):
    """x where x > 0, else `slope` · x. Source: Maas, Hannun, Ng 2013."""
    x = np.asarray(x)
    return np.where(x > 0, x, slope * x)


def leaky_relu_derivative(x, slope=0.01):
    """1 where x > 0, else `slope`."""
    x = np.asarray(x)
    return np.where(x > 0, 1, slope).astype(floats(x).dtype)


def relu6(x):
    """min(max(0, x), 6). Source: Krizhevsky 2010; Howard et al. 2017, MobileNets."""
    return np.clip(np.asarray(x), 0, 6)


def relu6_derivative(x):
    """1 where 0 < x < 6, else 0."""
    x = np.asarray(x)
    return ((x > 0) & (x < 6)).astype(x.dtype)


def swish(x):
    r""":math:`f(x) = x\,\sigma(x)`, also called SiLU. Source: Ramachandran, Zoph, Le 2017."""
    return np.asarray(x) * sigmoid(x)


def swish_derivative(x):
    r""":math:`f'(x) = f(x) + \sigma(x)\,(1 - f(x))`."""
    return swish(x) + sigmoid(x) * (1 - swish(x))


silu, silu_derivative = swish, swish_derivative

#: Name of each activation -> the function and its derivative.
ACTIVATIONS = {
    "step": (step, step_derivative),
    "linear": (linear, linear_derivative),
    "logistic": (logistic, logistic_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "tanh": (tanh, tanh_derivative),
    "relu": (relu, relu_derivative),
    "leaky_relu": (leaky_relu, leaky_relu_derivative),
    "relu6": (relu6, relu6_derivative),
    "swish": (swish, swish_derivative),
    "silu": (silu, silu_derivative),
}
