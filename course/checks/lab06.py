"""Visible checks of lab 06, VGG and GoogLeNet. Networks are tiny, so that a student can redo their sums by hand."""

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

lab = Lab(answered_by=("course.blocks", "course.models", "course.measure"), by_hand={"in_your_words": 10})
summary = lab.summary


@lab.question(points=8)
def conv_cost(answer):
    """Layers whose numbers can be written down, then strides that do and do not divide the size."""
    for arguments, options, want in [
        ((1, 1, 1, 1), {}, (2, 1, 1)),
        ((8, 3, 4, 3), {}, (112, 6912, 256)),
        ((4, 2, 5, 1), {}, (15, 160, 80)),
        ((4, 2, 5, 1), {"strides": 2}, (15, 40, 20)),
        ((5, 1, 1, 3), {"strides": 2}, (10, 81, 9)),
    ]:
        label = f"conv_cost({', '.join(map(str, arguments))}{''.join(f', {k}={v}' for k, v in options.items())})"
        got = array(label, call(label, answer, *arguments, **options), (3,))
        for what, g, w in zip(("parameters", "multiply-adds", "activations"), got, want, strict=True):
            same(f"{label}, {what}", g, w)
        if got.dtype.kind not in "iu":
            raise Failed(f"{label}: got {got.tolist()}, expected whole numbers (int)")


@lab.question(points=8)
def stack_cost(answer):
    """The deck's 25 and 18 C², a stack of one layer, and channels that change."""
    for arguments, want in [
        ((5, 1, 1), (2, 25, 18)),
        ((7, 1, 1), (3, 49, 27)),
        ((3, 2, 5), (1, 90, 90)),
        ((5, 3, 64), (2, 4800, 38592)),
    ]:
        label = f"stack_cost{arguments}"
        got = array(label, call(label, answer, *arguments), (3,))
        for what, g, w in zip(("layers", "weights, large window", "weights, stack"), got, want, strict=True):
            same(f"{label}, {what}", g, w)


@lab.question(points=12)
def merge_kernels(answer):
    """Ones, where every number counts the ways through both layers; single weights; channels."""
    ones = np.ones((3, 3, 1, 1))
    label = "merge_kernels of two 3x3 kernels of ones"
    ways = np.outer([1, 2, 3, 2, 1], [1, 2, 3, 2, 1])
    same(label, call(label, answer, ones, ones), ways[:, :, None, None])
    first, second = np.zeros((3, 3, 1, 1)), np.zeros((3, 3, 1, 1))
    first[0, 2], second[1, 0] = 2, 5
    want = np.zeros((5, 5, 1, 1))
    want[1, 2] = 10
    label = "merge_kernels of a 2 at [0, 2] and a 5 at [1, 0]"
    same(label, call(label, answer, first, second), want)
    label = "merge_kernels of 1x1 kernels from 2 to 3 to 1 channels: a product of matrices"
    first, second = np.array([[1.0, 2, 3], [0, 1, 0]]), np.array([[1.0], [10], [100]])
    same(label, call(label, answer, first[None, None], second[None, None]), [[[[321.0], [10.0]]]])
    label = "merge_kernels of whole numbers and halves, 1x3 and 1x1"
    row = np.array([1, 2, 3]).reshape(1, 3, 1, 1)
    same(label, call(label, answer, row, np.full((1, 1, 1, 1), 0.5)), row / 2)


@lab.question(points=10)
def vgg(answer):
    """What has which weights, then a network of four pixels by hand."""
    config = [2, 3, "M", 4]
    label = 'vgg(x, [2, 3, "M", 4], [5, 6], 7), x of 4x6 pixels with 1 channel'
    model = call(label, model_of, answer, (4, 6, 1), config, [5, 6], 7)
    same_shape(label, model, (7,))
    same_weights(
        label,
        model,
        [(3, 3, 1, 2), (2,), (3, 3, 2, 3), (3,), (3, 3, 3, 4), (4,), (24, 5), (5,), (5, 6), (6,), (6, 7), (7,)],
    )
    label = 'vgg(x, [1, "M"], [], 2), where the convolution hands its input on and the classes get +1 and -1 times it'
    copy = np.zeros((3, 3, 1, 1))
    copy[1, 1] = 1
    model = call(label, model_of, answer, (2, 2, 1), [1, "M"], [], 2)
    same_weights(label, model, [(3, 3, 1, 1), (1,), (1, 2), (2,)])
    model.set_weights([copy, np.zeros(1), np.array([[1.0, -1.0]]), np.zeros(2)])
    images = np.array([[[-3.0, 1.0], [0.5, -2.0]], [[-3.0, -1.0], [-0.5, -2.0]]])[..., None]
    got = output_of(model, images)
    same(f"{label}: sum of the probabilities", got.sum(axis=1), [1, 1])
    same(f"{label}: the largest pixel of -3, 1, 0.5, -2 decides", got[0], [0.880797, 0.119203])
    same(f"{label}: a ReLU takes negative pixels to 0", got[1], [0.5, 0.5])
    label = 'vgg(x, [1, "M"], [1], 2) on 3x4 pixels, where the hidden unit is the left pooled pixel less the right one'
    model = call(label, model_of, answer, (3, 4, 1), [1, "M"], [1], 2)
    same_weights(label, model, [(3, 3, 1, 1), (1,), (2, 1), (1,), (1, 2), (2,)])
    left_less_right = np.array([[1.0], [-1.0]])
    model.set_weights([copy, np.zeros(1), left_less_right, np.zeros(1), np.array([[1.0, -1.0]]), np.zeros(2)])
    image = np.array([[0, 1.0, 3.0, 0.25], [0.5, 4.0, 1.0, 2.0], [0, 9.0, 0, 0]])[..., None]
    got = output_of(model, np.stack([image, image[:, ::-1]]))
    same(f"{label}: pooled pixels 4 and 3", got[0], [0.880797, 0.119203])
    same(f"{label}: pooled pixels 3 and 4, a ReLU takes -1 to 0", got[1], [0.5, 0.5])


