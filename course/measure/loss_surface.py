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
    Raises ValueError for points that are even or fewer than 3, a radius that is not positive and finite, and as many y
    as not x.
    Source: Li et al. 2018, section 4; biases, and gains and shifts of a normalisation, keep their values.
    """
    alphas = grid(points, radius)
    rng = np.random.default_rng(seed)
    first, second = direction(model, rng), direction(model, rng)
    steps = [{0: a, 1: b} for b in alphas for a in alphas]
    found = losses_at(model, x, y, (first, second), steps, loss)
    return LossSurface(alphas, np.reshape(found, (points, points)), (first, second))


def gradient_agreement(model, x, y, directions=5, radius=0.03, seed=0, loss="sparse_categorical_crossentropy"):
    """How smooth the loss is around the weights: whether the gradient still holds a small step away, from -1 to 1.

    It is the cosine of the angle between the gradient at the weights and that at the end of a random, filter-normalised
    step; the mean over several steps. Descent follows a gradient over some distance, and so counts on it to stay the
    same there. On a slope without bends it is 1; where bends are shorter than the step, about 0: the gradient says
    nothing of its surroundings. How steep the loss is does not matter, nor how large the weights are.

    Args:
        model, x, y, seed, loss: as of `loss_surface`; batch normalisation and dropout, too.
        directions: number of steps.
        radius: their length; at 0.03 each filter is moved by 3 % of its length.

    Returns the mean cosine; a gradient of zero counts as 0.
    Raises ValueError for fewer than one direction, a radius that is not positive and finite, and as many y as not x.
    Source: Balduzzi et al. 2017, "The shattered gradients problem", on inputs in place of weights, and the gradient
    predictiveness of Santurkar et al. 2018, "How does batch normalization help optimization?", section 3.1.
    """
    import keras
    from keras import ops

    from course import backend

    if directions < 1:
        raise ValueError(f"directions={directions}: must be at least 1")
    if not 0 < radius < np.inf:
        raise ValueError(f"radius={radius}: must be positive and finite")
    x, targets = (ops.convert_to_tensor(part) for part in examples(x, y))
    measure, state = keras.losses.get(loss), [weight.value for weight in model.non_trainable_variables]

    def gradient(weights):
        def mean_loss(values):
            return ops.mean(measure(targets, model.stateless_call(values, state, x, training=False)[0]))

        found = np.concatenate([part.ravel() for part in backend.value_and_gradients(mean_loss, weights)[1]])
        found = found.astype("float64")  # squares of what is large or small are beyond float32
        norm = np.linalg.norm(found)
        return found / norm if norm else found

    own = [ops.convert_to_numpy(weight) for weight in model.trainable_variables]
    here, rng, cosines = gradient(own), np.random.default_rng(seed), []
    for _ in range(directions):
        step = {id(weight): part for weight, part in zip(model.weights, direction(model, rng), strict=True)}
        moved = [w + radius * step[id(weight)] for w, weight in zip(own, model.trainable_variables, strict=True)]
        cosines.append(here @ gradient(moved))
    return float(np.mean(cosines))


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

    x, y = examples(x, y)
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


def examples(x, y):
    """Both as arrays, checked to be as many."""
    x, y = np.asarray(x), np.asarray(y)
    if len(x) != len(y) or not len(x):
        raise ValueError(f"{len(x)} examples and {len(y)} targets: need as many of both, and some")
    return x, y


def grid(points, radius):
    """Steps from -radius to radius, 0 in the middle."""
    if isinstance(points, bool) or int(points) != points or points < 3 or points % 2 == 0:
        raise ValueError(f"points={points}: must be odd, so that the middle is the model itself, and at least 3")
    if not 0 < radius < np.inf:
        raise ValueError(f"radius={radius}: must be positive and finite")
    return np.linspace(-radius, radius, int(points))
