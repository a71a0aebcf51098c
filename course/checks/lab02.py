"""Visible checks of lab 02, back-propagation. Inputs are small, so that a student can redo them by hand."""

import copy

import numpy as np

from course.checks import Failed, Lab, array, call, experiment, same

__all__ = ["experiment", "summary"]

lab = Lab(answered_by=("course.scratch",), by_hand={"in_your_words": 10})
summary = lab.summary

# The lecture's sizes: an image of 3x3, a filter of 2x2, an output of 2x2.
IMAGE = np.array([[1.0, 2, 0], [0, 1, 3], [2, 1, 1]])
FILTER = np.array([[1.0, -1], [2, 3]])
ABOVE = np.array([[1.0, 2], [-1, 3]])


def parts(label, got, *wanted):
    """Each of the arrays that an answer returns together, by its name."""
    try:
        got = list(got)
    except TypeError:
        got = [got]
    if len(got) != len(wanted):
        raise Failed(f"{label}: returned {len(got)} things, expected {len(wanted)}: {', '.join(n for n, _ in wanted)}")
    for (name, want), part in zip(wanted, got, strict=True):
        same(f"{label}: {name}", part, want)


def names(label, got, wanted):
    """A dictionary has to come back, with these names."""
    try:
        found = sorted(got.keys())
    except AttributeError:
        raise Failed(f"{label}: expected a dictionary, got {type(got).__name__}") from None
    if found != sorted(wanted):
        raise Failed(f"{label}: its names are {', '.join(map(str, found))}, expected {', '.join(sorted(wanted))}")


def unchanged(label, answer, given, *options):
    """Nothing in the dictionaries that an answer is given may change: name of a dictionary -> dictionary of arrays."""
    now = copy.deepcopy(given)
    answer(*(part.get("dscores", part) for part in now.values()), *options)
    for what, old in given.items():
        if sorted(old) != sorted(now[what]) or any(not np.array_equal(old[name], now[what][name]) for name in old):
            raise Failed(f"{label}: the {what} that were handed in have changed; make new dictionaries and arrays")


@lab.question(points=8)
def dense_backward(answer):
    """Two examples by hand, one input and one output, and a batch of one."""
    label = "dense_backward of two examples, 3 inputs, 2 outputs"
    dy, x, w = np.array([[1.0, 0], [10, 1]]), np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[1.0, 2], [3, 4], [5, 6]])
    parts(
        label,
        call(label, answer, dy, x, w),
        ("dx", [[1, 3, 5], [12, 34, 56]]),
        ("dw", [[41, 4], [52, 5], [63, 6]]),
        ("db", [11, 1]),
    )
    label = "dense_backward of one example, 2 inputs, 2 outputs"
    got = call(label, answer, np.array([[1.0, 2]]), np.array([[3.0, 4]]), np.array([[1.0, 0], [10, 0]]))
    parts(label, got, ("dx", [[1, 10]]), ("dw", [[3, 6], [4, 8]]), ("db", [1, 2]))


@lab.question(points=10)
def numerical_gradient(answer):
    """Functions whose slope is known, and what rounding would swallow."""
    label = "numerical_gradient of 3 a + 5 b + 7 c"
    got = call(label, answer, lambda x: float(x @ [3, 5, 7]), np.array([1.0, -2, 0.5]))
    same(label, got, [3, 5, 7])
    label = "numerical_gradient of the sum of squares at [[1, 2], [3, 4]]"
    x = np.array([[1.0, 2], [3, 4]])
    same(label, call(label, answer, lambda x: float(np.sum(x**2)), x), 2 * x)
    label = "numerical_gradient of x³ at 1 with step=0.5: (1.5³ - 0.5³) / 1"
    same(label, call(label, answer, lambda x: float(x[0] ** 3), np.ones(1), step=0.5), [3.25])
    label = "numerical_gradient of a b² at a = 1, b = 2 with step=0.5"
    same(label, call(label, answer, lambda x: float(x[0] * x[1] ** 2), np.array([1.0, 2]), step=0.5), [4, 4])
    label = "numerical_gradient of x[0, 1] * x[1, 0] at [[1, 2], [3, 4]]"
    same(label, call(label, answer, lambda x: float(x[0, 1] * x[1, 0]), x), [[0, 3], [2, 0]])
    label = "numerical_gradient of x² at the whole number 3"
    same(label, call(label, answer, lambda x: float(x[0] ** 2), np.array([3])), [6.0])
    label = "numerical_gradient of x² at 3, a float32"
    same(label, call(label, answer, lambda x: float(x[0] ** 2), np.array([3], "float32")), [6.0])


