r"""Is a gradient right? Move each number a little and see how far the loss moves."""

import numpy as np


def numerical_gradient(f, x, step=1e-5):
    r"""Gradient of f at x by central differences, one entry at a time.

    .. math:: \frac{\partial f}{\partial x_j} \approx \frac{f(x + h e_j) - f(x - h e_j)}{2h}

    The formula errs by about h², rounding by about 1e-16 · \|f\| / h: a step near 1e-5 serves both. It all happens in
    float64, whatever the type of x; in float32 rounding would leave about two digits.

    Args:
        f: function of an array like x, in float64, to one number.
        x: where, an array of any shape; it is not changed.
        step: h.

    Returns an array (float64) shaped as x, after 2 · x.size calls of f.
    Raises ValueError unless `step` is positive, and where f gives more than one number.
    """
    if not step > 0:
        raise ValueError(f"step={step!r}: must be positive")
    x = np.array(x, np.float64)
    gradient = np.empty_like(x)
    for j in np.ndindex(x.shape):
        middle, values = x[j], []
        for x[j] in (middle + step, middle - step):
            values.append(_number(f(x)))
        x[j] = middle
        gradient[j] = (values[0] - values[1]) / (2 * step)
    return gradient


def _number(value):
    if np.size(value) != 1:
        raise ValueError(f"f gives an array of shape {np.shape(value)}: must be one number, such as a loss")
    return np.asarray(value, np.float64).item()


def relative_error(a, b) -> float:
    r"""Largest relative difference of any two entries of a and b.

    .. math:: \max_j \frac{|a_j - b_j|}{\max(|a_j|, |b_j|)}

    with 0 where both are 0; from 0 for equal to 2 for opposite. Below 1e-7 a gradient is right, above 1e-2 it is wrong,
    as a rule. (The assignments of the same course divide by \|a\| + \|b\|: up to half as large.)

    Raises ValueError where the shapes differ. Source: Stanford CS231n, notes, "Gradient checks".
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if a.shape != b.shape:
        raise ValueError(f"shapes {a.shape} and {b.shape} differ")
    larger = np.maximum(np.abs(a), np.abs(b))
    return float(np.max(np.abs(a - b) / np.where(larger == 0, 1, larger), initial=0))
