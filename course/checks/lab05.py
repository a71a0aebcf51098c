"""Visible checks of lab 05, LeNet-5 and AlexNet. Inputs are small, so that a student can redo them by hand."""

import keras
import numpy as np

from course.checks import Failed, Lab, array, call, experiment, same

__all__ = ["experiment", "summary"]

lab = Lab(
    answered_by=(
        "course.scratch",
        "course.blocks",
        "course.models",
        "course.train.crops",
        "course.train.colour",
        "course.train.ten_crop",
        "course.train.metrics",
    ),
    by_hand={"in_your_words": 10},
)
summary = lab.summary

LENET = {  # weights of LeNet-5 for ten classes, as they are counted by hand
    "C1, filters": 150,
    "C1, biases": 6,
    "C3, filters": 2_400,
    "C3, biases": 16,
    "C5, filters": 48_000,
    "C5, biases": 120,
    "F6, weights": 10_080,
    "F6, biases": 84,
    "output, weights": 840,
    "output, biases": 10,
}


@lab.question(points=12)
def lenet5(answer):
    """Shapes and counts; then weights that keep the middle of each window, so that the output can be followed."""
    net = call("lenet5(10)", answer, 10)
    for what, want in (("input_shape", (None, 32, 32, 1)), ("output_shape", (None, 10))):
        if (got := getattr(net, what, None)) is None or tuple(got) != want:
            raise Failed(f"lenet5(10), {what}: got {got}, expected {want}; return a keras.Model")
    shapes = [tuple(w.shape) for w in net.get_weights()]
    if len(shapes) != len(LENET):
        raise Failed(f"lenet5(10): {len(shapes)} arrays of weights, expected {len(LENET)}: two for each of five layers")
    for (what, want), shape in zip(LENET.items(), shapes, strict=True):
        same(f"lenet5(10), {what}: how many", int(np.prod(shape)), want)

    if tuple(got := call("lenet5(3)", answer, 3).output_shape) != (None, 3):
        raise Failed(f"lenet5(3), output_shape: got {got}, expected (None, 3)")

    middle = np.zeros((5, 5))
    middle[2, 2] = 1
    kernels = [np.zeros(shape) for shape in ((5, 5, 1, 6), (5, 5, 6, 16), (5, 5, 16, 120), (120, 84), (84, 10))]
    kernels[0][:, :, 0, 0] = kernels[1][:, :, 0, 0] = middle
    kernels[2][:, :, 0, 0], kernels[3][0, 0], kernels[4][0, 3] = 0.2, 0.5, 1

    def follow(label, image, signs, score):
        """The one map or unit in use, with this sign in each layer, must give class 3 this score, and others 0."""
        weights = [w for k, sign in zip(kernels, signs, strict=True) for w in (sign * k, np.zeros(k.shape[-1]))]
        net.set_weights([w.reshape(shape) for w, shape in zip(weights, shapes, strict=True)])
        want = np.exp(score * (np.arange(10) == 3))
        got = keras.ops.convert_to_numpy(net(image.astype("float32")[None, ..., None]))
        same(f"lenet5(10), one map or unit in each layer in use, {label}", got, (want / want.sum())[None], 1e-4)

    image = np.random.default_rng(0).normal(size=(32, 32))
    kept = image[2:30, 2:30].reshape(14, 2, 14, 2).max(axis=(1, 3)).clip(0)  # behind C1 and S2
    kept = kept[2:12, 2:12].reshape(5, 2, 5, 2).max(axis=(1, 3))  # behind C3 and S4
    follow("all weights positive", image, (1, 1, 1, 1, 1), 0.1 * kept.sum())
    ones = np.ones((32, 32))
    follow("weights of the output negative", ones, (1, 1, 1, 1, -1), -2.5)
    for name, *signs in [
        ("C1 and C3", -1, -1, 1, 1, 1),
        ("C3 and C5", 1, -1, -1, 1, 1),
        ("C5 and F6", 1, 1, -1, -1, 1),
        ("F6 and the output", 1, 1, 1, -1, -1),
    ]:
        follow(f"weights of {name} negative: ReLU lets nothing through", ones, signs, 0)


@lab.question(points=8)
def c3_table(answer):
    """How many maps are read, and some of them."""
    table = array("c3_table", call("c3_table", answer), (6, 16))
    if table.dtype != bool:
        raise Failed(f"c3_table: expected booleans, got {table.dtype}")
    same("c3_table, maps of S2 that each map of C3 reads", table.sum(axis=0), [3] * 6 + [4] * 9 + [6])
    same("c3_table, maps of C3 that each map of S2 feeds", table.sum(axis=1), [10] * 6)
    for column, want in ((0, [0, 1, 2]), (5, [0, 1, 5]), (6, [0, 1, 2, 3]), (13, [1, 2, 4, 5])):
        same(f"c3_table, what map {column} of C3 reads", np.flatnonzero(table[:, column]), want)


