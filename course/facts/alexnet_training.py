"""How AlexNet was trained and asked: crops, colours, dropout."""

from itertools import product
from math import log2

import numpy as np
from keras import layers, ops

from course import data, scratch, train
from course.facts.computing import Finding, computes
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
    return Finding(found, positions=positions, counted=positions - 1, all=2 * positions**2)


@computes("alexnet-tencrop")
def ten_crops():
    """Different patches that the course's ten crops have in common with the paper's definition of them."""
    image = np.random.default_rng(0).random((IMAGE, IMAGE, 3)).astype("float32")
    last = IMAGE - CROP
    corners = [*product((0, last), repeat=2), (last // 2, last // 2)]
    patches = [image[top : top + CROP, left : left + CROP] for top, left in corners]
    defined = {patch.tobytes() for patch in patches} | {patch[:, ::-1].tobytes() for patch in patches}
    cut = {ops.convert_to_numpy(patch).tobytes() for patch in train.ten_crops(image[None], CROP)}
    return len(defined & cut)


@computes("alexnet-bits")
def bits():
    return log2(network("alexnet").output_shape[-1])


@computes("alexnet-pca")
def colour_shifts():
    """Spread of the colours that the course's layer adds, along each principal component, over its eigenvalue.

    The components of the photographs' colours are computed here once more, from the covariance.
    """
    photos = data.load("photos", size=32).x_train
    values, directions = np.linalg.eigh(np.cov(photos.reshape(-1, 3), rowvar=False))
    layer = train.PCAColour(*train.principal_colours(photos), seed=0)
    shifts = ops.convert_to_numpy(layer(np.zeros((20_000, 1, 1, 3), "float32"), training=True))[:, 0, 0]
    spread = (shifts @ directions).std(axis=0) / values
    return Finding(spread, first=values[-1] / values.sum())


@computes("alexnet-dropout")
def dropout():
    """A unit's sum as a mean over all ways of dropping, over the sum of all; figure: how survivors grow in Keras."""
    inputs = np.random.default_rng(0).normal(size=10)
    mean = (masks(10) @ inputs).mean()
    survivors = ops.max(layers.Dropout(0.5, seed=0)(ops.ones(1000), training=True))
    return Finding(mean / inputs.sum(), scale=float(survivors))


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
    """Whether an image whose pixels hold their own place comes out scaled, its middle kept, and the mean subtracted."""
    height, width = 300, 400
    places = np.stack(np.meshgrid(np.arange(height), np.arange(width), indexing="ij"), axis=-1).astype("float32")
    square = train.resize_and_crop(places)
    scale = height / IMAGE  # pixels of the image for each one of the result
    steps = (np.arange(IMAGE) - (IMAGE - 1) / 2) * scale  # from the middle
    wanted = np.stack(np.meshgrid(steps + (height - 1) / 2, steps + (width - 1) / 2, indexing="ij"), axis=-1)
    error = np.abs(square - wanted).max() if square.shape == wanted.shape else np.inf

    batch = np.stack([square, square[::-1], 2 * square])
    centred = ops.convert_to_numpy(train.mean_subtraction(batch)(batch))
    return Finding(bool(error < 1 and np.abs(centred.mean(axis=0)).max() < 1e-3), error=error)
