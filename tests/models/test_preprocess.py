"""Images scaled as Keras scales them for its own networks."""

import keras
import numpy as np
import pytest

from course import models
from course.models.preprocess import MODES

A = keras.applications
MODULES = {
    "vgg": A.vgg16, "resnet": A.resnet, "v2": A.resnet_v2, "densenet": A.densenet, "mobilenet": A.mobilenet,
    "mobilenet_v2": A.mobilenet_v2, "nasnet": A.nasnet,
}  # fmt: skip
IMAGES = np.random.default_rng(0).uniform(0, 255, (2, 5, 4, 3)).astype("float32")


@pytest.mark.parametrize("name", [name for name in MODES if "efficientnet" not in name])
def test_as_keras_does(name):
    family = "v2" if "resnet" in name and name.endswith("v2") else name.rstrip("0123456789")
    module = MODULES.get(name) or MODULES.get(family) or MODULES[name.split("_")[0].rstrip("0123456789")]
    np.testing.assert_allclose(models.preprocess_input(IMAGES, name), module.preprocess_input(IMAGES.copy()), atol=1e-4)


def test_efficientnet_is_scaled_outside():
    """Its published file holds the standard deviations as variances, and Keras divides by their root once more."""
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    wanted = (IMAGES / 255 - mean) / np.sqrt(deviation) / np.sqrt(deviation)
    np.testing.assert_allclose(models.preprocess_input(IMAGES, "efficientnet_b0"), wanted, atol=1e-4)


def test_the_images_given_stay_as_they_are():
    before = IMAGES.copy()
    models.preprocess_input(IMAGES, "vgg16")
    np.testing.assert_array_equal(IMAGES, before)


def test_an_unknown_network():
    with pytest.raises(ValueError, match="no ImageNet weights for 'resnet18': did you mean"):
        models.preprocess_input(IMAGES, "resnet18")
