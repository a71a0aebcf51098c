"""Visible checks of lab 07, residual networks. Weights are so simple that a student can redo every sum by hand."""

import numpy as np

from course.checks import (
    Failed,
    Lab,
    array,
    call,
    experiment,
    model_of,
    output_of,
    pair,
    same,
    same_shape,
    same_weights,
)  # fmt: skip

__all__ = ["experiment", "summary"]

lab = Lab(answered_by=("course.blocks", "course.models"), by_hand={"in_your_words": 10})
summary = lab.summary

NORM = 1 / np.sqrt(1.001)  # what a fresh batch normalisation multiplies by: its epsilon is 0.001


@lab.question(points=5)
def residual_chain(answer):
    """Layers that do nothing, then one that multiplies by 1."""
    x = np.array([[1.0, -2], [0, 3]])
    silent = [np.zeros((2, 2))] * 3
    for shortcut, want in [(1.0, [x, x, x, x]), (0.0, [x, 0 * x, 0 * x, 0 * x]), (0.5, [x, x / 2, x / 4, x / 8])]:
        label = f"residual_chain with 3 weights of zeros, shortcut={shortcut}"
        _states(label, call(label, answer, x, silent, shortcut=shortcut), want)
    label = "residual_chain of (1, -2) with one unit matrix"
    got = call(label, answer, x[:1], [np.eye(2)])
    _states(label, got, [x[:1], [[1.761594, -2.964028]]])
    label = "residual_chain of (1, 0) with W = [[0, 1], [0, 0]], which moves the first number to the second place"
    got = call(label, answer, np.array([[1.0, 0]]), [np.array([[0.0, 1], [0, 0]])], shortcut=0.0)
    _states(label, got, [[[1, 0]], [[0, 0.761594]]])


@lab.question(points=12)
def chain_gradients(answer):
    """Layers that do nothing, by hand; then finite differences."""
    x, target = np.array([[2.0, 1], [0, 3]]), np.array([[1.0, 1], [0, 1]])
    for shortcut in (1.0, 0.5):
        label = f"chain_gradients with 2 weights of zeros, shortcut={shortcut}"
        gradients, of_x = pair(label, call(label, answer, x, [np.zeros((2, 2))] * 2, target, shortcut=shortcut))
        if len(gradients) != 2:
            raise Failed(f"{label}: {len(gradients)} gradients, expected 2, one for each weight")
        delta = shortcut**2 * x - target
        same(f"{label}: dE/dx", of_x, shortcut**2 * delta)
        same(f"{label}: dE/dW of the last layer", gradients[1], (shortcut * x).T @ delta)
        same(f"{label}: dE/dW of the first layer", gradients[0], x.T @ (shortcut * delta))
    rng = np.random.default_rng(0)
    weights = list(rng.normal(size=(3, 2, 2)))
    for shortcut in (0.0, 1.0):
        label = f"chain_gradients of 3 layers, shortcut={shortcut}, against finite differences"
        gradients, of_x = pair(label, call(label, answer, x, weights, target, shortcut=shortcut))
        if len(gradients) != 3:
            raise Failed(f"{label}: {len(gradients)} gradients, expected 3, one for each weight")
        names = ["dE/dx", *(f"dE/dW of layer {i}" for i in range(3))]
        for which, (name, got) in enumerate(zip(names, [of_x, *gradients], strict=True)):
            want = np.zeros((2, 2))
            for place in np.ndindex(2, 2):
                errors = []
                for step in (1e-5, -1e-5):
                    moved = [x.copy(), *(w.copy() for w in weights)]
                    moved[which][place] += step
                    state = moved[0]
                    for w in moved[1:]:
                        state = shortcut * state + np.tanh(state @ w)
                    errors.append(np.sum((state - target) ** 2) / 2)
                want[place] = (errors[0] - errors[1]) / 2e-5
            same(f"{label}: {name}", got, want, tolerance=1e-4)