@lab.question(points=6)
def relative_error(answer):
    """Equal, opposite, zero, and a small entry beside a large one."""
    for a, b, want in [
        ([1.0, 2], [1.0, 2], 0),
        ([1.0, -2], [1.0, 2], 2),
        ([4.0], [5.0], 0.2),
        ([5.0], [4.0], 0.2),
        ([0.0, 1], [0.0, 1], 0),
        ([0.0, 1], [3.0, 1], 1),
        ([100.0, 0.001], [100.0, 0.002], 0.5),
        ([[1.0, 2], [3, 4]], [[1.0, 2], [3, 8]], 0.5),
    ]:
        label = f"relative_error of {a} and {b}"
        with np.errstate(all="ignore"):
            same(label, call(label, answer, np.array(a), np.array(b)), want)


@lab.question(points=8)
def filter_gradient(answer):
    """One gradient from above at a time, then the lecture's sizes, then an image that is not square."""
    one = np.array([[0.0, 1], [0, 0]])
    label = "filter_gradient of a 3x3 image where only the output above on the right has a gradient, 1"
    same(label, call(label, answer, one, IMAGE), IMAGE[:2, 1:])
    label = "filter_gradient of a 3x3 image and a 2x2 output"
    same(label, call(label, answer, ABOVE, IMAGE), [[8, 10], [3, 9]])
    label = "filter_gradient of an image of ones, 4x6, and an output of ones, 2x5"
    same(label, call(label, answer, np.ones((2, 5)), np.ones((4, 6))), np.full((3, 2), 10.0))


@lab.question(points=10)
def pixel_gradient(answer):
    """One gradient from above paints the filter, unflipped; then the lecture's sizes; then sizes that differ."""
    one = np.array([[0.0, 1], [0, 0]])
    label = "pixel_gradient where only the output above on the right has a gradient, 1: its window gets the filter"
    same(label, call(label, answer, one, FILTER), [[0, 1, -1], [0, 2, 3], [0, 0, 0]])
    label = "pixel_gradient of a 2x2 output and a 2x2 filter"
    same(label, call(label, answer, ABOVE, FILTER), [[1, 1, -2], [1, 11, 3], [-2, 3, 9]])
    label = "pixel_gradient of ones, output 2x3, filter 1x2"
    same(label, call(label, answer, np.ones((2, 3)), np.ones((1, 2))), [[1, 2, 2, 1]] * 2)


@lab.question(points=6)
def spread(answer):
    """The question's example, a row, and two channels."""
    dy = np.arange(1.0, 5).reshape(1, 2, 2, 1)
    label = "spread of [[1, 2], [3, 4]], stride=2"
    same(label, call(label, answer, dy, 2), np.array([[1, 0, 2], [0, 0, 0], [3, 0, 4]]).reshape(1, 3, 3, 1))
    label = "spread of [[1, 2], [3, 4]], stride=1"
    same(label, call(label, answer, dy, 1), dy)
    label = "spread of the row [1, 2], stride=3"
    same(label, call(label, answer, dy[:, :1], 3), np.array([1, 0, 0, 2]).reshape(1, 1, 4, 1))
    label = "spread of 2 images 3x4x5, stride=2"
    array(label, call(label, answer, np.ones((2, 3, 4, 5)), 2), (2, 5, 7, 5))


