"""Visible checks of lab 08, efficient nets. Weights are ones where that shows the property, so that sums are counts."""

import keras
import numpy as np

from course.checks import Failed, Lab, array, call, experiment, model_of, same

__all__ = ["experiment", "summary"]

lab = Lab(answered_by=("course.blocks", "course.models", "course.scratch"), by_hand={"in_your_words": 10})
summary = lab.summary

IDENTITY = (1, 0, 0, 0.999)  # scale, shift, mean and variance with which normalisation changes nothing


def numbers(label, got, want):
    """Raise Failed unless `got` is a dict of these whole numbers."""
    if not isinstance(got, dict) or set(got) != set(want):
        raise Failed(f"{label}: got {got!r}, expected a dict of {', '.join(want)}")
    for name, value in want.items():
        same(f"{label}, {name}", got[name], value)
        if np.asarray(got[name]).dtype.kind not in "iu":
            raise Failed(f"{label}, {name}: got {got[name]!r}, expected a whole number (int)")


def set_all(label, model, parts):
    """Give a model the values of `parts`, (what it is, how many weights, values) each, in the order it works."""
    given = model.get_weights()
    if [weight.size for weight in given] != [size for _, size, _ in parts]:
        expected = ", ".join(f"{name}: {size}" for name, size, _ in parts)
        raise Failed(
            f"{label}: numbers of weights are {[weight.size for weight in given]}, expected {expected or 'none'}"
        )
    values = [np.broadcast_to(np.ravel(v), (w.size,)) for (*_, v), w in zip(parts, given, strict=True)]
    model.set_weights([value.reshape(w.shape) for value, w in zip(values, given, strict=True)])


def normalisation(channels, values=IDENTITY):
    """The parts of a normalisation, for `set_all`."""
    return [("normalisation", channels, value) for value in values]


def outputs(model, x):
    """What a model makes of an array, as an array."""
    return keras.ops.convert_to_numpy(model(np.asarray(x, "float32")))


@lab.question(points=8)
def layer_cost(answer):
    """Layers small enough to be drawn, then a depthwise one and one with stride 2 on an odd side."""
    for arguments, options, want in [
        ((4, 2, 3, 1), {}, (6, 96, 86)),
        ((4, 2, 3, 3), {}, (54, 864, 134)),
        ((4, 2, 4, 3), {"groups": 2}, (36, 576, 132)),
        ((5, 6, 6, 3), {"groups": 6}, (54, 1350, 354)),
        ((5, 1, 2, 3), {"stride": 2}, (18, 162, 61)),
    ]:
        label = f"layer_cost({', '.join([*map(str, arguments), *(f'{k}={v}' for k, v in options.items())])})"
        got = call(label, answer, *arguments, **options)
        numbers(label, got, dict(zip(("weights", "macs", "moved"), want, strict=True)))


@lab.question(points=10)
def grouped_conv(answer):
    """One pixel with 1x1 filters, so that every product can be followed; then windows of ones, and one group alone."""
    pixel = np.array([1.0, 10, 100, 1000]).reshape(1, 1, 1, 4)
    label = "grouped_conv of the pixel (1, 10, 100, 1000), two groups, filters (1, 1) (1, 2) (1, 3) (1, 4)"
    w = np.array([[1.0, 1, 1, 1], [1, 2, 3, 4]]).reshape(1, 1, 2, 4)
    same(label, call(label, answer, pixel, w), np.array([11, 21, 3100, 4100]).reshape(1, 1, 1, 4))
    label = "grouped_conv of the same pixel, depthwise, filters 1 2 3 4"
    got = call(label, answer, pixel, np.arange(1.0, 5).reshape(1, 1, 1, 4))
    same(label, got, np.array([1, 20, 300, 4000]).reshape(1, 1, 1, 4))
    label = "grouped_conv of the same pixel, two filters for each channel"
    got = call(label, answer, pixel, np.arange(1.0, 9).reshape(1, 1, 1, 8))
    same(label, got, np.array([1, 2, 30, 40, 500, 600, 7000, 8000]).reshape(1, 1, 1, 8))
    label = "grouped_conv of 2 images of ones, 3x4x6, three groups, 3x3 filters of ones: zeros lie around"
    got = call(label, answer, np.ones((2, 3, 4, 6)), np.ones((3, 3, 2, 3)))
    plane = 2 * np.outer([2, 3, 2], [2, 3, 3, 2])
    same(label, got, np.broadcast_to(plane[None, ..., None], (2, 3, 4, 3)))