@lab.question(points=10)
def vgg_table(answer):
    """A convolution, a pool of an odd side, a hidden layer and the classes."""
    label = 'vgg_table([4, "M"], [3], 2, size=5, channels=1)'
    want = {
        "the convolution": (100, 36, 900),
        "the pool": (16, 0, 0),
        "the hidden layer": (3, 48, 48),
        "the classes": (2, 6, 6),
    }
    got = array(label, call(label, answer, [4, "M"], [3], 2, 5, channels=1), (4, 3))
    for (row, numbers), found in zip(want.items(), got, strict=True):
        for what, g, w in zip(("activations", "weights", "multiply-adds"), found, numbers, strict=True):
            same(f"{label}, {row}, {what}", g, w)
    label = "vgg_table([2, 3], [], 1, size=2)"
    same(label, call(label, answer, [2, 3], [], 1, 2), [[8, 54, 216], [12, 54, 216], [1, 12, 12]])


@lab.question(points=6)
def largest_batch(answer):
    """Batches that fit exactly, nearly, and not at all."""
    for arguments, want in [
        ((100, 50, 2400), 2),
        ((100, 50, 2200), 2),
        ((100, 50, 2199), 1),
        ((100, 50, 1399), 0),
        ((100, 50, 10), 0),
    ]:
        label = f"largest_batch{arguments}"
        got = call(label, answer, *arguments)
        same(label, got, want)
        if np.asarray(got).dtype.kind not in "iu":
            raise Failed(f"{label}: got {got!r}, expected a whole number (int)")


@lab.question(points=12)
def inception(answer):
    """Weights by shape, the order of the branches, and how far a single bright pixel reaches in each."""
    filters = [2, 3, 4, 5, 6, 7]
    branches = {"1": (2, 1), "2": (4, 9), "3": (6, 25), "4": (7, 9)}  # channels, places that a pixel reaches
    label = "inception(x, [2, 3, 4, 5, 6, 7]), x of 9x9 pixels with 8 channels"
    model = call(label, model_of, answer, (9, 9, 8), filters)
    same_shape(label, model, (9, 9, 19))
    kernels = [(1, 1, 8, 2), (1, 1, 8, 3), (3, 3, 3, 4), (1, 1, 8, 5), (5, 5, 5, 6), (1, 1, 8, 7)]
    same_weights(label, model, [*kernels, *((f,) for f in filters)], ordered=False)
    for sign in (1, -1):
        model.set_weights([sign * w.shape[0] * np.ones(w.shape) * (w.ndim == 1) for w in model.get_weights()])
        got, start = output_of(model, np.zeros((1, 9, 9, 8)))[0, 4, 4], 0
        for branch, (channels, _) in branches.items():
            here = f"{label}: kernels of zeros, branch {branch}'s last bias {sign * channels}, its channels"
            same(here, got[start : start + channels], np.full(channels, max(0, sign * channels)))
            start += channels
    model.set_weights([np.ones(w.shape) * (w.ndim > 1) for w in model.get_weights()])
    dot = np.zeros((1, 9, 9, 8))
    dot[0, 4, 4] = 1
    got, start = output_of(model, dot)[0], 0
    for branch, (channels, reached) in branches.items():
        here = f"{label}: a single bright pixel, places that it reaches in branch {branch}"
        same(here, np.count_nonzero(got[:, :, start]), reached)
        start += channels
    same(f"{label}: a single bright pixel, kernels of ones: branch 4 above it", got[3, 4, -7:], np.full(7, 8.0))
    model.set_weights([-np.ones(w.shape) * (w.ndim > 1) for w in model.get_weights()])
    here = f"{label}: kernels of -1, so that every first ReLU gives 0: the largest output"
    same(here, output_of(model, dot).max(), 0)