@lab.question(points=14)
def conv2d_backward(answer):
    """The lecture's sizes; a stride that leaves a pixel over; padding; ones, where every value is a count."""
    label = "conv2d_backward of a 3x3 image, a 2x2 filter"
    x, w, dy = IMAGE[None, ..., None], FILTER[..., None, None], ABOVE[None, ..., None]
    dx = np.array([[1, 1, -2], [1, 11, 3], [-2, 3, 9]])[None, ..., None]
    dw = np.array([[8, 10], [3, 9]])[..., None, None]
    parts(label, call(label, answer, dy, x, w), ("dx", dx), ("dw", dw), ("db", [5]))

    label = "conv2d_backward of the row 1 … 6, filter (10, 100), stride=2"
    x, w = np.arange(1.0, 7).reshape(1, 1, 6, 1), np.array([10.0, 100]).reshape(1, 2, 1, 1)
    dx, dw = np.array([10, 100, 20, 200, 30, 300]).reshape(1, 1, 6, 1), np.array([22, 28]).reshape(1, 2, 1, 1)
    dy = np.array([1.0, 2, 3]).reshape(1, 1, 3, 1)
    parts(label, call(label, answer, dy, x, w, stride=2), ("dx", dx), ("dw", dw), ("db", [6]))

    label = "conv2d_backward of the row 1 … 7, filter (10, 100), stride=2: no window reached the last pixel"
    x, dx = np.arange(1.0, 8).reshape(1, 1, 7, 1), np.append(dx, 0).reshape(1, 1, 7, 1)
    parts(label, call(label, answer, dy, x, w, stride=2), ("dx", dx), ("dw", dw), ("db", [6]))

    label = "conv2d_backward of the pixel 5, a filter of 3x3, padding=1"
    w, middle = np.arange(1.0, 10).reshape(3, 3, 1, 1), np.zeros((3, 3, 1, 1))
    middle[1, 1] = 10
    got = call(label, answer, np.full((1, 1, 1, 1), 2.0), np.full((1, 1, 1, 1), 5.0), w, padding=1)
    parts(label, got, ("dx", np.full((1, 1, 1, 1), 10.0)), ("dw", middle), ("db", [2]))

    label = "conv2d_backward of ones: 2 images of one window, 3 channels, 4 filters"
    got = call(label, answer, np.ones((2, 1, 1, 4)), np.ones((2, 2, 3, 3)), np.ones((2, 3, 3, 4)))
    wanted = ("dx", np.full((2, 2, 3, 3), 4.0)), ("dw", np.full((2, 3, 3, 4), 2.0)), ("db", np.full(4, 2.0))
    parts(label, got, *wanted)


@lab.question(points=10)
def max_pool_backward(answer):
    """Four windows, a tie, a row and a column that fill no window, and two channels."""
    x = np.array([[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 2, 2], [3, 1, 7, 1]])[None, ..., None]
    dy = np.array([[4.0, 8], [12, 16]])[None, ..., None]
    want = np.array([[0, 0, 0, 0], [4, 0, 0, 8], [0, 0, 0, 0], [12, 0, 16, 0]])[None, ..., None]
    label = "max_pool_backward of a 4x4 image, size=2"
    same(label, call(label, answer, dy, x, 2), want)
    label = "max_pool_backward of a 4x4 image with a row and a column more, size=2"
    ends = [(0, 0), (0, 1), (0, 1), (0, 0)]
    same(label, call(label, answer, dy, np.pad(x, ends, constant_values=9), 2), np.pad(want, ends))
    label = "max_pool_backward of [[1, 2], [2, 2]], size=2: of the three largest, the first takes all"
    tie = np.array([1.0, 2, 2, 2]).reshape(1, 2, 2, 1)
    same(label, call(label, answer, np.full((1, 1, 1, 1), 5.0), tie, 2), [[[[0], [5]], [[0], [0]]]])
    label = "max_pool_backward of 1 … 9, size=3"
    nine = np.arange(1.0, 10).reshape(1, 3, 3, 1)
    same(label, call(label, answer, np.full((1, 1, 1, 1), 5.0), nine, 3), 5.0 * (nine == 9))
    label = "max_pool_backward of two channels, size=2"
    two, above = np.concatenate([x, -x], axis=-1), np.concatenate([dy, dy], axis=-1)
    other = np.array([[4, 0, 0, 8], [0, 0, 0, 0], [12, 0, 0, 0], [0, 0, 0, 16]])[None, ..., None]
    same(label, call(label, answer, above, two, 2), np.concatenate([want, other], axis=-1))


