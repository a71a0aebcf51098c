"""Visible checks of lab 10, segmentation. Images are a few pixels, so that every number can be redone by hand."""

import keras
import numpy as np
from keras import layers

from course.checks import Failed, Lab, array, call, experiment, model_of, same, same_shape

__all__ = ["experiment", "summary"]

lab = Lab(
    answered_by=("course.blocks", "course.models", "course.scratch", "course.train.metrics"),
    by_hand={"in_your_words": 10},
)
summary = lab.summary


def whole(label, got):
    """Raise Failed unless `got` holds whole numbers."""
    if np.asarray(got).dtype.kind not in "iu":
        raise Failed(f"{label}: got {np.asarray(got).dtype}, expected whole numbers (int)")


def network(label, got):
    """Raise Failed unless `got` is a Keras model."""
    if not isinstance(got, keras.Model):
        raise Failed(f"{label}: got {type(got).__name__}, expected a keras.Model")


def outputs(model, x):
    """What a model makes of an array, as an array."""
    return keras.ops.convert_to_numpy(model(np.asarray(x, "float32")))


def any_size(label, model, x):
    """The same, or Failed where the model does not take images of this size."""
    try:
        return outputs(model, x)
    except Exception:
        size = " x ".join(map(str, np.shape(x)[1:3]))
        raise Failed(f"{label}: an image of {size} pixels is refused; is the input (None, None, channels)?") from None


@lab.question(points=7)
def confusion(answer):
    """Six pixels, the same with two of them unknown, and labels in a type that holds no large numbers."""
    truth, said = np.array([[0, 0, 1], [1, 2, 2]]), np.array([[0, 1, 1], [1, 0, 2]])
    for name, row, more, want in [
        ("0 0 1 1 2 2", truth, {}, [[1, 1, 0], [0, 2, 0], [1, 0, 1]]),
        ("0 255 1 1 255 2", np.array([[0, 255, 1], [1, 255, 2]]), {}, [[1, 0, 0], [0, 2, 0], [0, 0, 1]]),
        ("0 0 1 1 2 2, ignore=2", truth, {"ignore": 2}, [[1, 1, 0], [0, 2, 0], [0, 0, 0]]),
        ("0 7 1 1 7 7, ignore=7", np.array([[0, 7, 1], [1, 7, 7]]), {"ignore": 7}, np.diag([1, 2, 0])),
    ]:
        label = f"confusion of truth {name}, said 0 1 1 1 0 2, three classes"
        got = call(label, answer, row, said, 3, **more)
        same(label, got, want)
        whole(label, got)
    label = "confusion of two pixels of class 0 that are called 1, four classes, two of which are not there"
    same(label, call(label, answer, np.array([0, 0]), np.array([1, 1]), 4), [[0, 2, 0, 0]] + [[0] * 4] * 3)
    label = "confusion of two pixels of class 20, labels of type uint8, 21 classes"
    want = np.zeros((21, 21))
    want[20, 20] = 2
    same(label, call(label, answer, np.array([20, 20], "uint8"), np.array([20, 20], "uint8"), 21), want)


@lab.question(points=8)
def rate_labels(answer):
    """Two classes; one that is never called by its name; one that is not there; and no class but one."""
    nan = np.nan
    for name, counts, accuracy, iou, mean in [
        ("all right", [[3, 0], [0, 1]], 1, [1, 1], 1),
        ("two of ten wrong", [[3, 1], [1, 5]], 0.8, [3 / 5, 5 / 7], 23 / 35),
        ("class 1 is always called 0", [[8, 0], [2, 0]], 0.8, [0.8, 0], 0.4),
        ("class 1 is called, but never true", [[8, 2], [0, 0]], 0.8, [0.8, 0], 0.4),
        ("class 1 is neither true nor called", [[4, 0, 2], [0, 0, 0], [0, 0, 2]], 0.75, [4 / 6, nan, 2 / 4], 7 / 12),
    ]:
        label = f"rate_labels of {counts}, {name}"
        with np.errstate(all="ignore"):
            got = call(label, answer, np.array(counts))
        if not isinstance(got, dict) or set(got) != {"accuracy", "iou", "mean_iou"}:
            raise Failed(f"{label}: got {got!r}, expected a dict of accuracy, iou, mean_iou")
        same(f"{label}, accuracy", got["accuracy"], accuracy)
        found = array(f"{label}, iou", got["iou"], (len(iou),))
        for k, (value, want) in enumerate(zip(found, iou, strict=True)):
            if np.isnan(want) and not np.isnan(value):
                raise Failed(f"{label}, iou: class {k} is not there, so it is NaN; got {value:.6g}")
            if not np.isnan(want):
                same(f"{label}, iou of class {k}", value, want)
        same(f"{label}, mean_iou", got["mean_iou"], mean)


