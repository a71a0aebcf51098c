"""Convolution: connections and weights, what the layer computes, the shapes that come out."""

import numpy as np
from keras import layers, ops

from course import blocks, data, measure, scratch
from course.facts.computing import Finding, computes
from course.facts.networks import filters_in_letters, network_of, numbers, text

BLUR = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]]) / 8  # the three kernels that COMP541 shows
LAPLACIAN = np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]])
SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


def filtered(image, kernel, padding=0):
    """What a convolution layer makes of a single map (H, W)."""
    return scratch.conv2d(image[None, :, :, None], kernel[:, :, None, None], padding=padding)[0, :, :, 0]


def arrows(w, **arguments):
    """Weights that stand in the matrix of a layer on five inputs: one for each arrow of nnda's picture."""
    matrix = scratch.conv_matrix(w, (5, 1), **arguments)
    return matrix[matrix != 0]


@computes("dense-5x5-connections")
def dense_connections():
    return len(arrows(np.ones((5, 1, 5))))  # five filters as wide as the input


@computes("conv-5x5-connections")
def conv_connections():
    return len(arrows(np.ones((3, 1, 1)), padding=1))


@computes("conv-weights-unshared")
def weights_before_sharing():
    used = arrows(np.array([1, 2, 3]).reshape(3, 1, 1), padding=1)
    return Finding(used.size, shared=np.unique(used).size)


@computes("conv-weights-shared")
def weights_after_sharing():
    return np.unique(arrows(np.array([1, 2, 3]).reshape(3, 1, 1), padding=1)).size


@computes("conv-equivariance")
def equivariance():
    x, w = numbers(1, 16, 16, 3), numbers(3, 3, 3, 4, seed=1)
    shift = {"shift": (2, 3), "axis": (1, 2)}
    first = scratch.conv2d(np.roll(x, **shift), w, padding=1)
    then = np.roll(scratch.conv2d(x, w, padding=1), **shift)
    return bool(np.abs(first - then)[:, 4:-4, 4:-4].max() < 1e-5)


@computes("conv-invariant")
def invariance_of_layers():
    x, w = numbers(1, 16, 16, 3), numbers(3, 3, 3, 4, seed=1)
    plain, moved = (scratch.conv2d(image, w, padding=1) for image in (x, np.roll(x, 2, axis=2)))
    stays = np.abs(moved - plain)[:, 4:-4, 4:-4].max()
    goes_along = np.abs(moved - np.roll(plain, 2, axis=2))[:, 4:-4, 4:-4].max()
    return {"output stays": bool(stays < 1e-5), "filters act the same everywhere": bool(goes_along < 1e-5)}


@computes("pool-invariance")
def invariance_of_pooling():
    x = numbers(1, 32, 32, 8)
    kept = {}
    for size in (1, 3):  # a window of one pixel pools nothing
        pooled = [ops.max_pool(image, size, 1) for image in (x, np.roll(x, 1, axis=2))]
        still, moved = (ops.convert_to_numpy(y)[:, :, 1:] for y in pooled)  # where nothing came around the edge
        kept[size] = np.mean(still == moved)
    readings = {"every output stays": bool(kept[3] == 1), "more outputs stay than without": bool(kept[3] > kept[1])}
    return Finding(readings, pooled=kept[3], unpooled=kept[1])


@computes("conv-definition")
def definition():
    image = numbers(8, 8)

    def by_formula(kernel):
        out = np.zeros((10, 10))
        for i, j in np.ndindex(image.shape):  # a[i', j'] meets every b[i - i', j - j']
            out[i : i + 3, j : j + 3] += image[i, j] * kernel
        return out

    def agree(*kernels, step=1):
        """Whether a layer that is given the kernels, or with -1 for `step` the flipped ones, does the same."""
        return all(np.allclose(by_formula(k), filtered(image, k[::step, ::step], padding=2)) for k in kernels)

    every = BLUR, LAPLACIAN, SOBEL
    return {
        "symmetric kernels": agree(BLUR, LAPLACIAN), "any kernel": agree(*every),
        "any kernel, flipped first": agree(*every, step=-1),
    }  # fmt: skip


@computes("blur-kernel")
def blur():
    image = numbers(32, 32)
    rough = [np.abs(np.diff(map_)).mean() for map_ in (image, filtered(image, BLUR))]
    return Finding(bool(BLUR.sum() == 1 and rough[1] < rough[0]), sum=BLUR.sum(), left=rough[1] / rough[0])


@computes("laplacian-kernel")
def laplacian():
    flat, edge = np.ones((8, 8)), np.eye(8).cumsum(1)
    on_flat, on_edge = (np.abs(filtered(map_, LAPLACIAN)).max() for map_ in (flat, edge))
    return Finding(bool(on_flat == 0 and on_edge > 0), sum=LAPLACIAN.sum(), edge=on_edge)


@computes("sobel-kernel")
def sobel():
    vertical = np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 8, axis=0)
    upright, lying = (np.abs(filtered(map_, SOBEL)).max() for map_ in (vertical, vertical.T))
    return Finding(bool(upright > 0 and lying == 0), sum=SOBEL.sum(), upright=upright, lying=lying)


@computes("conv-32-5-1")
def one_filter():
    net = network_of(blocks.conv, (32, 32, 3), 1, 5, padding="valid", use_bias=True)
    return Finding(text(net.output.shape), weights=measure.parameters(net) - 1)


@computes("conv-32-5-6")
def six_filters():
    return text(network_of(blocks.conv, (32, 32, 3), 6, 5, padding="valid").output.shape)


def worked_example(filter_):
    """One output map of the deck's worked example."""
    x, w, b = data.worked_example()
    return scratch.conv2d(x[None], w, b, stride=2, padding=1)[0, :, :, filter_].tolist()


@computes("conv-demo-o0")
def worked_example_w0():
    return worked_example(0)


@computes("conv-demo-o1")
def worked_example_w1():
    return worked_example(1)


@computes("conv-2x2-forward")
def forward_formulas():
    x, w = numbers(3, 3), numbers(2, 2, seed=1)
    h = [
        [w[0, 0] * x[i, j] + w[0, 1] * x[i, j + 1] + w[1, 0] * x[i + 1, j] + w[1, 1] * x[i + 1, j + 1] for j in (0, 1)]
        for i in (0, 1)
    ]
    layer = ops.conv(x[None, :, :, None], w[:, :, None, None])
    error = np.abs(ops.convert_to_numpy(layer)[0, :, :, 0] - h).max()
    return Finding(bool(error < 1e-5), error=error)


@computes("conv-1x1-32")
def one_by_one():
    net = network_of(blocks.conv, (56, 56, 64), 32, 1)
    return Finding(text(net.output.shape), length=net.layers[-1].kernel.shape[-2])


@computes("conv-1d-3d")
def filters_1d_3d():
    line, volume = (
        network_of(layer(8, 5), shape) for layer, shape in ((layers.Conv1D, (16, 3)), (layers.Conv3D, (16, 16, 16, 3)))
    )
    return [filters_in_letters(net.layers[-1].kernel, {3: "Cin", 8: "Cout", 5: "K"}) for net in (line, volume)]


@computes("maxpool-demo")
def max_pool_example():
    x = np.array([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]], "float32")
    return ops.convert_to_numpy(ops.max_pool(x[None, :, :, None], 2, 2))[0, :, :, 0].tolist()
