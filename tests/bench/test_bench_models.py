"""Builders against their twins in keras.applications: to build, to predict, to train a step."""

from functools import partial

import keras
import numpy as np
import pytest
from rows import compare

from course import models

A = keras.applications
SIDE, BATCH = 96, 8


@pytest.mark.parametrize(
    ("name", "twin"),
    [("vgg16", A.VGG16), ("resnet50", A.ResNet50), ("densenet121", A.DenseNet121), ("mobilenet_v2", A.MobileNetV2)],
)
def test_bench_against_keras(name, twin):
    keras.utils.clear_session()
    shape = {"input_shape": (SIDE, SIDE, 3), "classes": 1000}
    own = {"dropout": 0} if name == "vgg16" else {}  # Keras's has none
    builds = partial(models.create, name, **shape, **own), partial(twin, weights=None, **shape)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(BATCH, SIDE, SIDE, 3)).astype("float32"), rng.integers(0, 1000, BATCH)

    def beside(what, ours, theirs):
        compare(f"{name}: {what}", ours, {"keras.applications": theirs})

    beside("build", *builds)
    nets = [build() for build in builds]
    for net in nets:
        net.compile(keras.optimizers.SGD(1e-6), "sparse_categorical_crossentropy")
    beside("predict", *(partial(net.predict_on_batch, x) for net in nets))
    beside("training step", *(partial(net.train_on_batch, x, y) for net in nets))