@lab.question(points=12)
def fully_convolutional(answer):
    """Dense layers alone; then a chain. On larger images the given network is asked window by window."""
    image = keras.Input((2, 3, 2))
    dense = keras.Model(image, layers.Dense(2, activation="relu")(layers.Flatten()(image)))
    image = keras.Input((5, 7, 1))
    x = layers.Conv2D(2, 3, strides=2, activation="relu")(image)
    x = layers.Dense(4, activation="relu")(layers.Flatten()(x))
    chain = keras.Model(image, layers.Dense(3, activation="softmax")(x))
    rng = np.random.default_rng(0)
    for name, model, stride, size in [
        ("Flatten and a dense layer of two units", dense, 1, (4, 4)),
        ("a convolution with strides=2, Flatten, two dense layers", chain, 2, (9, 11)),
    ]:
        height, width, channels = model.input_shape[1:]
        label = f"fully_convolutional of {name}, made for {height} x {width} pixels"
        x = rng.normal(size=(2, height, width, channels))
        for what in "weights 0 but for the biases", "weights as Flatten has them: rows, columns, channels":
            biases_alone = what.startswith("weights 0")
            values = [rng.normal(size=w.shape) for w in model.get_weights()]
            model.set_weights([(abs(v) if v.ndim == 1 else 0 * v) if biases_alone else v for v in values])
            got = call(label, answer, model)
            network(label, got)
            here = f"{label}, on an image of that size, {what}"
            same(here, any_size(here, got, x), outputs(model, x)[:, None, None], 1e-3)
        x = rng.normal(size=(1, *size, channels))
        rows, columns = (range(0, n - k + 1, stride) for n, k in zip(size, (height, width), strict=True))
        windows = [x[0, i : i + height, j : j + width] for i in rows for j in columns]
        want = outputs(model, windows).reshape(1, len(rows), len(columns), -1)
        label = f"{label}, on {size[0]} x {size[1]} pixels, against the given network window by window"
        same(label, any_size(label, got, x), want, 1e-3)


@lab.question(points=10)
def transposed_conv(answer):
    """One pixel, two that overlap, channels; then the scalar products that transposing keeps."""
    w = np.array([1.0, 2, 3]).reshape(1, 3, 1, 1)
    for name, x, stride, want in [
        ("the pixel 5", [5], 2, [5, 10, 15]),
        ("the row 1 10", [1, 10], 1, [1, 12, 23, 30]),
        ("the row 1 10", [1, 10], 2, [1, 2, 13, 20, 30]),
        ("the row 1 10", [1, 10], 4, [1, 2, 3, 0, 10, 20, 30]),
    ]:
        label = f"transposed_conv of {name} with the filter 1 2 3, stride={stride}"
        got = call(label, answer, np.array(x, float).reshape(1, 1, -1, 1), w, stride)
        same(label, got, np.array(want).reshape(1, 1, -1, 1))
    label, x = "transposed_conv of the whole number 5 with the filter 0.5 1, stride=1", np.array([[[[5]]]])
    same(label, call(label, answer, x, np.array([0.5, 1]).reshape(1, 2, 1, 1), 1), np.reshape([2.5, 5], (1, 1, 2, 1)))
    label = "transposed_conv of the pixel (1, 10), filters (2, 3) to the first and (4, 5) to the second channel"
    w = np.array([[2.0, 3], [4, 5]]).reshape(1, 1, 2, 2)
    same(label, call(label, answer, np.array([[[[1.0, 10]]]]), w, 1), [[[[32, 54]]]])
    label = "transposed_conv of 2 images 3x2x4, filters 3x4 to 5 channels, stride=2"
    array(label, call(label, answer, np.ones((2, 3, 2, 4)), np.ones((3, 4, 5, 4)), 2), (2, 7, 6, 5))
    label = "transposed_conv T' of 2x2 pixels, filters 3x3, stride=2: (T a) · b = a · (T' b) fails; T is a convolution"
    rng = np.random.default_rng(0)
    w, a, b = rng.normal(size=(3, 3, 2, 4)), rng.normal(size=(1, 5, 5, 2)), rng.normal(size=(1, 2, 2, 4))
    down = np.zeros((1, 2, 2, 4))
    for i, j in np.ndindex(2, 2):
        down[0, i, j] = np.tensordot(a[0, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3], w, 3)
    got = array(label, call(label, answer, b, w, 2), a.shape)
    same(label, np.sum(got * a), np.sum(down * b))