@lab.question(points=9)
def shortcut(answer):
    """A numbered image, and which option has which weights."""
    image = np.zeros((1, 3, 4, 2))
    image[0, :, :, 0], image[0, :, :, 1] = np.arange(12).reshape(3, 4), -1
    for option, filters, strides, weights in [
        ("A", 2, 1, []),
        ("A", 2, 2, []),
        ("A", 5, 1, []),
        ("A", 5, 2, []),
        ("B", 2, 1, []),
        ("B", 2, 2, [(1, 1, 2, 2), (2,), (2,), (2,), (2,)]),
        ("B", 3, 1, [(1, 1, 2, 3), (3,), (3,), (3,), (3,)]),
        ("C", 2, 1, [(1, 1, 2, 2), (2,), (2,), (2,), (2,)]),
    ]:
        label = f'shortcut(x, {filters}, strides={strides}, option="{option}"), x a numbered 3x4 image with 2 channels'
        model = call(label, model_of, answer, (3, 4, 2), filters, strides=strides, option=option)
        same_weights(label, model, weights)
        if weights:
            kernel = np.zeros(weights[0])
            kernel[0, 0, 0, 0] = kernel[0, 0, 1, 1] = 1
            model.set_weights([kernel, *(np.full(filters, n) for n in (2.0, 1.0, 0.0, 1.0))])
        taken = image[:, ::strides, ::strides]
        want = np.zeros((*taken.shape[:3], filters))
        want[..., :2] = taken
        if weights:
            want, label = 2 * NORM * want + 1, f"{label}, gamma 2 and beta 1"
        same(label, output_of(model, image), want)


@lab.question(points=12)
def basic_block(answer):
    """Weights by shape, a silent branch, a branch that hands on, and where a bright pixel goes."""
    label = "basic_block(x, 3, strides=2), x of 6x4 pixels with 2 channels"
    model = call(label, model_of, answer, (6, 4, 2), 3, strides=2)
    same_shape(label, model, (3, 2, 3))
    same_weights(label, model, [(3, 3, 2, 3), (3, 3, 3, 3), (1, 1, 2, 3), *[(3,)] * 12], ordered=False)
    label = "basic_block(x, 1), x of one channel"
    model = call(label, model_of, answer, (1, 2, 1), 1)
    same_weights(label, model, [(3, 3, 1, 1)] * 2 + [(1,)] * 8, ordered=False)
    row = np.array([2.0, -1.0]).reshape(1, 1, 2, 1)
    for first, second, want, what in [
        (0, 0, [2, 0], "a branch of zeros: what the ReLU lets through"),
        (1, 1, [2 + 2 * NORM**2, 0], "both convolutions hand on"),
        (-1, 1, [2, max(0, -1 + NORM**2)], "the first turns the sign: a ReLU stands between the two"),
        (1, -1, [2 - 2 * NORM**2, 0], "the second turns the sign: none stands between it and the sum"),
    ]:
        _fill(model, [_middle(first), _middle(second)])
        same(f"{label} = 2, -1, {what}", output_of(model, row)[0, 0, :, 0], want, tolerance=1e-4)
    label = "basic_block(x, 1, strides=2), x of 4x4 pixels, kernel of ones, shortcut of zeros"
    model = call(label, model_of, answer, (4, 4, 1), 1, strides=2)
    same_weights(label, model, [(3, 3, 1, 1)] * 2 + [(1, 1, 1, 1)] + [(1,)] * 12, ordered=False)
    _fill(model, [np.ones((3, 3, 1, 1)), _middle(1), np.zeros((1, 1, 1, 1))])
    dot = np.zeros((1, 4, 4, 1))
    dot[0, 1, 1] = 1
    same(
        f"{label}: number of places that the pixel in row 1, column 1 reaches",
        np.count_nonzero(output_of(model, dot) > 0.5),
        4,
    )


@lab.question(points=8)
def preactivation(answer):
    """Weights by shape, a silent branch, and signs that show where the ReLUs stand."""
    label = "preactivation(x), x of 4x5 pixels with 3 channels"
    model = call(label, model_of, answer, (4, 5, 3))
    same_shape(label, model, (4, 5, 3))
    same_weights(label, model, [(3, 3, 3, 3)] * 2 + [(3,)] * 8, ordered=False)
    label = "preactivation(x), x of one channel"
    model = call(label, model_of, answer, (1, 2, 1))
    row = np.array([2.0, -1.0]).reshape(1, 1, 2, 1)
    for first, second, want, what in [
        (0, 0, [2, -1], "a branch of zeros: all comes through"),
        (1, 1, [2 + 2 * NORM**2, -1], "both convolutions hand on: a ReLU stands ahead of the first"),
        (-1, 1, [2, -1], "the first turns the sign: a ReLU stands between the two"),
        (1, -2, [2 - 4 * NORM**2, -1], "the second turns the sign: none stands behind it, nor behind the sum"),
    ]:
        _fill(model, [_middle(first), _middle(second)])
        same(f"{label} = 2, -1, {what}", output_of(model, row)[0, 0, :, 0], want, tolerance=1e-4)
    _fill(model, [np.ones((3, 3, 1, 1)), _middle(1)], beta=1.0, gamma=0.0)
    label = f"{label} = 2, -1, normalisations that give 1: zeros are padded behind them"
    same(label, output_of(model, row)[0, 0, :, 0], [3, 0], tolerance=1e-4)


