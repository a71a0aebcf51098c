r"""Normalisation: over the batch, and over neighbouring channels."""

import numpy as np

from course.scratch.geometry import floats, same_shape, whole


def batch_norm(x, gamma, beta, mean=None, variance=None, epsilon=1e-3):
    r"""Bring each channel to mean 0 and variance 1, then to the spread gamma and the mean beta that it learns.

    .. math:: y = \gamma\, \hat x + \beta, \qquad \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}

    Args:
        x: input (…, C): all axes but the last are one large batch of M examples.
        gamma, beta: (C,).
        mean, variance: (C,) each, the moving averages that a trained network uses; None for those of this batch, as
            in training. The variance divides by M, not by M - 1.
        epsilon: keeps the root from 0; Keras's default.

    Returns (y, mean, variance): the output and the two statistics that were used. Raises ValueError for other shapes.
    Source: Ioffe & Szegedy 2015, algorithm 1.
    """
    x = np.asarray(x)
    gamma, beta = (same_shape(name, each, x.shape[-1:]) for name, each in (("gamma", gamma), ("beta", beta)))
    batch = tuple(range(x.ndim - 1))
    mean = x.mean(batch) if mean is None else same_shape("mean", mean, x.shape[-1:])
    variance = x.var(batch) if variance is None else same_shape("variance", variance, x.shape[-1:])
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta, mean, variance


def batch_norm_backward(dy, x, gamma, epsilon=1e-3):
    r"""Gradients of a loss with respect to x, gamma and beta of ``y, … = batch_norm(x, gamma, beta)`` in training.

    .. math::
        \partial\beta = \sum \partial y \qquad \partial\gamma = \sum \hat x\, \partial y \qquad
        \partial x = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}}
        \Big(\partial y - \frac{\partial\beta}{M} - \hat x\, \frac{\partial\gamma}{M}\Big)

    Each x moves the mean and the variance of its batch too: the two terms that are taken off.

    Args:
        dy: gradient of the loss with respect to the output, shaped as x.
        x, gamma, epsilon: those of the forward pass.

    Returns (dx, dgamma, dbeta). Raises ValueError for other shapes.
    Source: Ioffe & Szegedy 2015, section 3, simplified.
    """
    x = np.asarray(x)
    dy, gamma = same_shape("dy", dy, x.shape), same_shape("gamma", gamma, x.shape[-1:])
    batch, count = tuple(range(x.ndim - 1)), x.size // x.shape[-1]
    deviation = np.sqrt(x.var(batch) + epsilon)
    normal = (x - x.mean(batch)) / deviation

    dbeta, dgamma = dy.sum(batch), (normal * dy).sum(batch)
    dx = gamma / deviation * (dy - dbeta / count - normal * dgamma / count)
    return dx, dgamma, dbeta


def local_response_norm(x, size=5, k=2.0, alpha=1e-4, beta=0.75, divide_alpha=False):
    r"""Damp each value by what the channels beside it show at the same place.

    .. math:: y_c = x_c \Big/ \Big(k + \alpha \sum_{j \in W(c)} x_j^2\Big)^\beta

    The window W(c) is channel c and its neighbours, `size` in all, cut at the first and last channel.

    Args:
        x: input (…, C).
        size: number of channels in the window; of an even number the odd one lies before channel c, as in PyTorch.
        k, alpha, beta: the constants of the formula; those of the paper by default.
        divide_alpha: alpha / `size` in place of alpha, as in Caffe and PyTorch; the paper takes it as it stands.

    Returns an array shaped as x. Raises ValueError unless `size` is at least 1.
    Source: Krizhevsky et al. 2012, section 3.3.
    """
    x, size = floats(x), whole("size", size, 1)
    channels = x.shape[-1]
    squares = np.pad(x**2, [(0, 0)] * (x.ndim - 1) + [(size // 2, (size - 1) // 2)])
    total = sum(squares[..., j : j + channels] for j in range(size))
    return x / (k + (alpha / size if divide_alpha else alpha) * total) ** beta