def _conv(x, w):
    x = np.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
    return np.einsum("nijcuv,uvcf->nijf", windows, w)


def _pool(x):
    n, height, width, channels = x.shape
    return x.reshape(n, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))


def _forward(x, weights):
    """The lab's network, for the checks alone."""
    v = {"x": x, "h1": _conv(x, weights["w1"]) + weights["b1"]}
    v["a1"] = np.maximum(v["h1"], 0)
    v["p1"] = _pool(v["a1"])
    v["h2"] = _conv(v["p1"], weights["w2"]) + weights["b2"]
    v["a2"] = np.maximum(v["h2"], 0)
    v["p2"] = _pool(v["a2"])
    v["scores"] = v["p2"].reshape(len(x), -1) @ weights["w3"] + weights["b3"]
    return v


@lab.question(points=10)
def backward(answer):
    """A tiny network, each gradient against central differences, from the top of the network down."""
    rng = np.random.default_rng(0)
    shapes = {"w3": (4, 3), "b3": (3,), "w2": (3, 3, 1, 2), "b2": (2,), "w1": (3, 3, 1, 1), "b1": (1,)}
    weights = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    weights["b1"] -= 2  # so that some of the largest pixels are negative before the ReLU
    x, dscores = rng.normal(size=(2, 4, 8, 1)), rng.normal(size=(2, 3))
    values = _forward(x, weights)
    label = "backward of two images 4x8, 1 and 2 filters, 3 classes"
    got = call(label, answer, dscores, values, weights)
    names(label, got, weights)
    for name, weight in weights.items():
        want = np.zeros(weight.shape)
        for place in np.ndindex(weight.shape):
            moved = [weight.copy(), weight.copy()]
            moved[0][place] += 1e-6
            moved[1][place] -= 1e-6
            up, down = (np.sum(_forward(x, {**weights, name: m})["scores"] * dscores) for m in moved)
            want[place] = (up - down) / 2e-6
        same(f"{label}: gradient of {name}, against central differences", got[name], want, tolerance=1e-4)
    unchanged("backward", answer, {"gradients": {"dscores": dscores}, "values": values, "weights": weights})


@lab.question(points=8)
def momentum_step(answer):
    """Numbers that show which term is which, the second step, and what may not be changed."""
    weights, zeros = {"a": np.array([1.0, 2]), "b": np.array([[3.0]])}, {"a": np.zeros(2), "b": np.zeros((1, 1))}
    gradients = {"a": np.array([10.0, 20]), "b": np.array([[-10.0]])}
    before = copy.deepcopy({"weights": weights, "velocities": zeros, "gradients": gradients})
    first = {"a": np.array([-1.0, -2]), "b": np.array([[1.0]])}
    second = {"a": np.array([-1.5, -3]), "b": np.array([[1.5]])}
    velocities = zeros
    for label, want in [("first step", first), ("second step, with the same gradients", second)]:
        label = f"momentum_step, learning rate 0.1, momentum 0.5, {label}"
        new = {name: weights[name] + want[name] for name in want}
        got = call(label, answer, weights, velocities, gradients, 0.1, 0.5)
        if not hasattr(got, "__len__") or len(got) != 2:
            raise Failed(f"{label}: expected two dictionaries, the weights and the velocities")
        for what, found, expected in [("velocities", got[1], want), ("weights", got[0], new)]:
            names(f"{label}: {what}", found, expected)
            for name in expected:
                same(f"{label}: {what}, {name}", found[name], expected[name])
        weights, velocities = new, want
    unchanged("momentum_step", answer, before, 0.1, 0.5)
