"""How AlexNet was trained and asked: crops, colours, dropout."""

from itertools import product
from math import log2

import numpy as np
from keras import layers, ops

from course import data, scratch
from course.facts.computing import Finding, computes
from course.facts.counting import of_type
from course.facts.networks import network

IMAGE, CROP = 256, 224


def masks(units):
    """All ways of keeping (1) and dropping (0) so many units."""
    return np.array(list(product((0, 1), repeat=units)), float)


def softmax(scores):
    """Probabilities (N, classes) of scores (N, classes)."""
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


def geometric_mean(probabilities):
    """Geometric mean of distributions (N, classes), made to add up to 1."""
    return softmax(np.log(probabilities).mean(axis=0))


@computes("alexnet-crops")
def crops():
    positions = scratch.output_size(IMAGE, CROP)
    found = {"every place": 2 * positions**2, "one row and column left out": 2 * (positions - 1) ** 2}
    return Finding(found, positions=positions)


@computes("alexnet-tencrop")
def ten_crops():
    image = np.random.default_rng(0).random((IMAGE, IMAGE, 3))
    last = IMAGE - CROP
    corners = [*product((0, last), repeat=2), (last // 2, last // 2)]
    patches = [image[top : top + CROP, left : left + CROP] for top, left in corners]
    return len({patch.tobytes() for patch in patches} | {patch[:, ::-1].tobytes() for patch in patches})


@computes("alexnet-bits")
def bits():
    return log2(network("alexnet").output_shape[-1])


@computes("alexnet-pca")
def colour_shifts():
    """Spread of the colours added to real photographs, along each principal component, over its eigenvalue."""
    pixels = data.load("photos", size=32).x_train.reshape(-1, 3)
    values, directions = np.linalg.eigh(np.cov(pixels, rowvar=False))
    alpha = np.random.default_rng(0).normal(0, 0.1, (20_000, 3))
    shifts = (alpha * values) @ directions.T
    spread = (shifts @ directions).std(axis=0) / values
    return Finding(spread, first=values[-1] / values.sum())


@computes("alexnet-dropout")
def dropout():
    """Share dropped behind FC6 and FC7; figures: how survivors grow in Keras, and what halving misses of the mean."""
    rates = [layer.rate for layer in of_type(network("alexnet"), layers.Dropout)]
    survivors = ops.max(layers.Dropout(rates[0], seed=0)(ops.ones(1000), training=True))
    w = np.random.default_rng(0).normal(size=10)
    error = abs((masks(10) @ w).mean() - (1 - rates[0]) * w.sum())
    return Finding(rates, scale=float(survivors), error=error)


@computes("dropout-geometric")
def geometric():
    """Halving against the geometric mean over all masks: of a softmax layer, and of two layers with a ReLU between.

    Two layers make it an approximation: good where it is much nearer to the mean than the sampled networks are.
    """
    rng = np.random.default_rng(0)
    x, w, v = rng.random(8), rng.normal(size=(8, 6)) / 8**0.5, rng.normal(size=(6, 4)) / 6**0.5
    one = np.abs(softmax(x / 2 @ w) - geometric_mean(softmax(masks(8) * x @ w))).max()

    hidden = np.maximum(masks(8) * x @ w, 0)
    sampled = softmax((hidden[:, None] * masks(6)).reshape(-1, 6) @ v)
    mean = geometric_mean(sampled)
    two = np.abs(softmax(np.maximum(x / 2 @ w, 0) / 2 @ v) - mean).max()
    typical = np.abs(sampled - mean).max(axis=1).mean()
    return Finding(bool(one < 1e-9 and two < typical / 2), error=one, two=two, typical=typical)


@computes("alexnet-resize")
def resize():
    """An image of 300 x 400 after each step of the recipe, and the mean of all once it is subtracted."""
    images = np.random.default_rng(0).random((4, 300, 400, 3)).astype("float32")
    shorter = min(images.shape[1:3])
    scaled = [round(side * IMAGE / shorter) for side in images.shape[1:3]]
    patches = layers.CenterCrop(IMAGE, IMAGE)(ops.image.resize(images, scaled))
    centred = ops.convert_to_numpy(patches)
    centred = centred - centred.mean(axis=0)
    right = min(scaled) == IMAGE and centred.shape[1:] == (IMAGE, IMAGE, 3)
    return bool(right and np.abs(centred.mean(axis=0)).max() < 1e-5)
