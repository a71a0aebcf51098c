"""The loss around trained weights: Li, Xu, Taylor, Studer, Goldstein 2018, "Visualizing the loss landscape …"."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class LossSurface:
    """The loss on a square in the space of weights, with the weights as they are in its middle.

    Attributes: `alphas` (points,), the steps along both directions; `losses` (points, points), ``losses[i, j]`` that of
    the weights + ``alphas[j]`` * first direction + ``alphas[i]`` * second; `directions`, two lists of arrays, in the
    order and the shapes of ``model.get_weights()``.
    """

    alphas: np.ndarray
    losses: np.ndarray
    directions: tuple


def loss_surface(model, x, y, points=21, radius=1.0, seed=0, loss="sparse_categorical_crossentropy"):
    """The mean loss on a grid around the model's weights, along two random, filter-normalised directions.

    Batch normalisation runs on its moving averages, which stay as they are, and dropout is off: what is drawn is the
    loss of the trained network, as in the paper.

    Args:
        model: a built ``keras.Model`` of one output; its weights are the same afterwards, also after an interruption.
        x: NumPy array of examples; all are computed as one batch, so some hundreds.
        y: their targets, as the loss wants them: class numbers by default.
        points: of each side of the grid; odd, so that the middle is the model itself.
        radius: the grid goes from -radius to radius; at 1 a step is as long as the weights of each filter.
        seed: of the directions; the same on every backend.
        loss: name or function of Keras's, of (y, what the model returns).

    Returns a `LossSurface`.
    Raises ValueError for points that are even or fewer than 3, a radius that is not positive, and as many y as not x.
    Source: Li et al. 2018, section 4; biases, and gains and shifts of a normalisation, keep their values.
    """
    alphas = grid(points, radius)
    rng = np.random.default_rng(seed)
    first, second = direction(model, rng), direction(model, rng)
    steps = [{0: a, 1: b} for b in alphas for a in alphas]
    found = losses_at(model, x, y, (first, second), steps, loss)
    return LossSurface(alphas, np.reshape(found, (points, points)), (first, second))


def negative_curvature(
    model, x, y, directions=10, points=21, radius=1.0, seed=0, loss="sparse_categorical_crossentropy"
):
    """How rough the loss is around the weights: the share of places where it curves downwards, from 0 to 1.

    The places are the inner points of `directions` random lines through the weights, filter-normalised; what counts
    is the sign of the loss's second difference along the line. A bowl has 0, and so has a loss that is convex in
    this neighbourhood; hills, ridges and plains between them add to the share. A second difference within a
    millionth of the loss at its place is rounding, and counts as flat, not as downwards; a loss that is not finite
    does count.

    Compare at the same small radius, and over several seeds: far out the loss saturates (Keras clips probabilities at
    1e-7), and the way up to that plateau curves downwards too, for a smooth network as for a rough one.

    Args:
        directions: number of lines.
        points: of each line.
        model, x, y, radius, seed, loss: as of `loss_surface`.

    Returns the share.
    Raises ValueError for fewer than one direction, and as `loss_surface`.
    Source: in the manner of Li et al. 2018, section 6, who map the smallest eigenvalues of the whole Hessian.
    """
    if directions < 1:
        raise ValueError(f"directions={directions}: must be at least 1")
    alphas, rng = grid(points, radius), np.random.default_rng(seed)
    lines = tuple(direction(model, rng) for _ in range(directions))
    steps = [{d: a} for d in range(directions) for a in alphas]
    z = np.reshape(losses_at(model, x, y, lines, steps, loss), (directions, points))
    with np.errstate(invalid="ignore"):
        bends = z[:, 2:] - 2 * z[:, 1:-1] + z[:, :-2]
        return float(np.mean(~np.isfinite(bends) | (bends < -1e-6 * np.abs(z[:, 1:-1]))))


def direction(model, rng):
    """A random direction in the space of weights, in the shapes of ``model.get_weights()``.

    Each filter, what stands behind one index of a kernel's last axis, is as long as the filter of the model.
    """
    kernels = {id(weight) for weight in model.trainable_weights if len(weight.shape) > 1}
    found = []
    for weight, value in zip(model.weights, model.get_weights(), strict=True):
        if id(weight) not in kernels:
            found.append(np.zeros_like(value))
            continue
        noise = rng.standard_normal(value.shape)
        axes = tuple(range(value.ndim - 1))
        length = [np.sqrt(np.sum(np.square(a, dtype="float64"), axes, keepdims=True)) for a in (value, noise)]
        found.append((noise * length[0] / np.maximum(length[1], 1e-10)).astype(value.dtype))
    return found


def losses_at(model, x, y, directions, steps, loss):
    """Mean loss at each of `steps`, {number of the direction: how far}; the model's weights are put back."""
    import keras
    from keras import ops

    x, y = np.asarray(x), np.asarray(y)
    if len(x) != len(y) or not len(x):
        raise ValueError(f"{len(x)} examples and {len(y)} targets: need as many of both, and some")
    measure = keras.losses.get(loss)
    moved = [i for i in range(len(directions[0])) if any(np.any(d[i]) for d in directions)]
    variables, own = model.weights, model.get_weights()
    targets, found = ops.convert_to_tensor(y), []
    try:
        for step in steps:
            for i in moved:  # the rest stays: biases, normalisations
                value = own[i] + sum(far * directions[d][i] for d, far in step.items())
                variables[i].assign(value.astype(own[i].dtype))
            predictions = ops.convert_to_tensor(model.predict_on_batch(x))
            found.append(float(ops.convert_to_numpy(ops.mean(measure(targets, predictions)))))
    finally:
        for i in moved:
            variables[i].assign(own[i])
    return np.array(found)


def grid(points, radius):
    """Steps from -radius to radius, 0 in the middle."""
    if isinstance(points, bool) or int(points) != points or points < 3 or points % 2 == 0:
        raise ValueError(f"points={points}: must be odd, so that the middle is the model itself, and at least 3")
    if not radius > 0:
        raise ValueError(f"radius={radius}: must be positive")
    return np.linspace(-radius, radius, int(points))
