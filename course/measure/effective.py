"""How much each pixel matters to a unit: Luo, Li, Urtasun, Zemel 2016.

"Understanding the effective receptive field in deep convolutional neural networks".
"""

from numbers import Integral

import keras
import numpy as np
from keras import ops

from course import backend
from course.measure.graph import check_one_output, fixed, functional, nearest
from course.measure.walk import ordered


def effective_receptive_field(model, images=8, layer=None, *, seed=0):
    r"""Influence of each pixel on the unit in the middle of a layer: :math:`|\partial y / \partial x|`, averaged.

    y is the sum of the unit's channels, each with a random sign, anew for each image. The average is over images and
    the image's channels. Of an even number of units the one before the middle is taken.

    Args:
        model: a functional or sequential model of one input, images (N, H, W, C) of fixed size, or sequences (N, T, C).
        images: array of images, or how many to draw from a standard normal distribution.
        layer: name of a layer whose output has places, (N, h, w, D); default: the model's output. Of a layer that is
            used several times it is the last use.
        seed: of what is drawn.

    Returns an array (H, W), or (T,), of float32, not scaled.
    Raises ValueError for an unknown layer, an output without places, several outputs of which none is named, an open
    size, whole numbers as input, and images that do not fit.
    Source: Luo et al. 2016, section 3, with many channels and random signs in place of one channel.
    """
    graph = functional(model)
    if len(model.inputs) != 1:
        raise ValueError(f"model {model.name!r} has {len(model.inputs)} inputs: must have one")
    if "float" not in keras.backend.standardize_dtype(model.inputs[0].dtype):
        raise ValueError(f"model {model.name!r} reads whole numbers, {model.inputs[0].dtype}, which have no gradient")
    shape, rng = tuple(model.inputs[0].shape[1:]), np.random.default_rng(seed)
    if isinstance(images, Integral):
        if None in shape or images < 1:
            raise ValueError(
                f"images={images} of {shape}: must be at least 1, of fixed size; build the network with an input_shape "
                f"such as {fixed((None, *shape))}, or give images"
            )
        images = rng.standard_normal((images, *shape))
    images = np.asarray(images, "float32")
    if images.ndim != len(shape) + 1 or any(s not in (None, i) for s, i in zip(shape, images.shape[1:], strict=True)):
        raise ValueError(f"images of shape {images.shape}: must be (N, {', '.join(map(str, shape))})")

    names = [one.name for one in model.layers]
    if layer is not None and layer not in names:
        raise ValueError(f"model {model.name!r} has no layer {layer!r}{nearest(layer, names)}")
    if layer is None:
        check_one_output(model, model.outputs)
        found = model.outputs
    else:  # the last use, as `receptive_field`
        found = [node.outputs for node in ordered(graph) if node.operation.name == layer][-1]
    output = found[0]
    if len(found) > 1 or len(output.shape) < 3:
        raise ValueError(f"layer={layer!r} returns {output}: must be maps, with places, so name a layer before")

    signs = rng.choice([-1.0, 1.0], (len(images), output.shape[-1])).astype("float32")

    def middle(y):
        for _ in y.shape[1:-1]:
            y = y[:, (y.shape[1] - 1) // 2]
        return ops.sum(ops.cast(y, "float32") * ops.convert_to_tensor(signs))

    _, (gradient,), _ = backend.gradients(keras.Model(model.inputs, output), images, middle)
    return np.abs(gradient).mean(axis=(0, -1))