@lab.question(points=8)
def sparse_conv(answer):
    """Ones, where every value is a count of cells, with large weights where nothing is read."""
    table = np.array([[True, False, True], [False, True, True]])
    w = np.where(table, 1.0, 100.0) * np.ones((2, 2, 2, 3))
    label = "sparse_conv of a map of ones and a map of twos, 2x2 weights 1; outputs read the first, the second, both"
    x = np.stack([np.ones((3, 4)), np.full((3, 4), 2.0)], axis=-1)[None]
    same(label, call(label, answer, x, w, np.zeros(3), table), np.tile([4.0, 8, 12], (1, 2, 3, 1)), 1e-4)
    label = "sparse_conv of zeros: the biases are left"
    same(label, call(label, answer, 0 * x, w, np.array([1.0, -2, 0.5]), table), np.tile([1, -2, 0.5], (1, 2, 3, 1)))
    label = "sparse_conv of a single 1 in the second of two images, weights 1 … 4: they appear turned by 180°"
    x, w = np.zeros((2, 3, 3, 1)), np.arange(1.0, 5).reshape(2, 2, 1, 1)
    x[1, 1, 1] = 1
    want = np.zeros((2, 2, 2, 1))
    want[1] = w[::-1, ::-1, :, 0]
    same(label, call(label, answer, x, w, np.zeros(1), np.ones((1, 1), bool)), want, 1e-4)


@lab.question(points=12)
def layer_table(answer):
    """The lecture's questions on AlexNet, groups, and a dense layer on maps."""
    for name, net, side, channels, want in [
        ("AlexNet's CONV1 and POOL1", [("conv", 96, 11, 4, 0, 1), ("pool", 3, 2)], 227, 3,
         [(55, 96, 34_944, 105_415_200), (27, 96, 0, 0)]),
        ("a 5x5 convolution in two groups, padding 2", [("conv", 256, 5, 1, 2, 2)], 27, 96,
         [(27, 256, 307_456, 223_948_800)]),
        ("two dense layers on 6 x 6 x 256", [("dense", 4096), ("dense", 10)], 6, 256,
         [(1, 4096, 37_752_832, 37_748_736), (1, 10, 40_970, 40_960)]),
        ("a pool 2x2 on 5 x 5 x 7, where a row is left over", [("pool", 2, 2)], 5, 7, [(2, 7, 0, 0)]),
        ("a 3x3 convolution with stride 2 on 8 x 8", [("conv", 2, 3, 2, 1, 1)], 8, 1, [(4, 2, 20, 288)]),
    ]:  # fmt: skip
        label = f"layer_table of {name}"
        got = array(label, call(label, answer, net, side, channels), (len(want), 4))
        if got.dtype.kind not in "iu":
            raise Failed(f"{label}: expected whole numbers, got {got.dtype}")
        for number, (row, right) in enumerate(zip(got, want, strict=True), start=1):
            for what, g, w in zip(("side", "channels", "parameters", "multiply-adds"), row, right, strict=True):
                if g != w:
                    raise Failed(f"{label}, layer {number}, {what}: got {g:,}, expected {w:,}")


@lab.question(points=10)
def local_response_norm(answer):
    """Ones with round constants, so that channels can be counted; then the paper's constants."""
    ones = np.ones((1, 1, 1, 6))
    label = "local_response_norm of ones, 6 channels, n=3, k=0, alpha=1, beta=1: one over the channels in the window"
    same(label, call(label, answer, ones, n=3, k=0, alpha=1, beta=1), [[[[1 / 2, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 2]]]])
    label = "local_response_norm of ones, 6 channels, n=5, k=1, alpha=1, beta=1"
    same(label, call(label, answer, ones, n=5, k=1, alpha=1, beta=1), [[[[1 / 4, 1 / 5, 1 / 6, 1 / 6, 1 / 5, 1 / 4]]]])
    a = np.zeros((2, 2, 2, 4))
    a[1, 0, 1] = -100, 200, 0, 0
    want = np.zeros_like(a)
    want[1, 0, 1, :2] = np.array([-100, 200]) / 7**0.75  # 2 + (100² + 200²) / 10,000
    label = "local_response_norm of one place with -100, 200, 0, 0, the paper's constants"
    same(label, call(label, answer, a), want)
    label = "local_response_norm of whole numbers"
    same(label, call(label, answer, a.astype(int)), want)


@lab.question(points=10)
def augment(answer):
    """A numbered image cut at its corners, mirrored and not."""
    x = np.arange(12.0).reshape(1, 3, 4, 1)
    for u, want in [
        ((0.0, 0.0, 0.9), [[0, 1], [4, 5]]),
        ((0.0, 0.0, 0.1), [[1, 0], [5, 4]]),
        ((0.99, 0.99, 0.9), [[6, 7], [10, 11]]),
        ((0.5, 0.0, 0.5), [[4, 5], [8, 9]]),
        ((0.49, 0.66, 0.0), [[2, 1], [6, 5]]),
        ((0.49, 0.67, 0.0), [[3, 2], [7, 6]]),
    ]:
        label = f"augment of a numbered 3x4 image, size=2, u={u}"
        same(label, call(label, answer, x, 2, np.array([u])), np.array(want)[None, ..., None])
    label = "augment of 3 images, each with places of its own"
    x = np.arange(3 * 3 * 3 * 2).reshape(3, 3, 3, 2)
    u = np.array([[0, 0, 0.9], [0.7, 0.9, 0.2], [0.7, 0.4, 0.9]])
    same(label, call(label, answer, x, 2, u), np.stack([x[0, :2, :2], x[1, 1:, :0:-1], x[2, 1:, :2]]))


