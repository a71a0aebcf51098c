"""Visible checks of lab 01, convolution. Inputs are small, so that a student can redo them by hand."""

import numpy as np

from course.checks import Failed, Lab, array, call, experiment, same

__all__ = ["experiment", "summary"]

lab = Lab(answered_by=("course.scratch",), by_hand={"in_your_words": 10})
summary = lab.summary

# The worked example of the lecture: a 5x5 image with three channels, two 3x3 filters, padding 1, stride 2.
IMAGE = np.array(
    [
        [[1, 2, 0, 0, 0], [2, 2, 0, 0, 0], [2, 2, 2, 1, 0], [1, 0, 0, 2, 0], [1, 1, 0, 1, 0]],
        [[1, 0, 0, 1, 0], [1, 0, 0, 0, 1], [0, 0, 1, 2, 0], [0, 1, 0, 1, 0], [1, 1, 1, 1, 2]],
        [[0, 0, 2, 2, 2], [1, 2, 2, 2, 0], [1, 1, 1, 1, 0], [1, 2, 0, 0, 0], [2, 2, 2, 1, 0]],
    ]
).transpose(1, 2, 0)
FILTERS = np.array(
    [
        [
            [[0, 0, -1], [-1, 0, 0], [-1, -1, -1]],
            [[1, 1, -1], [0, 0, 0], [-1, 1, 1]],
            [[-1, -1, -1], [0, 1, 1], [0, -1, 0]],
        ],
        [
            [[-1, 0, 0], [1, -1, -1], [0, 0, -1]],
            [[-1, 0, 1], [1, -1, 1], [-1, 0, 1]],
            [[-1, -1, -1], [-1, 1, -1], [0, 1, -1]],
        ],
    ]
).transpose(2, 3, 1, 0)
BIAS = np.array([1, 0])
RESULT = np.array(
    [
        [[-3, -1, 4], [-2, -7, -4], [1, -1, 1]],
        [[-7, 3, 1], [-7, -11, -1], [-4, -2, -4]],
    ]
).transpose(1, 2, 0)


@lab.question(points=10)
def output_size(answer):
    """Five sizes that can be counted on a drawing, and a window that does not fit."""
    for want, sizes, options in [
        (3, (5, 3), {}),
        (28, (32, 5), {}),
        (5, (5, 3), {"padding": 1}),
        (3, (7, 3), {"stride": 2}),
        (3, (8, 3), {"stride": 2}),
        (3, (7, 3), {"dilation": 2}),
        (0, (2, 4), {}),
    ]:
        label = f"output_size({', '.join([*map(str, sizes), *(f'{k}={v}' for k, v in options.items())])})"
        got = call(label, answer, *sizes, **options)
        same(label, got, want)
        if np.asarray(got).dtype.kind not in "iu":
            raise Failed(f"{label}: got {got!r}, expected a whole number (int)")


@lab.question(points=12)
def conv2d_naive(answer):
    """Ones, where every value is a count of cells, then the worked example of the lecture."""
    x, w, b = np.ones((4, 6, 2)), np.ones((2, 3, 2, 5)), np.zeros(5)
    same("conv2d_naive of ones", call("conv2d_naive of ones", answer, x, w, b), np.full((3, 4, 5), 12.0))
    same("conv2d_naive, stride=2", call("conv2d_naive, stride=2", answer, x, w, b, stride=2), np.full((2, 2, 5), 12.0))
    label = "conv2d_naive of zeros: the bias is left"
    same(label, call(label, answer, 0 * x, w, np.arange(5.0)), np.tile(np.arange(5.0), (3, 4, 1)))
    dot, numbers = np.zeros((5, 5, 1)), np.arange(1.0, 10).reshape(3, 3, 1, 1)
    dot[2, 2] = 1
    label = "conv2d_naive of a single white pixel: layers do not flip the filter, so it appears turned by 180°"
    same(label, call(label, answer, dot, numbers, np.zeros(1)), numbers[::-1, ::-1, :, 0])
    label = "conv2d_naive of the lecture's example, stride=2, padding=1"
    same(label, call(label, answer, IMAGE, FILTERS, BIAS, stride=2, padding=1), RESULT)
    label = "conv2d_naive with whole-number x and w = 0.5"
    same(label, call(label, answer, np.array([[[1], [2]]]), np.array([[[[0.5]]]]), np.zeros(1)), [[[0.5], [1.0]]])


