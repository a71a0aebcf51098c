"""Networks that Keras has too: the same weights give the same outputs, with and without top, and the published load."""

import keras
import pytest
import zoo
from quick import differ, no_random_numbers  # noqa: F401, every test uses it

from course import backend, models
from course.models.weights import transfer

pytestmark = pytest.mark.skipif(
    backend.name() == "jax",
    reason="both are Keras's layers, slow to compile here; digests hold each network's small form",
)

A = keras.applications
TWINS = {  # name: (Keras's builder, side of the images)
    "vgg16": (A.VGG16, 32),
    "vgg19": (A.VGG19, 32),
    "resnet50": (A.ResNet50, 33),
    "resnet101": (A.ResNet101, 32),
    "resnet152": (A.ResNet152, 32),
    "resnet50_v2": (A.ResNet50V2, 33),
    "resnet101_v2": (A.ResNet101V2, 32),
    "resnet152_v2": (A.ResNet152V2, 32),
    "densenet121": (A.DenseNet121, 33),
    "densenet169": (A.DenseNet169, 32),
    "densenet201": (A.DenseNet201, 32),
    "mobilenet": (A.MobileNet, 33),
    "mobilenet_v2": (A.MobileNetV2, 33),
    "efficientnet_b0": (A.EfficientNetB0, 33),
    "nasnet_mobile": (A.NASNetMobile, 33),
}


BIGGEST = {"resnet101", "resnet152", "resnet101_v2", "resnet152_v2", "densenet169", "densenet201"}


def build_twin(name, side, **arguments):
    if name in BIGGEST and backend.name() != "torch":  # the quickest at it
        pytest.skip("more of the same blocks as in a smaller network: outputs compared on PyTorch only")
    if name == "nasnet_mobile" and backend.name() == "torch":
        pytest.skip("Keras refuses to build NASNetMobile on PyTorch; its small form is held by the digests")
    return zoo.randomise(TWINS[name][0](weights=None, input_shape=(side, side, 3), **arguments))


@pytest.mark.parametrize("include_top", [True, False], ids=["top", "no top"])
@pytest.mark.parametrize("name", TWINS)
def test_same_weights_same_outputs(name, include_top):
    side = TWINS[name][1]
    ends = {"include_top": include_top, "classifier_activation": None}  # a softmax would hide much of the difference
    theirs = build_twin(name, side, **ends)
    ours = models.create(name, input_shape=(side, side, 3), **ends)
    transfer(theirs, ours)
    (x,) = zoo.images(ours)
    scale = 255 if name == "efficientnet_b0" else 1  # Keras's divides the image itself
    assert differ(theirs, ours, scale * x, x) <= 1e-5
