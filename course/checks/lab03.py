"""Visible checks of lab 03, activations. Inputs are small, so that a student can redo them by hand."""

import copy

import numpy as np

from course.checks import Failed, Lab, array, call, experiment, same

__all__ = ["experiment", "summary"]

lab = Lab(answered_by=("course.scratch",), by_hand={"in_your_words": 10})
summary = lab.summary


def two(label, got, first, second):
    """Two things have to come back; returns them."""
    if not hasattr(got, "__len__") or len(got) != 2:
        raise Failed(f"{label}: expected two things, {first} and {second}")
    return got


def values_and_slopes(label, got, values, slopes):
    got = two(label, got, "values", "slopes")
    same(f"{label}, values", got[0], values)
    same(f"{label}, slopes", got[1], slopes)


@lab.question(points=6)
def sigmoid(answer):
    """Where it is 1/4, 1/2 and 3/4, an array of two axes, and far out."""
    x = np.array([-np.log(3), 0, np.log(3)])
    label = "sigmoid of -ln 3, 0 and ln 3"
    values_and_slopes(label, call(label, answer, x), [0.25, 0.5, 0.75], [0.1875, 0.25, 0.1875])
    label = "sigmoid of an array 2x3 of zeros"
    values_and_slopes(label, call(label, answer, np.zeros((2, 3))), np.full((2, 3), 0.5), np.full((2, 3), 0.25))
    label = "sigmoid of -1000 and 1000"
    with np.errstate(all="ignore"):
        values_and_slopes(label, call(label, answer, np.array([-1000.0, 1000])), [0, 1], [0, 0])


@lab.question(points=8)
def relu(answer):
    """The three names, the corners, another slope, and whole numbers."""
    x = np.array([-2.0, 0, 3, 6, 8])
    for options, values, slopes in [
        ({}, [0, 0, 3, 6, 8], [0, 0, 1, 1, 1]),
        ({"slope": 0.01}, [-0.02, 0, 3, 6, 8], [0.01, 0.01, 1, 1, 1]),
        ({"cap": 6}, [0, 0, 3, 6, 6], [0, 0, 1, 0, 0]),
        ({"slope": 2, "cap": 4}, [-4, 0, 3, 4, 4], [2, 2, 1, 0, 0]),
    ]:
        label = ", ".join(["relu of -2, 0, 3, 6, 8", *(f"{k}={v}" for k, v in options.items())])
        values_and_slopes(label, call(label, answer, x, **options), values, slopes)
    label = "relu of the whole numbers -1 and 1, slope=0.5"
    values_and_slopes(label, call(label, answer, np.array([[-1], [1]]), slope=0.5), [[-0.5], [1]], [[0.5], [1]])


@lab.question(points=8)
def swish(answer):
    """Where the sigmoid is known, and far out."""
    three = np.log(3)
    label = "swish of -ln 3, 0 and ln 3"
    values = [-three / 4, 0, three * 3 / 4]
    slopes = [0.25 - three * 0.1875, 0.5, 0.75 + three * 0.1875]  # sigma + x sigma'
    values_and_slopes(label, call(label, answer, np.array([-three, 0, three])), values, slopes)
    label = "swish of -1000 and 1000"
    with np.errstate(all="ignore"):
        values_and_slopes(label, call(label, answer, np.array([[-1000.0, 1000]])), [[0, 1000]], [[0, 1]])