@lab.question(points=6)
def photo_kernels(answer):
    """What each kernel does to a flat image, and to the simplest image that it is made for."""
    got = call("photo_kernels", answer)
    blur, laplacian, sobel = array("photo_kernels, the three together", got, (3, 3, 3))
    same("photo_kernels, blur keeps the brightness of a flat image: sum of the weights", blur.sum(), 1)
    same("photo_kernels, blur: weight of the pixel itself", blur[1, 1], 0.5)
    same("photo_kernels, laplacian turns a flat image to 0: sum of the weights", laplacian.sum(), 0)
    same("photo_kernels, laplacian: weight of the pixel itself", laplacian[1, 1], 4)
    same("photo_kernels, sobel turns a flat image to 0: sum of the weights", sobel.sum(), 0)
    edge = np.array([[1, 1, 0]] * 3)
    same("photo_kernels, sobel at an edge from 1 on the left to 0 on the right", (sobel * edge).sum(), 4)


@lab.question(points=8)
def filter_image(answer):
    """A single white pixel draws the kernel: flipped by cross-correlation, as it is by true convolution."""
    dot, kernel = np.zeros((5, 6)), np.arange(1, 10).reshape(3, 3)
    dot[2, 3] = 1
    want = np.zeros((5, 6))
    want[1:4, 2:5] = kernel
    label = "filter_image of a single white pixel, flip=True"
    same(label, call(label, answer, dot, kernel, flip=True), want)
    want[1:4, 2:5] = kernel[::-1, ::-1]
    label = "filter_image of a single white pixel"
    same(label, call(label, answer, dot, kernel), want)
    label = "filter_image of ones: zeros lie around the image"
    same(label, call(label, answer, np.ones((2, 3)), np.ones((3, 3))), [[4, 6, 4], [4, 6, 4]])
    label = "filter_image of bytes: fractions and negative numbers stay"
    got = call(label, answer, np.array([[200, 1, 255]], dtype="uint8"), np.array([[1.5, 0, -1.5]]))
    same(label, got, [[-1.5, -82.5, 1.5]])


@lab.question(points=8)
def windows(answer):
    """A numbered image, so that each window can be read."""
    x = np.arange(12.0).reshape(1, 3, 4, 1)
    for options, corners, inside in [
        ({}, [[0, 1, 2], [4, 5, 6]], [[0, 1], [4, 5]]),
        ({"stride": 2}, [[0, 2]], [[0, 1], [4, 5]]),
        ({"dilation": 2}, [[0, 1]], [[0, 2], [8, 10]]),
    ]:
        label = ", ".join(["windows of a numbered 3x4 image, kernel (2, 2)", *(f"{k}={v}" for k, v in options.items())])
        same(label, call(label, answer, x, (2, 2), **options), np.add.outer(corners, inside)[None, ..., None])
    label = "windows of 2 images 5x6x3, kernel (3, 2)"
    array(label, call(label, answer, np.ones((2, 5, 6, 3)), (3, 2)), (2, 3, 5, 3, 2, 3))


@lab.question(points=12)
def conv2d(answer):
    """Ones, the lecture's example twice in one batch, and dilation on a numbered row."""
    x, w, b = np.ones((2, 4, 6, 3)), np.ones((2, 3, 3, 5)), np.full(5, 0.5)
    same("conv2d of ones", call("conv2d of ones", answer, x, w, b), np.full((2, 3, 4, 5), 18.5))
    label = "conv2d of the lecture's example and its double, stride=2, padding=1"
    got = call(label, answer, np.stack([IMAGE, 2 * IMAGE]), FILTERS, BIAS, stride=2, padding=1)
    same(label, got, np.stack([RESULT, 2 * RESULT - BIAS]))
    label = "conv2d of the row 0 … 6, weights 1, 10, 100, dilation=3"
    row, weights = np.arange(7.0).reshape(1, 1, 7, 1), np.array([1.0, 10, 100]).reshape(1, 3, 1, 1)
    same(label, call(label, answer, row, weights, np.zeros(1), dilation=3), [[[[630]]]])