@lab.question(points=8)
def bottleneck(answer):
    """Weights by shape, a silent branch, and where a bright pixel goes."""
    label = "bottleneck(x, 2, strides=2, groups=3, width=2), x of 5x4 pixels with 3 channels"
    model = call(label, model_of, answer, (5, 4, 3), 2, strides=2, groups=3, width=2)
    same_shape(label, model, (3, 2, 8))
    kernels = [(1, 1, 3, 6), (3, 3, 2, 6), (1, 1, 6, 8), (1, 1, 3, 8)]
    same_weights(label, model, [*kernels, *[(6,)] * 8, *[(8,)] * 8], ordered=False)
    _fill(model, [np.full(k, 0.0 if k == (1, 1, 3, 8) else 1.0) for k in kernels], by_shape=True)
    dot = np.zeros((1, 5, 4, 3))
    dot[0, 1, 1] = 1
    label = f"{label}, a bright pixel in row 1, column 1, kernels of ones, shortcut of zeros"
    got = output_of(model, dot)[0, :, :, 0]
    reached = np.zeros((3, 2))
    reached[:2] = 36 * NORM**3  # 3 channels, 2 in a group, 6 at the end
    same(label, got, reached, tolerance=1e-4)
    label = "bottleneck(x, 1, groups=1, width=3), x of 2x2 pixels with 4 channels"
    model = call(label, model_of, answer, (2, 2, 4), 1, groups=1, width=3)
    kernels = [(1, 1, 4, 3), (3, 3, 3, 3), (1, 1, 3, 4)]
    same_weights(label, model, [*kernels, *[(3,)] * 8, *[(4,)] * 4], ordered=False)
    x = np.array([2.0, -1, 0.5, 1])
    third = -0.9 * NORM**3  # 4 pixels of 3 channels with 2.5 each, three times, times -0.01
    for values, branch in [((0, 0, 0), 0), ((-1, -1, 1), 0), ((1, -1, -1), 0), ((1, 1, -0.01), third)]:
        _fill(model, [np.full(k, float(n)) for k, n in zip(kernels, values, strict=True)], by_shape=True)
        got = output_of(model, np.tile(x, (1, 2, 2, 1)))[0, 0, 0]
        same(f"{label}, each (2, -1, 0.5, 1), kernels of {values}", got, np.maximum(x + branch, 0), tolerance=1e-4)


@lab.question(points=8)
def path_width(answer):
    """A single path, which is the bottleneck itself, the lecture's two examples, and another width."""
    for (channels, groups), want in [
        ((64, 1), (64.0, 64, 1.0)),
        ((64, 4), (23.93216, 24, 1.003676)),
        ((20, 4), (7.4788, 7, 0.918235)),
        ((64, 32), (3.972591, 4, 1.007353)),
    ]:
        label = f"path_width({channels}, {groups})"
        got = call(label, answer, channels, groups)
        if not isinstance(got, tuple | list) or len(got) != 3:
            raise Failed(f"{label}: expected three numbers, (root, whole, share)")
        for what, g, w in zip(("root", "whole", "share of 17 C²"), got, want, strict=True):
            same(f"{label}, {what}", g, w, tolerance=1e-4)
        if np.asarray(got[1]).dtype.kind not in "iu":
            raise Failed(f"{label}: the rounded width is {got[1]!r}, expected a whole number (int)")


@lab.question(points=8)
def join_paths(answer):
    """Two numbered paths, whose kernels can be found again."""
    paths = []
    for g in range(2):
        start = 100.0 * (g + 1)
        paths.append(
            [start + np.arange(n).reshape(s) for n, s in ((6, (1, 1, 3, 2)), (36, (3, 3, 2, 2)), (8, (1, 1, 2, 4)))]
        )
    label = "join_paths of 2 paths from 3 channels, 2 wide, to 4 channels"
    got = call(label, answer, paths)
    if not isinstance(got, tuple | list) or len(got) != 3:
        raise Failed(f"{label}: expected three kernels")
    names, shapes = ("first 1x1", "3x3", "last 1x1"), ((1, 1, 3, 4), (3, 3, 2, 4), (1, 1, 4, 4))
    for name, kernel, shape in zip(names, got, shapes, strict=True):
        array(f"{label}, the {name} kernel", kernel, shape)
    for g in range(2):
        own = slice(2 * g, 2 * g + 2)
        same(f"{label}, the first kernel's part of path {g}", np.asarray(got[0])[..., own], paths[g][0])
        same(f"{label}, the 3x3 kernel's part of path {g}", np.asarray(got[1])[..., own], paths[g][1])
        same(f"{label}, the last kernel's part of path {g}", np.asarray(got[2])[:, :, own], paths[g][2])