@lab.question(points=9)
def depthwise_separable(answer):
    """Sizes of all weights, then ones: what each of the two convolutions sums up, and where each ReLU6 ends."""
    label = "depthwise_separable of (3, 3, 2) to 3 filters"
    model = call(label, model_of, answer, (3, 3, 2), 3)
    x = np.zeros((1, 3, 3, 2))
    x[0, 1, 1] = (0.5, 0.25)

    def parts(mix, first=IDENTITY, second=IDENTITY):
        depthwise = [("depthwise filters", 18, np.tile([1, 2], 9)), *normalisation(2, first)]
        return [*depthwise, ("1x1 filters", 6, mix), *normalisation(3, second)]

    def test(what, parts, x, want):
        set_all(f"{label}, weights", model, parts)
        same(f"{label}, {what}", outputs(model, x), np.broadcast_to(want, (1, 3, 3, 3)), 1e-3)

    mix = [[1, 10, 0], [1, 0, 1]]
    test("one pixel, every channel filtered by itself, then mixed", parts(mix), x, [1, 5, 0.5])
    test("the first ReLU6 cuts off at 6", parts([[0.5, 0, 0], [0, 0.5, 0]]), 100 * x, [3, 3, 0])
    test("the first ReLU6 cuts off at 0", parts(-np.array(mix)), -x, [0, 0, 0])
    test("the second ReLU6 cuts off at 0 and 6", parts([[-1, 100, 4], [0, 0, 0]]), x, [0, 6, 2])
    moved = (1, -1, 0, 0.999)
    test("the first normalisation, before its ReLU6", parts([[1, 0, 0], [0, 0, 2]], moved), 4 * x, [1, 0, 2])
    test("the second normalisation, before its ReLU6", parts(mix, second=moved), x, [0, 4, 0])
    label = "depthwise_separable of 4x4 zeros with a 1 in the third row and column, strides=2: all windows see it"
    model = call(label, model_of, answer, (4, 4, 1), 1, strides=2)
    ones = [("depthwise filters", 9, 1), *normalisation(1), ("1x1 filters", 1, 1), *normalisation(1)]
    set_all(label, model, ones)
    dot = np.zeros((1, 4, 4, 1))
    dot[0, 2, 2] = 1
    same(label, outputs(model, dot), np.ones((1, 2, 2, 1)), 1e-3)
    label = "depthwise_separable of (5, 6, 2) to 3 filters, strides=2"
    model = call(label, model_of, answer, (5, 6, 2), 3, strides=2)
    array(label, outputs(model, np.zeros((2, 5, 6, 2))), (2, 3, 3, 3))


@lab.question(points=7)
def predicted_seconds(answer):
    """One layer that computes, one that waits, and both."""
    busy, waits = {"macs": 600, "moved": 20}, {"macs": 50, "moved": 75}
    for name, costs, want in [
        ("a layer that computes", [busy], 6),
        ("a layer that waits for memory", [waits], 1.5),
        ("both layers", [busy, waits], 7.5),
        ("no layers", [], 0),
    ]:
        label = f"predicted_seconds of {name}, peak=100, bandwidth=50"
        same(label, call(label, answer, costs, 100, 50), want)


@lab.question(points=8)
def mobilenet_cost(answer):
    """A row of each kind, two rows, and half the width."""
    for rows, side, alpha, want in [
        ([("full", 4, 1)], 2, 1, (108, 432)),
        ([("separable", 4, 1)], 2, 1, (39, 156)),
        ([("full", 4, 2), ("separable", 8, 1)], 4, 1, (176, 704)),
        ([("full", 4, 2), ("separable", 8, 2)], 5, 1, (176, 1244)),
        ([("full", 4, 2), ("separable", 8, 1)], 4, 0.5, (80, 320)),
        ([("full", 5, 1)], 1, 0.5, (54, 54)),
    ]:
        label = f"mobilenet_cost({rows}, {side}, alpha={alpha})"
        got = call(label, answer, rows, side, alpha=alpha)
        numbers(label, got, dict(zip(("weights", "macs"), want, strict=True)))