@lab.question(points=8)
def collapse(answer):
    """Layers of one number each, then matrices whose order matters, then a single layer."""
    label = "collapse of the layers 2 x + 1, 3 x + 10, 5 x + 100"
    layers = [(np.array([[w]]), np.array([b])) for w, b in [(2.0, 1.0), (3.0, 10.0), (5.0, 100.0)]]
    w, b = two(label, call(label, answer, layers), "w", "b")
    same(f"{label}: w", w, [[30]])
    same(f"{label}: b", b, [165])
    label = "collapse of two layers, 2 inputs, 2 units, 3 outputs"
    first = np.array([[1.0, 2], [0, 1]]), np.array([1.0, 1])
    second = np.array([[1.0, 0, 2], [10, 1, 0]]), np.array([0.0, 0, 5])
    w, b = two(label, call(label, answer, [first, second]), "w", "b")
    same(f"{label}: w", w, [[21, 2, 2], [10, 1, 0]])
    same(f"{label}: b", b, [11, 1, 7])
    label = "collapse of two layers, 2 inputs, 2 units, 2 outputs"
    second = np.array([[0.0, 1], [1, 1]]), np.array([0.0, 0])
    w, b = two(label, call(label, answer, [first, second]), "w", "b")
    same(f"{label}: w", w, [[2, 3], [1, 1]])
    same(f"{label}: b", b, [1, 2])
    given = copy.deepcopy([first, second])
    answer(given)
    if len(given) != 2 or not all(np.array_equal(a, b) for a, b in zip(sum(given, ()), first + second, strict=True)):
        raise Failed("collapse: the list of layers that was handed in has changed; work on copies")
    label = "collapse of a single layer"
    w, b = two(label, call(label, answer, [first]), "w", "b")
    same(f"{label}: w", w, first[0])
    same(f"{label}: b", b, first[1])


def _half(z):
    return z / 2, np.full(np.shape(z), 0.5)


def _square(z):
    return z**2, 2 * z


@lab.question(points=14)
def gradient_flow(answer):
    """Chains of one unit, where all is a product, then two examples, then matrices."""
    one, weights = np.array([[1.0]]), [np.array([[2.0]]), np.array([[3.0]]), np.array([[5.0]])]
    label = "gradient_flow of three layers of one unit, weights 2, 3, 5, slope 1/2, dh = 8"
    same(label, call(label, answer, weights, one, 8 * one, _half), [15, 10, 4])
    label = "gradient_flow of two layers of one unit, weights 2 and 3, f(z) = z², dh = 1: z is 2, then 12"
    same(label, call(label, answer, weights[:2], one, one, _square), [24 * 3 * 4, 24])
    label = "gradient_flow of one layer of one unit, two examples, slope 1/2, dh = 6 and 8"
    same(label, call(label, answer, weights[:1], np.ones((2, 1)), np.array([[6.0], [8]]), _half), [5])
    label = "gradient_flow of two layers, 1 input, 2 units, 2 outputs, slope 1/2"
    weights = [np.array([[1.0, 1]]), np.array([[0.0, 4], [0, 3]])]
    same(label, call(label, answer, weights, one, np.array([[0.0, 4]]), _half), [5, 2])
    label = (
        "gradient_flow of one layer, two examples, two units, slope 1/2, dh = [[2, 4], [6, 2 √11]]: √(1 + 4 + 9 + 11)"
    )
    dh = np.array([[2.0, 4], [6, 2 * 11**0.5]])
    same(label, call(label, answer, weights[:1], np.ones((2, 1)), dh, _half), [5])


@lab.question(points=8)
def fair_scale(answer):
    """A slope of 1/2 everywhere, half of the units off, and slopes that differ."""
    label = "fair_scale where all slopes are 1/2"
    same(label, call(label, answer, _half, np.array([[1.0, 2], [3, 4]])), 4)
    label = "fair_scale where half of the slopes are 1, the others 0"
    z = np.array([-1.0, 1, -2, 2])
    same(label, call(label, answer, lambda z: (np.maximum(z, 0), (z > 0) * 1.0), z), 2)
    label = "fair_scale where the slopes are 2 and -4"
    same(label, call(label, answer, _square, np.array([1.0, -2])), 0.1)


@lab.question(points=8)
def initial_std(answer):
    """Round numbers: a dense layer, then a convolution that has as many channels as filters, then others."""
    for shape, recipe, want in [
        ((200, 50), "he", 0.1),
        ((150, 50), "glorot", 0.1),
        ((3, 3, 8, 5), "he", 1 / 6),
        ((5, 5, 1, 7), "glorot", 0.1),
        ((1, 1, 50, 10), "he", 0.2),
    ]:
        label = f'initial_std({shape}, "{recipe}")'
        same(label, call(label, answer, shape, recipe), want)


