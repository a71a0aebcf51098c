r"""From scores to probabilities, and how wrong they are: softmax and cross-entropy, without overflow."""

import numpy as np

from course.scratch.geometry import floats


def softmax(x, axis=-1):
    r"""Positive numbers that sum to 1 along `axis`.

    .. math:: p_j = \frac{e^{x_j}}{\sum_i e^{x_i}} = \frac{e^{x_j - m}}{\sum_i e^{x_i - m}}, \qquad m = \max_i x_i

    The two are equal; in the second no exponential is larger than 1. Scores of any shape to an array of that shape.
    Source: Bridle 1990.
    """
    x = floats(x)
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def softmax_backward(dp, x, axis=-1):
    r"""Gradient of a loss with respect to the scores of ``p = softmax(x)``.

    .. math:: \partial x_j = p_j \Big(\partial p_j - \sum_i p_i\, \partial p_i\Big)

    from the derivatives :math:`\partial p_i / \partial x_j = p_i\,(\delta_{ij} - p_j)`: each score moves all outputs.
    dp and x of one shape, to an array of that shape.
    """
    p = softmax(x, axis)
    return p * (dp - (p * dp).sum(axis, keepdims=True))


def log_softmax(x, axis=-1):
    r"""Logarithm of `softmax`, finite where the probability itself is rounded to 0.

    .. math:: \log p_j = x_j - m - \log \sum_i e^{x_i - m}
    """
    x = floats(x)
    x = x - x.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))


def cross_entropy(logits, labels):
    r"""Mean over the examples of -log of the probability that softmax gives to the right class.

    .. math:: E = -\frac{1}{N} \sum_n \log p_{n, t_n}

    Args:
        logits: scores (N, classes), before softmax.
        labels: number t of the right class of each example, (N,), from 0.

    Returns one number, in nats: log(classes) for scores that are all equal.
    Raises ValueError where shapes or labels do not fit.
    """
    logits, labels = _checked(logits, labels)
    return -log_softmax(logits)[np.arange(len(labels)), labels].mean()


def cross_entropy_backward(logits, labels):
    r"""Gradient of `cross_entropy` with respect to the logits: what is given, less what is right.

    .. math:: \partial x_{n,j} = \frac{p_{n,j} - [j = t_n]}{N}

    Arguments and errors as `cross_entropy`. Returns an array (N, classes).
    """
    logits, labels = _checked(logits, labels)
    p = softmax(logits)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)


def _checked(logits, labels):
    logits, labels = np.asarray(logits), np.asarray(labels)
    if logits.ndim != 2 or not len(logits) or labels.shape != logits.shape[:1]:
        raise ValueError(
            f"logits have shape {logits.shape}, labels {labels.shape}: must be (N, classes) and (N,), N at least 1"
        )
    if not np.issubdtype(labels.dtype, np.integer) or labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError(f"labels={labels}: must be whole numbers from 0 to {logits.shape[1] - 1}")
    return logits, labels