@lab.question(points=8)
def recovery_error(answer):
    """Points on the axes, for which the error can be found without a computer."""
    x = np.array([[3.0, 0], [0, 4], [-3, 0], [0, -4]])
    for name, t, options, want in [
        ("T = 2, without a ReLU", 2 * np.eye(2), {"rectify": False}, 0),
        ("T = (1, 0), without a ReLU: the second coordinate is lost", np.eye(2)[:, :1], {"rectify": False}, 0.8),
        ("T = (1, -1): a sign survives in two channels", np.hstack([np.eye(2), -np.eye(2)]), {}, 0),
        ("T = 1: negative coordinates are lost", np.eye(2), {}, np.sqrt(0.5)),
        ("T = 0: nothing is left", np.zeros((2, 3)), {}, 1),
    ]:
        label = f"recovery_error of (3, 0) (0, 4) (-3, 0) (0, -4), {name}"
        same(label, call(label, answer, x, t, **options), want)
    label = "recovery_error of (1) (2), T = -1: nothing is left"
    same(label, call(label, answer, np.array([[1.0], [2]]), np.array([[-1.0]])), 1)


@lab.question(points=12)
def inverted_residual(answer):
    """Sizes of all weights; then one pixel, so that no neighbour counts, and what each ReLU6 and the shortcut do."""

    def parts(channels, wide, filters, expand, filtered, project, identity=IDENTITY):
        first = [("expanding filters", channels * wide, expand), *normalisation(wide)]
        middle = [("depthwise filters", 9 * wide, filtered), *normalisation(wide, identity)]
        last = [("projecting filters", wide * filters, project), *normalisation(filters)]
        return [*(first if expand is not None else []), *middle, *last]

    for name, arguments, options, given, x, want in [
        ("a shortcut, expansion=2", (1,), {"expansion": 2}, parts(1, 2, 1, [1, 2], 1, [1, 10]), [1], [22]),
        ("nothing expanded negative comes through", (1,), {"expansion": 2}, parts(1, 2, 1, [1, 2], 1, 1), [-1], [-1]),
        ("ReLU6 behind the expansion", (1,), {"expansion": 2}, parts(1, 2, 1, [9, 1], 0.5, 1), [1], [4.5]),
        ("ReLU6 behind the filter", (1,), {"expansion": 2}, parts(1, 2, 1, [1, 2], 4, 1), [1], [11]),
        ("no ReLU6 behind the projection", (1,), {"expansion": 2}, parts(1, 2, 1, 1, 1, -2), [1], [-3]),
        ("no ReLU6 behind the sum", (1,), {"expansion": 2}, parts(1, 2, 1, 1, 1, 5), [1], [11]),
        ("other filters, so no shortcut", (2,), {"expansion": 2}, parts(1, 2, 2, [1, 2], 1, 1), [1], [3, 3]),
        ("expansion=1, not expanded", (2,), {"expansion": 1}, parts(2, 2, 2, None, 1, np.eye(2)), [1, 3], [2, 6]),
        ("normalisation before the second ReLU6", (1,), {"expansion": 1},
         parts(1, 1, 1, None, 1, 1, (1, -2, 0, 0.999)), [1], [1]),
    ]:  # fmt: skip
        label = f"inverted_residual of one pixel {x}, {name}"
        model = call(label, model_of, answer, (1, 1, len(x)), *arguments, **options)
        set_all(f"{label}, weights", model, given)
        same(label, outputs(model, [[[x]]]), [[[want]]], 1e-3)
    label = "inverted_residual of 4x4 zeros with a 1 in the second row and column, strides=2, so no shortcut"
    model = call(label, model_of, answer, (4, 4, 1), 1, strides=2, expansion=2)
    set_all(f"{label}, weights", model, parts(1, 2, 1, [1, 2], 1, 1))
    dot = np.zeros((1, 4, 4, 1))
    dot[0, 1, 1] = 1
    same(label, outputs(model, dot), [[[[3], [0]], [[0], [0]]]], 1e-3)
    label = "inverted_residual of (5, 6, 2) to 3 filters, strides=2"
    model = call(label, model_of, answer, (5, 6, 2), 3, strides=2)
    set_all(f"{label}, weights", model, parts(2, 12, 3, 1, 1, 1))
    array(label, outputs(model, np.zeros((2, 5, 6, 2))), (2, 3, 3, 3))