@lab.question(points=8)
def off_and_dead(answer):
    """Three examples, four units: one always on, one off once, one never above 0, one far below."""
    x, w = np.array([[1.0], [2], [3]]), np.array([[1.0, 1, 0, -1]])
    label = "off_and_dead of the examples 1, 2, 3, weights 1, 1, 0, -1, biases 0, -1, 0, 0"
    off, dead = two(label, call(label, answer, x, w, np.array([0.0, -1, 0, 0])), "share off", "share dead")
    same(f"{label}: off, 7 of 12", off, 7 / 12)
    same(f"{label}: dead, 2 of 4", dead, 0.5)
    label = "off_and_dead of the examples 1 and -1, weights 1 and -1"
    off, dead = two(
        label,
        call(label, answer, np.array([[1.0], [-1]]), np.array([[1.0, -1]]), np.zeros(2)),
        "share off",
        "share dead",
    )
    same(f"{label}: off", off, 0.5)
    same(f"{label}: dead", dead, 0)


@lab.question(points=10)
def softmax(answer):
    """The lecture's example, temperature, rows of their own, and large scores."""
    label = "softmax of [2, 4, 2, 1]"
    lecture = np.array([2.0, 4, 2, 1])
    same(label, call(label, answer, lecture), np.exp(lecture) / np.exp(lecture).sum())
    label = "softmax of [0, ln 9], temperature=2: the odds 1 to 9 become 1 to 3"
    same(label, call(label, answer, np.array([0, np.log(9)]), temperature=2), [0.25, 0.75])
    label = "softmax of [[0, ln 3], [ln 4, 0]]: each row adds up to 1"
    rows = np.array([[0, np.log(3)], [np.log(4), 0]])
    same(label, call(label, answer, rows), [[0.25, 0.75], [0.8, 0.2]])
    with np.errstate(all="ignore"):
        label = "softmax of [1000, 1000]"
        same(label, call(label, answer, np.array([1000.0, 1000])), [0.5, 0.5])
        label = "softmax of [[0, 0, 0], [-1000, -1000, -1000], [0, 0, 3000]]"
        far = np.array([[0.0, 0, 0], [-1000, -1000, -1000], [0, 0, 3000]])
        same(label, call(label, answer, far), [[1 / 3] * 3, [1 / 3] * 3, [0, 0, 1]])
    label = "softmax of an array 2x3x4"
    array(label, call(label, answer, np.zeros((2, 3, 4))), (2, 3, 4))


@lab.question(points=12)
def cross_entropy(answer):
    """Equal scores, odds of 1 to 3, two examples, and a network that is sure and wrong."""
    for scores, labels, loss, gradient in [
        ([[0, 0, 0, 0]], [2], np.log(4), [[0.25, 0.25, -0.75, 0.25]]),
        ([[0, np.log(3)]], [1], np.log(4 / 3), [[0.25, -0.25]]),
        ([[0, np.log(3)], [0, np.log(3)]], [1, 0], np.log(16 / 3) / 2, [[0.125, -0.125], [-0.375, 0.375]]),
        ([[0, 1000]], [0], 1000, [[-1, 1]]),
        ([[-1000, 0]], [1], 0, [[0, 0]]),
        ([[0, 0], [1000, 1000]], [0, 1], np.log(2), [[-0.25, 0.25], [0.25, -0.25]]),
    ]:
        label = f"cross_entropy of {np.round(scores, 2).tolist()}, labels {labels}"
        with np.errstate(all="ignore"):
            got = call(label, answer, np.array(scores, float), np.array(labels))
        got = two(label, got, "loss", "gradient")
        same(f"{label}: loss", got[0], loss)
        same(f"{label}: gradient", got[1], gradient)
