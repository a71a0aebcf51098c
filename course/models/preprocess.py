"""Images as the published weights expect them."""

import difflib

import numpy as np
from keras.applications import imagenet_utils

MODES = {  # networks whose ImageNet weights Keras publishes: how their images were scaled
    "vgg16": "caffe",
    "vgg19": "caffe",
    "resnet50": "caffe",
    "resnet101": "caffe",
    "resnet152": "caffe",
    "resnet50_v2": "tf",
    "resnet101_v2": "tf",
    "resnet152_v2": "tf",
    "densenet121": "torch",
    "densenet169": "torch",
    "densenet201": "torch",
    "mobilenet": "tf",
    "mobilenet_v2": "tf",
    "nasnet_mobile": "tf",
    "efficientnet_b0": "torch",  # Keras's own network does this in its first layers
}


def preprocess_input(images, network):
    """Scale images as the ImageNet weights of `network` were trained.

    Args:
        images: RGB images (N, H, W, 3) or (H, W, 3), values 0 to 255.
        network: name of a network with ``weights="imagenet"``.

    Returns an array of the same shape: blue, green, red without their means ("caffe"), -1 to 1 ("tf"), or each channel
    less its mean and divided by its standard deviation ("torch").
    Raises ValueError for a network without published weights.
    Source: ``keras.applications.imagenet_utils``.
    """
    if network not in MODES:
        near = difflib.get_close_matches(str(network), MODES, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"no ImageNet weights for {network!r}: {hint}There are for: {', '.join(MODES)}")
    images = np.array(images, "float32")  # a copy: Keras writes into what it is given
    return imagenet_utils.preprocess_input(images, data_format="channels_last", mode=MODES[network])