@lab.question(points=6)
def in_bits(answer):
    """Two bits, that is 0, 2, 4 and 6; another top; one bit, and another shape."""
    x = np.array([-9, -0.2, 0.9, 1.1, 2.9, 3.5, 5.2, 6, 7.7, 100])
    label = "in_bits of -9 … 100, bits=2"
    same(label, call(label, answer, x, 2), [0, 0, 0, 2, 2, 4, 6, 6, 6, 6])
    label = "in_bits of -9 … 100, bits=2, top=15"
    same(label, call(label, answer, x, 2, top=15), [0, 0, 0, 0, 5, 5, 5, 5, 10, 15])
    label = "in_bits of whole numbers, bits=1, top=1"
    same(label, call(label, answer, np.array([[-1, 0], [1, 2]]), 1, top=1), [[0, 0], [1, 1]])
    label = "in_bits of 0.3, bits=3, top=1"
    same(label, call(label, answer, np.array([0.3]), 3, top=1), [2 / 7])


@lab.question(points=8)
def channel_shuffle(answer):
    """Numbered channels; every place keeps its own."""
    for channels, groups, want in [
        (6, 2, [0, 3, 1, 4, 2, 5]),
        (6, 3, [0, 2, 4, 1, 3, 5]),
        (4, 1, [0, 1, 2, 3]),
    ]:
        label = f"channel_shuffle of channels 0 … {channels - 1} in {groups} groups"
        model = call(label, model_of, answer, (2, 3, channels), groups)
        places = 100 * np.arange(6.0).reshape(1, 2, 3, 1)
        same(label, outputs(model, places + np.arange(channels)), places + want)


@lab.question(points=8)
def squeeze_excite(answer):
    """Sizes of all weights; then scores of 0, which halve every channel, and scores that only one channel decides."""
    label = "squeeze_excite of (2, 3, 8)"
    model = call(label, model_of, answer, (2, 3, 8))

    def test(down, off, up, more, x, want, what):
        parts = [("squeezing weights", 16, down), ("their biases", 2, off)]
        set_all(f"{label}, weights", model, [*parts, ("exciting weights", 16, up), ("their biases", 8, more)])
        same(f"{label}, {what}", outputs(model, x), np.broadcast_to(want, (1, 2, 3, 8)), 1e-3)

    x = np.arange(48.0).reshape(1, 2, 3, 8)
    test(0, 0, 0, 0, x, x / 2, "all weights 0: the sigmoid of 0 halves")
    test(0, 0, 0, [9, -9] * 4, x, x * ([0.999877, 0.000123] * 4), "biases 9 and -9: channels kept and wiped out")
    test(0, -1, 5, 0, x, x / 2, "hidden units are -1 before the ReLU: nothing is left of them")
    first = np.zeros((8, 2))
    first[0, 0] = 1
    score = np.log(3)  # whose sigmoid is 3 / 4
    x = np.ones((1, 2, 3, 8))
    x[0, ..., 0] = [[0, 0, 0], [2, 2, 2]]
    test(first, 0, [[score] * 8, [0] * 8], 0, x, 0.75 * x, "the first channel's average of 1 decides")
    for channels, ratio, units in [(3, 8, 1), (7, 2, 3)]:
        label = f"squeeze_excite of (2, 2, {channels}), ratio={ratio}: {units} units"
        model = call(label, model_of, answer, (2, 2, channels), ratio=ratio)
        parts = [("squeezing weights", channels * units, 0), ("their biases", units, 0)]
        set_all(label, model, [*parts, ("exciting weights", channels * units, 0), ("their biases", channels, 0)])


@lab.question(points=6)
def compound_scale(answer):
    """Nothing scaled, one step and two, and the case of the last rule."""
    for (phi, side, channels, repeats), want in [
        ((0, 224, [16, 24, 320], [1, 2, 4]), (224, [16, 24, 320], [1, 2, 4])),
        ((1, 224, [16, 32, 112], [1, 2, 3]), (258, [16, 32, 120], [2, 3, 4])),
        ((2, 100, [16, 24, 192], [1, 3, 4]), (132, [24, 32, 232], [2, 5, 6])),
        ((0, 33, [3, 11, 12, 52], [2]), (33, [8, 16, 16, 56], [2])),
    ]:
        label = f"compound_scale({phi}, {side}, {channels}, {repeats})"
        got = call(label, answer, phi, side, channels, repeats)
        want = dict(zip(("side", "channels", "repeats"), want, strict=True))
        if not isinstance(got, dict) or set(got) != set(want):
            raise Failed(f"{label}: got {got!r}, expected a dict of {', '.join(want)}")
        for name, value in want.items():
            same(f"{label}, {name}", got[name], value)
            if np.asarray(got[name]).dtype.kind not in "iu":
                raise Failed(f"{label}, {name}: got {got[name]!r}, expected whole numbers (int)")