@lab.question(points=6)
def tent(answer):
    """Factors one to four."""
    for factor, row in [
        (1, [1]),
        (2, [0.25, 0.75, 0.75, 0.25]),
        (3, np.array([1, 2, 3, 2, 1]) / 3),
        (4, np.array([1, 3, 5, 7, 7, 5, 3, 1]) / 8),
    ]:
        label = f"tent({factor})"
        same(label, call(label, answer, factor), np.outer(row, row))


@lab.question(points=6)
def coverage(answer):
    """Stamps that leave gaps, that touch, and that overlap evenly and unevenly."""
    for arguments, want in [
        ((1, 3, 2), [1, 1, 1]),
        ((3, 2, 2), [1, 1, 1, 1, 1, 1]),
        ((3, 3, 2), [1, 1, 2, 1, 2, 1, 1]),
        ((3, 4, 2), [1, 1, 2, 2, 2, 2, 1, 1]),
        ((2, 1, 3), [1, 0, 0, 1]),
        ((3, 3, 1), [1, 2, 3, 2, 1]),
    ]:
        label = f"coverage{arguments}"
        got = call(label, answer, *arguments)
        same(label, got, want)
        whole(label, got)


@lab.question(points=10)
def without_strides(answer):
    """Two and three layers: between the old answers lie those of the given network on shifted images."""
    rng = np.random.default_rng(0)
    for steps, size in [(((2, 2), (2, 1)), 7), (((3, 2), (2, 3), (2, 1)), 22)]:
        x = image = keras.Input((None, None, 1))
        for i, (kernel, stride) in enumerate(steps):
            x = layers.Conv2D(2, kernel, strides=stride, activation="relu" if i == 0 else None)(x)
        model = keras.Model(image, x)
        model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
        said = ", ".join(f"{kernel}x{kernel} with strides={stride}" for kernel, stride in steps)
        label = f"without_strides of convolutions {said}"
        got = call(label, answer, model)
        network(label, got)
        x, jump, field = rng.normal(size=(1, size, size, 1)), 1, 1
        for kernel, stride in steps:
            field, jump = field + (kernel - 1) * jump, jump * stride
        side = size - field + 1
        label = f"{label}, on {size} x {size} pixels"
        found = array(label, any_size(label, got, x), (1, side, side, 2))
        cut, shifts = size - jump + 1, list(np.ndindex(jump, jump))
        wants = outputs(model, [x[0, i : i + cut, j : j + cut] for i, j in shifts])
        for (i, j), want in zip(shifts, wants, strict=True):
            where = f"{label}, answers {jump} apart, from {i}, {j} on, against the given network"
            same(where, found[:, i::jump, j::jump], want[None], 1e-3)


