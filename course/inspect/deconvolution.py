"""Back from a unit to the pixels: Zeiler & Fergus 2013, "Visualizing and understanding convolutional networks"."""

import keras
import numpy as np
from keras import ops

from course import backend
from course.inspect.feature_maps import feature_maps
from course.inspect.network import check_images, check_layer, check_rule, forward, one_each, outputs_of


def deconvolution(model, images, layer, maps, *, relu="deconvolution"):
    """What in an image excites a map the most: its strongest unit, sent back through the network to the pixels.

    All other units are set to zero. On the way back a convolution becomes the transposed one, with the same
    weights; a max pool puts each value where it was found (the "switches"), and what overlapping windows put there
    is added; normalisation divides as it did; and a ReLU is a ReLU. Except for this last rule it is the gradient.

    Args:
        model: a functional or sequential model of one input.
        images: array (N, H, W, C).
        layer: name of a layer that returns maps.
        maps: number of a map of that layer, from 0, or one for each image.
        relu: what a ReLU hands back of what comes from above: "deconvolution", the positive part; "gradient",
            what belongs to positive inputs; "guided", what is both.

    Returns an array (N, H, W, C), of either sign.
    Raises ValueError for a model without a graph, images that do not fit, an unknown layer, map or rule, a layer
    that is called more than once, and a rule for ReLUs where the model has none.
    Source: Zeiler & Fergus 2013, section 2.1; "guided": Springenberg et al. 2015, "Striving for simplicity".
    """
    images, layer = check_images(model, images), check_layer(model, layer)
    check_rule(model, relu)
    (found,) = feature_maps(model, images, layer).values()
    maps, start = one_each("maps", maps, len(images), found.shape[-1]), np.zeros_like(found)
    for i, map_ in enumerate(maps):
        row, column = np.unravel_index(found[i, ..., map_].argmax(), found.shape[1:3])
        start[i, row, column, map_] = found[i, row, column, map_]
    up_to = forward(keras.Model(model.inputs, outputs_of(model, layer)), relu, scores=False)
    return backend.value_and_gradients(lambda x: ops.sum(up_to(x) * ops.convert_to_tensor(start)), images)[1]
