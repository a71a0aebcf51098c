"""Visible checks of lab 04, pooling and receptive fields. Inputs are small, so that a student can redo them by hand."""

from functools import partial

import keras
import numpy as np
from keras import layers

from course.checks import Failed, Lab, array, call, experiment, same

__all__ = ["experiment", "summary"]

lab = Lab(answered_by=("course.blocks", "course.scratch", "course.measure"), by_hand={"in_your_words": 10})
summary = lab.summary

LECTURE = np.array([[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])  # the lecture's map, pooled 2 x 2


def pair(label, got):
    """Raise Failed unless an answer returned two things."""
    if not isinstance(got, tuple | list) or len(got) != 2:
        raise Failed(f"{label}: expected two results, as in `return a, b`")
    return got


def asked(label, answer, model, *arguments):
    """`call` of an answer that takes a model, which is not copied: that takes seconds."""
    if not callable(answer):
        raise Failed(f"{label}: expected a function, got {type(answer).__name__}")
    return call(label, partial(answer, model), *arguments)


@lab.question(points=10)
def pool2d(answer):
    """The lecture's map, side by side and overlapping, then what padding, bytes and other channels would spoil."""
    x = LECTURE[None, ..., None]
    for size, stride, kind, want in [
        (2, 2, "max", [[6, 8], [3, 4]]),
        (2, 2, "average", [[3.25, 5.25], [2, 2]]),
        (3, 1, "max", [[7, 8], [7, 8]]),
        (2, 1, "max", [[6, 7, 8], [6, 7, 8], [3, 3, 4]]),
        (3, 2, "average", [[28 / 9]]),
    ]:
        label = f"pool2d of the lecture's 4x4 map, size={size}, stride={stride}, kind={kind!r}"
        same(label, call(label, answer, x, size, stride, kind=kind), np.array(want)[None, ..., None])
    label = "pool2d of the lecture's 4x4 map, size=2, stride=2, without kind: the maximum"
    same(label, call(label, answer, x, 2, 2)[0], [[[6], [8]], [[3], [4]]])
    label = "pool2d of negative numbers, kind='max': nothing but the window counts"
    same(label, call(label, answer, -x, 2, 2, kind="max")[0], [[[-1], [-2]], [[-1], [0]]])
    label = "pool2d of bytes, kind='average'"
    got = call(label, answer, np.array([[200, 255], [200, 254]], "uint8").reshape(1, 2, 2, 1), 2, 2, kind="average")
    same(label, got, [[[[227.25]]]])
    label = "pool2d of 2 images 5x7x3, size=3, stride=2: the first map 0, the last 1"
    x, want = np.zeros((2, 5, 7, 3)), np.zeros((2, 2, 3, 3))
    x[1, :, :, 2] = want[1, :, :, 2] = 1
    same(label, call(label, answer, x, 3, 2), want)


@lab.question(points=8)
def max_pool_switches(answer):
    """The lecture's map, ties, and a row and column left over."""
    for name, x, size, pooled, switches in [
        ("the lecture's 4x4 map", LECTURE, 2, [[6, 8], [3, 4]], [[5, 7], [8, 15]]),
        ("a 2x4 map of zeros", np.zeros((2, 4)), 2, [[0, 0]], [[0, 2]]),
        ("the map [[0, 1], [1, 0]]", np.eye(2)[::-1], 2, [[1]], [[1]]),
        ("a 3x5 map of minus 14 … 0", np.arange(-14, 1).reshape(3, 5), 2, [[-8, -6]], [[6, 8]]),
    ]:
        label = f"max_pool_switches of {name}, size={size}"
        got = pair(label, call(label, answer, x[None, ..., None], size))
        same(f"{label}, pooled", got[0], np.array(pooled)[None, ..., None])
        same(f"{label}, switches", got[1], np.array(switches)[None, ..., None])
        if np.asarray(got[1]).dtype.kind not in "iu":
            raise Failed(f"{label}, switches: expected whole numbers, got {np.asarray(got[1]).dtype}")
    label = "max_pool_switches of 2 images 2x2x2 with a 1 in different corners"
    x = np.zeros((2, 2, 2, 2))
    x[0, 0, 1, 0] = x[0, 1, 0, 1] = x[1, 1, 1, 0] = x[1, 0, 0, 1] = 1
    got = pair(label, call(label, answer, x, 2))
    same(f"{label}, pooled", got[0], np.ones((2, 1, 1, 2)))
    same(f"{label}, switches", got[1], np.array([[1, 2], [3, 0]]).reshape(2, 1, 1, 2))


@lab.question(points=8)
def unpool(answer):
    """Four values in their places, then two images with channels, on wide maps."""
    label = "unpool of 6.5, 8, 3, 4 to 4x4, switches 5, 7, 8, 15"
    y, switches = np.array([[6.5, 8], [3, 4]]), np.array([[5, 7], [8, 15]])
    want = np.zeros(16)
    want[[5, 7, 8, 15]] = 6.5, 8, 3, 4
    got = call(label, answer, y[None, ..., None], switches[None, ..., None], 4, 4)
    same(label, got, want.reshape(1, 4, 4, 1))
    label = "unpool of 2 images 1x1x2 to 2x3, switches 1, 3 and 5, 0"
    y, switches = np.array([[1, -2], [3, 4]]).reshape(2, 1, 1, 2), np.array([[1, 3], [5, 0]]).reshape(2, 1, 1, 2)
    want = np.zeros((2, 2, 3, 2))
    want[0, 0, 1, 0], want[0, 1, 0, 1], want[1, 1, 2, 0], want[1, 0, 0, 1] = 1, -2, 3, 4
    got = call(label, answer, y, switches, 2, 3)
    same(label, got, want)
    if np.asarray(got).dtype.kind != "i":
        raise Failed(f"{label}: whole numbers became {np.asarray(got).dtype}; keep the type of y")


@lab.question(points=12)
def receptive_field(answer):
    """Chains that can be drawn."""
    for name, chain, want in [
        ("no layer", [], (1, 1, 0)),
        ("one 3x3", [(3, 1, 1, 0)], (3, 1, 1)),
        ("one 3x3, padding 1", [(3, 1, 1, 1)], (3, 1, 0)),
        ("three 3x3", [(3, 1, 1, 0)] * 3, (7, 1, 3)),
        ("3x3 with stride 2, then 3x3", [(3, 2, 1, 0), (3, 1, 1, 0)], (7, 2, 3)),
        ("3x3, then 3x3 with stride 2", [(3, 1, 1, 0), (3, 2, 1, 0)], (5, 2, 2)),
        ("two pools 2x2, stride 2", [(2, 2, 1, 0)] * 2, (4, 4, 1.5)),
        ("dilations 1, 2, 4, padding as much", [(3, 1, d, d) for d in (1, 2, 4)], (15, 1, 0)),
        ("5x5 with stride 2, padding 2, then 3x3, padding 2", [(5, 2, 1, 2), (3, 1, 1, 2)], (9, 2, -2)),
    ]:
        label = f"receptive_field of {name}"
        got = array(label, call(label, answer, chain), (3,))
        for what, g, w in zip(("size", "jump", "start"), got, want, strict=True):
            same(f"{label}, {what}", g, w)


@lab.question(points=8)
def pixels_seen(answer):
    """Units in the middle and at both edges."""
    for name, chain, unit, pixels, want in [
        ("3x3, unit 2 of 9 pixels", [(3, 1, 1, 0)], 2, 9, (2, 4)),
        ("3x3 with padding 1, unit 0 of 9 pixels", [(3, 1, 1, 1)], 0, 9, (0, 1)),
        ("3x3 with padding 1, unit 8 of 9 pixels", [(3, 1, 1, 1)], 8, 9, (7, 8)),
        ("3x3 with stride 2, then 3x3, unit 1 of 12 pixels", [(3, 2, 1, 0), (3, 1, 1, 0)], 1, 12, (2, 8)),
        ("3x3, then 2x2 with stride 2, unit 3 of 12 pixels", [(3, 1, 1, 0), (2, 2, 1, 0)], 3, 12, (6, 9)),
        ("no layer, unit 5 of 12 pixels", [], 5, 12, (5, 5)),
        ("3x3 with stride 2, padding 1, twice, unit 2 of 12 pixels", [(3, 2, 1, 1)] * 2, 2, 12, (5, 11)),
        ("dilation 2, padding 2, unit 4 of 12 pixels", [(3, 1, 2, 2)], 4, 12, (2, 6)),
    ]:
        label = f"pixels_seen: {name}"
        got = array(label, call(label, answer, chain, unit, pixels), (2,))
        same(f"{label}, first", got[0], want[0])
        same(f"{label}, last", got[1], want[1])


@lab.question(points=8)
def layers_needed(answer):
    """Linear growth, and faster."""
    for name, pixels, pattern, want in [
        ("1 pixel, 3x3", 1, [(3, 1, 1, 1)], 0),
        ("3 pixels, 3x3", 3, [(3, 1, 1, 1)], 1),
        ("4 pixels, 3x3", 4, [(3, 1, 1, 1)], 2),
        ("224 pixels, 3x3", 224, [(3, 1, 1, 1)], 112),
        ("16 pixels, 2x2 with stride 2", 16, [(2, 2, 1, 0)], 4),
        ("8 pixels, 3x3 and 2x2 with stride 2 by turns", 8, [(3, 1, 1, 1), (2, 2, 1, 0)], 3),
        ("8 pixels, 2x2 with stride 2 and 3x3 by turns", 8, [(2, 2, 1, 0), (3, 1, 1, 1)], 3),
        ("4 pixels, 2x2 with stride 2 and 3x3 by turns", 4, [(2, 2, 1, 0), (3, 1, 1, 1)], 2),
        ("4 pixels, 3x3 with stride 2", 4, [(3, 2, 1, 1)], 2),
        ("5 pixels, 3x3 and 1x1 by turns", 5, [(3, 1, 1, 1), (1, 1, 1, 0)], 3),
        ("8 pixels, 5x5 and 2x2 with stride 2 by turns", 8, [(5, 1, 1, 0), (2, 2, 1, 0)], 3),
        ("7 pixels, 3x3 with stride 2", 7, [(3, 2, 1, 1)], 2),
        ("15 pixels, dilations 1, 2, 4 by turns", 15, [(3, 1, d, d) for d in (1, 2, 4)], 3),
    ]:
        label = f"layers_needed for {name}"
        same(label, call(label, answer, pixels, pattern), want)


@lab.question(points=10)
def seen_pixels(answer):
    """One layer with a hole in it, a ReLU that is off, and two channels of which one counts."""
    image = np.zeros((4, 5, 1), "float32")
    net = keras.Sequential([keras.Input((4, 5, 1)), layers.Conv2D(1, (2, 3))])
    net.set_weights([np.array([[1.0, 0, 2], [0, -1, 0]]).reshape(2, 3, 1, 1), np.zeros(1)])
    label = "seen_pixels of a layer with the weights [[1, 0, 2], [0, -1, 0]], unit (2, 1), on a 4x5 image of zeros"
    got = asked(label, answer, net, image, 2, 1)
    if array(label, got, (4, 5)).dtype != bool:
        raise Failed(f"{label}: expected booleans, got {np.asarray(got).dtype}")
    want = np.zeros((4, 5), bool)
    want[2, 1] = want[2, 3] = want[3, 2] = True
    same(label, got, want)

    net = keras.Sequential([keras.Input((3, 3, 1)), layers.Conv2D(1, 2, activation="relu")])
    net.set_weights([np.ones((2, 2, 1, 1)), np.full(1, -6.5)])
    label = "seen_pixels of relu(sum of 2x2 - 6.5), unit (0, 1), on the 3x3 image"
    for value, seen in ((0, False), (1.5, True)):
        want = np.zeros((3, 3), bool)
        want[:2, 1:] = seen
        same(f"{label} of {value}", asked(label, answer, net, np.full((3, 3, 1), value, "float32"), 0, 1), want)

    net = keras.Sequential([keras.Input((2, 2, 2)), layers.Conv2D(2, 1)])
    net.set_weights([np.array([[0.0, 0], [0, 3]]).reshape(1, 1, 2, 2), np.zeros(2)])
    label = "seen_pixels where only the second channel counts, of the image and of the output, unit (1, 0) of 2x2"
    same(label, asked(label, answer, net, np.ones((2, 2, 2), "float32"), 1, 0), [[False, False], [True, False]])


@lab.question(points=10)
def ways(answer):
    """Chains of two or three layers that can be drawn."""
    for name, chain, want in [
        ("no layer", [], [1]),
        ("one 3x3", [(3, 1, 1, 0)], [1, 1, 1]),
        ("two 3x3", [(3, 1, 1, 1)] * 2, [1, 2, 3, 2, 1]),
        ("three 3x3", [(3, 1, 1, 0)] * 3, [1, 3, 6, 7, 6, 3, 1]),
        ("two 3x3, dilation 2", [(3, 1, 2, 0)] * 2, [1, 0, 2, 0, 3, 0, 2, 0, 1]),
        ("3x3 with stride 2, then 3x3", [(3, 2, 1, 0), (3, 1, 1, 0)], [1, 1, 2, 1, 2, 1, 1]),
        ("3x3, then 3x3 with stride 2", [(3, 1, 1, 0), (3, 2, 1, 0)], [1, 2, 3, 2, 1]),
        ("two pools 2x2, stride 2", [(2, 2, 1, 0)] * 2, [1, 1, 1, 1]),
    ]:
        label = f"ways of {name}"
        same(label, call(label, answer, chain), want)


@lab.question(points=10)
def influence(answer):
    """A layer without ReLU, whose gradient is its kernel; then a ReLU, which lets each image through on one way."""
    kernel = np.array([[1.0, -2, 3], [0, 4, 0], [-1, 0, 5]])
    net = keras.Sequential([keras.Input((5, 6, 1)), layers.Conv2D(1, 3)])
    net.set_weights([kernel.reshape(3, 3, 1, 1), np.zeros(1)])
    label = "influence in one 3x3 filter without ReLU, 5x6 pixels: the size of its weights, around the middle unit"
    want = np.zeros((5, 6))
    want[1:4, 2:5] = np.abs(kernel)
    same(label, asked(label, answer, net, np.zeros((2, 5, 6, 1), "float32")), want)

    net = keras.Sequential([keras.Input((1, 1, 2)), layers.Conv2D(2, 1)])
    net.set_weights([np.array([[1.0, 3], [-5, 2]]).reshape(1, 1, 2, 2), np.zeros(2)])
    label = "influence on y1 = x1 - 5 x2 and y2 = 3 x1 + 2 x2, 3 images: the mean of 4 and 3"
    same(label, asked(label, answer, net, np.ones((3, 1, 1, 2), "float32")), [[3.5]])

    net = keras.Sequential([keras.Input((1, 1, 1)), layers.Conv2D(2, 1, activation="relu")])
    net.set_weights([np.array([3.0, -1]).reshape(1, 1, 1, 2), np.zeros(2)])
    label = "influence on y1 = relu(3 x) and y2 = relu(-x), for the images 1 and -1: the mean of 3 and 1"
    images = np.array([1, -1], "float32").reshape(2, 1, 1, 1)
    same(label, asked(label, answer, net, images), [[2]])


@lab.question(points=6)
def side_holding(answer):
    """Maps of ones, and a single spot."""
    ones, spot = np.ones((5, 5)), np.zeros((5, 5))
    spot[2, 2] = 1
    for name, influence, share, want in [
        ("5x5 ones, share 0.03", ones, 0.03, 1),
        ("5x5 ones, share 0.3", ones, 0.3, 3),
        ("5x5 ones, share 0.5", ones, 0.5, 5),
        ("a spot in the middle, share 0.9", spot, 0.9, 1),
        ("5x5 ones around 3x3 zeros, share 0.9", ones - np.pad(np.ones((3, 3)), 1), 0.9, 5),
        ("3x3 with 4 in the middle and 0.5 around, share 0.5", np.full((3, 3), 0.5) + np.pad([[3.5]], 1), 0.5, 1),
    ]:
        label = f"side_holding of {name}"
        same(label, call(label, answer, influence, share), want)