@lab.question(points=9)
def pixel_loss(answer):
    """Pixels that cannot decide; some of them unknown; all of them; two images; and scores in the thousands."""

    def test(label, scores, labels, loss, gradient, kind=None, **more):
        with np.errstate(all="ignore"):
            got = call(label, answer, np.array(scores, float), np.array(labels, kind), **more)
        if not isinstance(got, tuple | list) or len(got) != 2:
            raise Failed(f"{label}: expected two values: the loss, its gradient")
        same(f"{label}, loss", got[0], loss)
        same(f"{label}, gradient", got[1], gradient)

    none, half = np.zeros((1, 2, 2, 2)), np.array([[[[-1, 1], [1, -1]], [[-1, 1], [-1, 1]]]]) / 2
    test("pixel_loss of 2x2 pixels, scores 0", none, [[[0, 1], [0, 0]]], np.log(2), half / 4)
    some = half.copy()
    some[0, 1] = 0
    label = "pixel_loss of 2x2 pixels, scores 0, two of them with label 255: a mean over the other two"
    test(label, none, [[[0, 1], [255, 255]]], np.log(2), some / 2)
    label = "pixel_loss of 2x2 pixels, scores 0, ignore=-1, two of them with label -1"
    test(label, none, [[[0, 1], [-1, -1]]], np.log(2), some / 2, ignore=-1)
    label = "pixel_loss of a pixel with scores log 3 and 0, and one with label 255 and scores 5 and 7"
    test(label, [[[[np.log(3), 0], [5, 7]]]], [[[1, 255]]], np.log(4), [[[[0.75, -0.75], [0, 0]]]])
    test("pixel_loss of 2x2 pixels, all with label 255", none, [[[255, 255], [255, 255]]], 0, none)
    label = "pixel_loss of two images of 1x2 pixels, scores 0, one pixel with label 255: a mean over the other three"
    third = np.array([[[[-1, 1], [0, 0]]], [[[-1, 1], [-1, 1]]]]) / 6
    test(label, np.zeros((2, 1, 2, 2)), [[[0, 255]], [[0, 0]]], np.log(2), third)
    label = "pixel_loss of two images, in one a known pixel with scores 0, in the other two with scores log 3 and 0"
    two = [[[[0, 0], [0, 0]]], [[[np.log(3), 0], [np.log(3), 0]]]]
    want = np.array([[[[-0.5, 0.5], [0, 0]]], [[[-0.25, 0.25], [-0.25, 0.25]]]]) / 3
    loss = (np.log(2) + 2 * np.log(4 / 3)) / 3
    test(f"{label}, labels of type uint8", two, [[[0, 255]], [[0, 0]]], loss, want, kind="uint8")
    label = "pixel_loss of two pixels, scores 3000 and 0, and -3000 and -3000: subtract the largest of each pixel"
    far = [[[[3000, 0], [-3000, -3000]]]]
    test(label, far, [[[0, 0]]], np.log(2) / 2, [[[[0, 0], [-0.25, 0.25]]]])
    label = "pixel_loss of three pixels with scores 3000 and 0, labels 0, 1, 255"
    three = [[[[3000, 0], [3000, 0], [3000, 0]]]]
    test(label, three, [[[0, 1, 255]]], 1500, [[[[0, 0], [0.5, -0.5], [0, 0]]]])


@lab.question(points=10)
def fcn_skip(answer):
    """Numbers of weights; then simple ones: what each way makes of the maps, and where they meet."""
    label = "fcn_skip of maps (2, 2, 2), three classes"
    model = call(label, model_of, answer, (2, 2, 2), 3)
    sizes = {72: "3x3 filters", 4: "their biases", 12: "coarse scores", 144: "enlarging filters", 6: "fine scores"}
    given = [w.size for w in model.get_weights()]
    if sorted(given) != sorted([*sizes, 3, 3]):
        said = ", ".join(f"{name} {size}" for size, name in sizes.items())
        raise Failed(f"{label}: numbers of weights are {given}, expected {said}, and twice 3 biases of scores")
    x = np.array([[[1.0, 0], [2, 1]], [[3, 0], [4, 5]]])[None]
    filters, ways = np.zeros((3, 3, 2, 4)), np.zeros((4, 3))
    filters[1, 1, 0, 0], filters[1, 1, 1, 1] = 1, -1  # the largest of channel 0; minus the largest of channel 1
    ways[0, 0], ways[1, 1], ways[0, 2] = 1, 1, -1
    stamp, zeros = np.multiply.outer(np.outer([0, 1, 2, 0], [0, 1, 3, 0]), np.eye(3)), np.zeros((2, 3))
    ones, tens = np.ones((4, 4))[..., None, None] * np.eye(3), np.array([[10.0, 0, 0], [0, 0, -100]])
    four = np.array([4.0, 0, -4]) * np.outer([1, 2], [1, 3])[..., None]
    fine = x[0] @ tens
    for what, biases, more, large, mix, want in [
        (
            "the coarse way alone: the largest value, twice as large, and a ReLU",
            0,
            0,
            ones,
            zeros,
            [[[4, 0, -4]] * 2] * 2,
        ),
        ("the coarse way alone, with another filter to enlarge", 0, 0, stamp, zeros, four),
        ("the fine way alone", 0, 0, 0 * ones, tens, fine),
        ("both, added", 0, 0, stamp, tens, four + fine),
        ("biases of the 3x3 filters, then a ReLU", 7, 0, ones, zeros, [[[11, 2, -11]] * 2] * 2),
        ("biases of both scores", 0, 1, ones, zeros, [[[6, 2, -2]] * 2] * 2),
    ]:
        values = {72: filters, 4: np.full(4, biases), 12: ways, 144: large, 6: mix, 3: np.full(3, more)}
        model.set_weights([values[w.size].reshape(w.shape) for w in model.get_weights()])
        same(f"{label}, {what}", outputs(model, x), np.array([want]), 1e-3)
    for shape in ((5, 6, 2), (4, 7, 2), (5, 5, 2)):
        label = f"fcn_skip of maps {shape}, three classes: an odd row or column at the end is left out"
        size = shape[0] // 2 * 2, shape[1] // 2 * 2
        model = call(label, model_of, answer, shape, 3)
        model.set_weights([np.ones(w.shape) if w.size == 6 else 0 * w for w in model.get_weights()])
        x = np.arange(np.prod(shape), dtype=float).reshape(1, *shape)
        want = x[:, : size[0], : size[1]].sum(axis=-1, keepdims=True) * np.ones(3)
        same(label, outputs(model, x), want, 1e-3)