@lab.question(points=8)
def inception_cost(answer):
    """One pixel and one channel everywhere, then the lecture's example."""
    names = ("naive multiply-adds", "reduced multiply-adds", "naive channels", "reduced channels")
    for arguments, want in [
        ((1, 1, (1, 1, 1, 1, 1, 1)), (35, 38, 4, 4)),
        ((2, 10, (1, 2, 3, 4, 5, 6)), (6120, 2736, 19, 15)),
        ((28, 256, (128, 64, 192, 64, 96, 64)), (854196224, 271351808, 672, 480)),
    ]:
        label = f"inception_cost{arguments}"
        got = array(label, call(label, answer, *arguments), (4,))
        for what, g, w in zip(names, got, want, strict=True):
            same(f"{label}, {what}", g, w)


@lab.question(points=6)
def average_head(answer):
    """Two images of four pixels, by hand."""
    x = np.zeros((2, 2, 2, 2))
    x[0] = [[[1, 0], [3, 10]], [[5, 2], [-1, 0]]]
    label = "average_head of the pixels (1, 0), (3, 10), (5, 2), (-1, 0), w = [[1, 0, 2], [0, 1, 0]], b = (0, 0, 5)"
    scores, maps = pair(label, call(label, answer, x, np.array([[1.0, 0, 2], [0, 1, 0]]), np.array([0.0, 0, 5])))
    same(f"{label}: scores", scores, [[2, 3, 9], [0, 0, 5]])
    first = [[[1, 0, 7], [3, 10, 11]], [[5, 2, 15], [-1, 0, 3]]]
    same(f"{label}: maps", maps, [first, np.full((2, 2, 3), [0, 0, 5])])
    label = "average_head of ones, 2 images 4x5x3 to 6 classes, weights 1, no bias"
    scores, maps = pair(label, call(label, answer, np.ones((2, 4, 5, 3)), np.ones((3, 6)), np.zeros(6)))
    same(f"{label}: scores", scores, np.full((2, 6), 3.0))
    same(f"{label}: maps", maps, np.full((2, 4, 5, 6), 3.0))


@lab.question(points=10)
def auxiliary_loss(answer):
    """Scores of zero, where every class has its share; a network that is sure; no heads at all; large scores."""
    labels = np.array([0, 2])
    zeros = np.zeros((2, 4))
    label = "auxiliary_loss of 2 images, 4 classes, all scores 0, labels 0 and 2, one head"
    loss, gradients = pair(label, call(label, answer, [zeros, zeros], labels))
    same(f"{label}: loss, log 4 times 1.3", loss, 1.3 * np.log(4))
    want = np.array([[-0.375, 0.125, 0.125, 0.125], [0.125, 0.125, -0.375, 0.125]])
    if len(gradients) != 2:
        raise Failed(f"{label}: {len(gradients)} gradients, expected 2, one for each array of scores")
    same(f"{label}: gradient of the end's scores", gradients[0], want)
    same(f"{label}: gradient of the head's scores", gradients[1], 0.3 * want)
    label = "auxiliary_loss with weight=0.5 and two heads, all scores 0"
    loss, _ = pair(label, call(label, answer, [zeros, zeros, zeros], labels, weight=0.5))
    same(f"{label}: loss, log 4 times 2", loss, 2 * np.log(4))
    label = "auxiliary_loss without heads, scores log 3 and 0, label 0"
    loss, gradients = pair(label, call(label, answer, [np.array([[np.log(3), 0]])], np.array([0])))
    same(f"{label}: loss", loss, -np.log(0.75))
    same(f"{label}: gradient", np.asarray(gradients)[0], [[-0.25, 0.25]])
    label = "auxiliary_loss without heads, 2 images, scores 1000 and 0, -1000 and -1000: subtract each row's largest"
    loss, gradients = pair(label, call(label, answer, [np.array([[1000.0, 0], [-1000, -1000]])], np.array([0, 0])))
    same(f"{label}: loss", loss, np.log(2) / 2)
    same(f"{label}: gradient", np.asarray(gradients)[0], [[0, 0], [-0.25, 0.25]])
    label = "auxiliary_loss without heads, scores 1000 and 0, label 1"
    loss, gradients = pair(label, call(label, answer, [np.array([[1000.0, 0]])], np.array([1])))
    same(f"{label}: loss", loss, 1000)
    same(f"{label}: gradient", np.asarray(gradients)[0], [[1, -1]])