@lab.question(points=6)
def depth_distribution(answer):
    """One and two branches by hand."""
    for (count, last), survival, distribution in [
        ((1, 0.25), [0.25], [0.75, 0.25]),
        ((2, 0.5), [0.75, 0.5], [0.125, 0.5, 0.375]),
        ((3, 1.0), [1, 1, 1], [0, 0, 0, 1]),
    ]:
        label = f"depth_distribution({count}, {last})"
        got = pair(label, call(label, answer, count, last))
        same(f"{label}: probabilities to survive", got[0], survival)
        same(f"{label}: probabilities of 0 … {count} survivors", got[1], distribution)


@lab.question(points=6)
def stochastic_chain(answer):
    """Two layers of the unit matrix: both survive, one, none; then the test."""
    x, weights, survival = np.array([[1.0], [-2.0]]), [np.ones((1, 1))] * 2, np.array([0.75, 0.5])
    one = x + np.tanh(x)
    for drawn, want, what in [
        ([0.9, 0.9], x, "none survives"),
        ([0.7, 0.9], one, "the first survives"),
        ([0.8, 0.1], one, "the second survives"),
        ([0.1, 0.1], one + np.tanh(one), "both survive"),
        ([0.75, 0.5], x, "drawn equal to the probabilities: none survives"),
    ]:
        label = f"stochastic_chain of 1 and -2, 2 layers, W = 1, {what}"
        same(label, call(label, answer, x, weights, survival, drawn=np.array(drawn)), want)
    label = "stochastic_chain of 1 and -2, 2 layers, W = 1, in the test"
    first = x + 0.75 * np.tanh(x)
    same(label, call(label, answer, x, weights, survival), first + 0.5 * np.tanh(first))


@lab.question(points=8)
def dense_block(answer):
    """Weights by shape, silent layers, and layers that count what they read."""
    label = "dense_block(x, 3, 2), x of 4x5 pixels with 3 channels"
    model = call(label, model_of, answer, (4, 5, 3), 3, 2)
    same_shape(label, model, (4, 5, 9))
    want = [(3, 3, n, 2) for n in (3, 5, 7)] + [(n,) for n in (3, 5, 7) for _ in range(4)]
    same_weights(label, model, want, ordered=False)
    label = "dense_block(x, 2, 1), x of one pixel with the channels 4 and -1"
    model = call(label, model_of, answer, (1, 1, 2), 2, 1)
    x = np.array([4.0, -1.0]).reshape(1, 1, 1, 2)
    _fill(model, [np.zeros((3, 3, 2, 1)), np.zeros((3, 3, 3, 1))])
    same(f"{label}, kernels of zeros: the old maps come first", output_of(model, x).ravel(), [4, -1, 0, 0])
    _fill(model, [np.ones((3, 3, 2, 1)), np.ones((3, 3, 3, 1))])
    new = 4 * NORM
    got = output_of(model, x).ravel()
    same(
        f"{label}, kernels of ones: behind a ReLU each layer adds up what it reads",
        got,
        [4, -1, new, NORM * (4 + new)],
        1e-4,
    )
    _fill(model, [-np.ones((3, 3, 2, 1)), np.ones((3, 3, 3, 1))])
    got = output_of(model, x).ravel()
    same(f"{label}, the first kernel of -1: no ReLU behind a convolution", got, [4, -1, -new, NORM * 4], 1e-4)


def _states(label, got, want):
    if not isinstance(got, tuple | list) or len(got) != len(want):
        number = f"{len(got)} states" if isinstance(got, tuple | list) else type(got).__name__
        raise Failed(f"{label}: expected a list of {len(want)} states, got {number}")
    for i, (found, state) in enumerate(zip(got, want, strict=True)):
        same(f"{label}: state {i}", found, state)


def _middle(value):
    """A 3x3 kernel from one channel to one that multiplies by `value`."""
    kernel = np.zeros((3, 3, 1, 1))
    kernel[1, 1] = value
    return kernel


def _fill(model, kernels, by_shape=False, gamma=1.0, beta=0.0):
    """Give the model these kernels, in their order or by their shapes, and normalisations of mean 0 and variance 1.

    Of those in their order a model may hold others between, of another shape.
    """
    waiting, vectors, given = list(kernels), 0, []
    for w in model.get_weights():
        if w.ndim == 1:
            given.append(np.full(w.shape, (gamma, beta, 0.0, 1.0)[vectors % 4]))
            vectors += 1
        else:
            place = next((i for i, kernel in enumerate(waiting) if kernel.shape == w.shape), None)
            if place is None:
                raise Failed(f"unexpected weights of shape {w.shape}")
            given.append(waiting[place] if by_shape else waiting.pop(place))
    model.set_weights(given)
