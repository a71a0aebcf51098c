"""Where the evidence for a class lies: Selvaraju and others 2017, "Grad-CAM"."""

import numpy as np

from course import backend
from course.inspect.feature_maps import feature_maps
from course.inspect.network import check_images, check_layer, chosen, classes_of, forward


def grad_cam(model, images, classes=None, *, layer=None):
    r"""Class activation maps: the maps of a layer, each weighted by the score's mean slope in it, added, rectified.

    .. math::
        \mathrm{ReLU}\Bigl(\sum_k \alpha_k A^k\Bigr), \quad
        \alpha_k = \frac{1}{hw} \sum_{ij} \frac{\partial S_c}{\partial A^k_{ij}}

    The score is what enters the softmax. Where global average pooling and one dense layer follow, this is CAM
    (Zhou et al. 2016), the dense layer's weights times the maps, divided by h * w and rectified.

    Args:
        model: a functional or sequential model of one input and one output, (N, classes).
        images: array (N, H, W, C).
        classes: class number, or one for each image; by default the class with the highest score.
        layer: name of the layer; by default the last that returns maps.

    Returns an array (N, h, w), as coarse as the layer, not negative.
    Raises ValueError for a model without a graph, images and classes that do not fit, and a layer that is unknown,
    called more than once, or returns no maps.
    Source: Selvaraju et al. 2017, section 3, equations 1 and 2.
    """
    images, layer = check_images(model, images), check_layer(model, layer)
    classes, scores = classes_of(model, images, classes), forward(model, instead=layer)
    (maps,) = feature_maps(model, images, layer).values()
    _, (_, slopes) = backend.value_and_gradients(lambda x: chosen(scores(*x), classes), [images, maps])
    return np.maximum(np.einsum("nijk,nk->nij", maps, slopes.mean(axis=(1, 2))), 0)