@lab.question(points=8)
def principal_components(answer):
    """Pixels on a line, then channels that vary alone; the first half of the pixels is the first image."""
    for name, pixels, values, components in [
        ("pixels (0, 0), (3, 4), (6, 8), (9, 12)", [[0, 0], [3, 4], [6, 8], [9, 12]], [31.25, 0], [[3, 4], [4, -3]]),
        ("pixels (1, 0), (-1, 0), (0, 3), (0, -3)", [[1, 0], [-1, 0], [0, 3], [0, -3]], [4.5, 0.5], [[0, 1], [1, 0]]),
        ("bytes (10, 5), (30, 5)", np.array([[10, 5], [30, 5]], "uint8"), [100, 0], [[1, 0], [0, 1]]),
    ]:  # fmt: skip
        label = f"principal_components of {name}"
        many = np.repeat(pixels, 500, axis=0).reshape(2, -1, 1, 2)  # so many that M and M - 1 are nearly the same
        got = call(label, answer, many)
        if not isinstance(got, tuple | list) or len(got) != 2:
            raise Failed(f"{label}: expected two results, as in `return values, components`")
        same(f"{label}, eigenvalues", got[0], values, 2e-3)
        found = array(f"{label}, components", got[1], (2, 2)).astype(float)
        right = np.array(components) / np.linalg.norm(components, axis=0)
        same(f"{label}, components, but for their signs", np.abs((found * right).sum(axis=0)), [1, 1], 1e-3)
        same(f"{label}, length of the columns", np.linalg.norm(found, axis=0), [1, 1], 1e-3)


@lab.question(points=6)
def tint(answer):
    """Components along the channels, then turned."""
    x, alpha = np.zeros((2, 1, 2, 3)), np.array([[0.1, 0, 0], [0, 0.5, -1]])
    values = np.array([30, 20.0, 10])
    label = "tint of 2 black images, components along the channels, values 30, 20, 10"
    want = np.stack([np.tile([3.0, 0, 0], (1, 2, 1)), np.tile([0, 10, -10.0], (1, 2, 1))])
    same(label, call(label, answer, x, values, np.eye(3), alpha), want)
    label = "tint of a white image of whole numbers, components (0.6, 0.8) and (-0.8, 0.6), values 10, 5, alpha 0.1, 0"
    components = np.array([[0.6, -0.8], [0.8, 0.6]])
    got = call(label, answer, np.full((1, 2, 1, 2), 255), np.array([10.0, 5]), components, np.array([[0.1, 0]]))
    same(label, got, np.tile([255.6, 255.8], (1, 2, 1, 1)))


@lab.question(points=8)
def ten_views(answer):
    """A numbered image, then two images with channels."""
    x = np.arange(15.0).reshape(1, 3, 5, 1)
    label = "ten_views of a numbered 3x5 image, size=2"
    got = array(label, call(label, answer, x, 2), (10, 1, 2, 2, 1))
    names = ["top left", "top right", "bottom left", "bottom right", "centre"]
    for view, (name, first) in enumerate(zip(names, (0, 3, 5, 8, 1), strict=True)):
        want = np.array([[first, first + 1], [first + 5, first + 6]])
        same(f"{label}, {name}", got[view, 0, :, :, 0], want)
        same(f"{label}, {name} in the mirror", got[view + 5, 0, :, :, 0], want[:, ::-1])
    label = "ten_views of 2 images 4x4x3, size=4: the image and its mirror image, five times each"
    x = np.arange(96.0).reshape(2, 4, 4, 3)
    same(label, call(label, answer, x, 4), np.stack([x] * 5 + [x[:, :, ::-1]] * 5))


@lab.question(points=8)
def top_k_accuracy(answer):
    """Four images of the same scores, then equal scores."""
    scores, labels = np.tile([0.1, 0.4, 0.2, 0.3], (4, 1)), np.array([1, 1, 3, 0])
    for k, want in ((1, 0.5), (2, 0.75), (3, 0.75), (4, 1)):
        label = f"top_k_accuracy of classes 1, 1, 3, 0, scores 0.1, 0.4, 0.2, 0.3 for each, k={k}"
        same(label, call(label, answer, labels, scores, k), want)
    for k, want in ((1, 0), (2, 0.5), (3, 0.5), (4, 1)):
        label = f"top_k_accuracy of classes 1, 1, 3, 3, all scores equal, k={k}"
        same(label, call(label, answer, np.array([1, 1, 3, 3]), np.zeros((4, 4)), k), want)
    label = "top_k_accuracy of classes 0, 0, negative scores, k=1"
    same(label, call(label, answer, np.array([0, 0]), np.array([[-1.0, -2, -3], [-5, -4, -6]]), 1), 0.5)
