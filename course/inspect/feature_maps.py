"""What the layers make of an image."""

import keras
import numpy as np
from keras import ops

from course.inspect.network import check_images, check_layer, layers_with_maps, outputs_of


def feature_maps(model, images, layers=None):
    """Outputs of layers for a batch of images.

    Args:
        model: a functional or sequential model of one input.
        images: array (N, H, W, C).
        layers: names of layers; by default all that return maps.

    Returns {name: array (N, h, w, maps)}, in the order of `layers`; of layers without places (N, units).
    Raises ValueError for images that do not fit, and a layer that is unknown or called more than once.
    """
    images = check_images(model, images)
    if layers is None:
        layers = layers_with_maps(model)
    names = [check_layer(model, name, maps=False) for name in ([layers] if isinstance(layers, str) else layers)]
    if not names:
        raise ValueError(f"layers={layers}: name at least one layer of {model.name!r}")
    part = keras.Model(model.inputs[0], [outputs_of(model, name)[0] for name in names])
    found = keras.tree.flatten(part(images, training=False))  # not `predict`, which would be compiled for each new part
    return {name: np.asarray(ops.convert_to_numpy(maps)) for name, maps in zip(names, found, strict=True)}