@lab.question(points=12)
def u_net(answer):
    """Numbers of weights at each depth; then filters that see one pixel, so that the ways down and up can be told."""
    for depth, want in [
        (0, [27, 3, 81, 3]),
        (1, [27, 3, 81, 3, 162, 6, 324, 6, 72, 3, 162, 3, 81, 3]),
        (2, [27, 3, 81, 3, 162, 6, 324, 6, 648, 12, 1296, 12, 288, 6, 648, 6, 324, 6, 72, 3, 162, 3, 81, 3]),
    ]:
        label = f"u_net of maps (4, 8, 1), filters=3, depth={depth}"
        model = call(label, model_of, answer, (4, 8, 1), 3, depth)
        given = [w.size for w in model.get_weights()]
        if len(given) != len(want):
            raise Failed(f"{label}: {len(given)} arrays of weights, expected {len(want)}: filters and biases in turns")
        for i, (size, expected) in enumerate(zip(given, want, strict=True)):
            if size != expected:
                what = f"{'biases' if i % 2 else 'filters'} of layer {i // 2 + 1} that has weights"
                raise Failed(f"{label}: {what}: {size} numbers, expected {expected}")
        same_shape(label, model, (4, 8, 3))
    label = "u_net of maps (2, 2, 1), filters=1, depth=1, 3x3 filters that see the middle alone"
    model = call(label, model_of, answer, (2, 2, 1), 1, 1)
    x = np.array([[1.0, 2], [3, 4]])[None, ..., None]

    def test(what, want, ways=((1,), (1,), (1, 0), (1, 1), (0, 1), (1,)), up=1, bias=0, x=x):
        """Factors in the middle of the six 3x3 filters, in their order; the second unit below stays silent."""
        mixes = [np.array(way, float) for way in ways]
        mixes[2], mixes[3], mixes[4] = mixes[2][None], np.diag(mixes[3]), mixes[4][:, None]
        filters = [
            np.pad(np.reshape(mix, (1, 1, *np.atleast_2d(mix).shape)), [(1, 1)] * 2 + [(0, 0)] * 2) for mix in mixes
        ]
        stamp = np.zeros((2, 2, 1, 2))
        stamp[..., 0, 0] = up
        values = [part for each in filters for part in (each, np.zeros(each.shape[-1]))]
        values[8:8] = [stamp, np.array([bias])]
        model.set_weights(values)
        same(f"{label}, {what}", outputs(model, x), np.reshape(want, (1, 2, 2, 1)), 1e-3)

    one = (1,)
    test("the copied maps, first of the two that are put beside each other", x, (one, one, (1, 0), (1, 1), (1, 0), one))
    test("up from the largest value", [[4, 4], [4, 4]])
    test("up by a filter that differs at each place", [[4, 8], [12, 16]], up=np.array([[1, 2], [3, 4]]))
    test("copied maps, and ten times those from below", 40 + x, (one, one, (1, 0), (1, 1), (1, 10), one))
    test("a bias of the up-convolution", [[6, 6], [6, 6]], bias=2)
    test("no ReLU behind the up-convolution", [[4, 4], [4, 4]], (one, one, (1, 0), (1, 1), (0, -1), one), up=-1)
    minus = (-1,)
    for i, (ways, image) in enumerate([
        ((one, minus, (1, 0), (1, 1), (1, 1), one), -x),
        ((one, minus, (1, 0), (1, 1), (-1, 0), one), x),
        ((one, one, (-1, 0), (-1, 1), (0, 1), one), x),
        ((one, one, (1, 0), (-1, 1), (0, -1), one), x),
        ((one, one, (1, 0), (1, 1), (0, -1), minus), x),
        ((one, one, (1, 0), (1, 1), (0, 1), minus), x),
    ], start=1):  # fmt: skip
        test(f"a ReLU behind 3x3 convolution {i} of 6", 0 * x, ways, x=image)