@lab.question(points=8)
def count_weights(answer):
    """The lecture's five inputs and five outputs, and a kernel of one weight."""
    for (size, kernel_size), want in [((5, 3), (25, 13, 3)), ((4, 1), (16, 4, 1)), ((7, 5), (49, 29, 5))]:
        label = f"count_weights({size}, {kernel_size})"
        got = array(label, call(label, answer, size, kernel_size), (3,))
        for kind, g, w in zip(("dense", "local", "shared"), got, want, strict=True):
            same(f"{label}, {kind}", g, w)


@lab.question(points=8)
def conv_matrix(answer):
    """Each row holds the kernel, one place further to the right."""
    label = "conv_matrix([1, 2, 3], 4)"
    want = [[2, 3, 0, 0], [1, 2, 3, 0], [0, 1, 2, 3], [0, 0, 1, 2]]
    same(label, call(label, answer, np.array([1, 2, 3]), 4), want)
    label = "conv_matrix([0.5], 2)"
    same(label, call(label, answer, np.array([0.5]), 2), [[0.5, 0], [0, 0.5]])


@lab.question(points=6)
def conv1x1(answer):
    """The lecture's shapes, then two pixels by hand."""
    label = "conv1x1 of zeros, 56x56x64 to 32 filters, bias 1"
    got = call(label, answer, np.zeros((1, 56, 56, 64)), np.zeros((1, 1, 64, 32)), np.ones(32))
    same(label, got, np.ones((1, 56, 56, 32)))
    label = "conv1x1 of the pixels (1, 2) and (3, 4)"
    w = np.array([[1.0, 10, 0], [100, 0, 1]]).reshape(1, 1, 2, 3)
    got = call(label, answer, np.array([[[[1.0, 2], [3, 4]]]]), w, np.array([0, 0, 0.5]))
    same(label, got, [[[[201, 10, 2.5], [403, 30, 4.5]]]])
    label = "conv1x1 from one channel to two filters"
    got = call(label, answer, np.array([[[[1.0]], [[2.0]]]]), np.array([[[[1.0, 10]]]]), np.zeros(2))
    same(label, got, [[[[1, 10]], [[2, 20]]]])


@lab.question(points=6)
def shift(answer):
    """A numbered 2x3 image moved by one, and not at all."""
    x = np.arange(1, 7).reshape(2, 3, 1)
    for (rows, columns), want in [
        ((0, 1), [[0, 1, 2], [0, 4, 5]]),
        ((1, 0), [[0, 0, 0], [1, 2, 3]]),
        ((-1, 0), [[4, 5, 6], [0, 0, 0]]),
        ((0, 0), [[1, 2, 3], [4, 5, 6]]),
        ((3, 0), [[0, 0, 0], [0, 0, 0]]),
        ((0, -4), [[0, 0, 0], [0, 0, 0]]),
    ]:
        label = f"shift of a numbered 2x3 image, rows={rows}, columns={columns}"
        same(label, call(label, answer, x, rows, columns), np.array(want)[..., None])


@lab.question(points=6)
def equivariance_error(answer):
    """Nothing but noise at the border; then two wrong pixels inside, of either sign; then no border at all."""
    y = np.arange(49.0).reshape(7, 7, 1)
    moved = np.full((7, 7, 1), 1000.0)
    moved[2:5, 2:5] = y[1:4, 3:6]  # one row down, one column to the left
    label = "equivariance_error, rows=1, columns=-1, margin=2, equal inside"
    same(label, call(label, answer, y, moved, 1, -1, 2), 0)
    moved[3, 4] += 5
    for more in (-8, 8):
        different = moved.copy()
        different[4, 2] += more
        label = f"equivariance_error, rows=1, columns=-1, margin=2, differences 5 and {more} inside"
        same(label, call(label, answer, y, different, 1, -1, 2), 8)
    label = "equivariance_error, rows=0, columns=0, margin=0, a difference of 2 in the corner"
    corner = y.copy()
    corner[6, 6] += 2
    same(label, call(label, answer, y, corner, 0, 0, 0), 2)
