"""Speed of networks as ratios to their twins in keras.applications, in the same run: pytest tests/bench -n0 -s.

Both are run as users run them, by ``predict_on_batch`` and ``train_on_batch``, one after the other in each round.
Nothing is asserted of time.
"""

import statistics

import keras
import numpy as np
import pytest
from test_bench_scratch import interleaved

from course import backend, models

A = keras.applications
SIDE, BATCH = 96, 8


@pytest.mark.parametrize(
    ("name", "twin"),
    [("vgg16", A.VGG16), ("resnet50", A.ResNet50), ("densenet121", A.DenseNet121), ("mobilenet_v2", A.MobileNetV2)],
)
def test_bench_against_keras(name, twin, capsys):
    keras.utils.clear_session()
    shape = {"input_shape": (SIDE, SIDE, 3), "classes": 1000}
    own = {"dropout": 0} if name == "vgg16" else {}  # Keras's has none
    ours, theirs = models.create(name, **shape, **own), twin(weights=None, **shape)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(BATCH, SIDE, SIDE, 3)).astype("float32"), rng.integers(0, 1000, BATCH)
    for net in (ours, theirs):
        net.compile(keras.optimizers.SGD(1e-6), "sparse_categorical_crossentropy")

    for what, run in {
        "inference": lambda net: net.predict_on_batch(x),
        "training step": lambda net: net.train_on_batch(x, y),
    }.items():
        seconds = interleaved({"ours": lambda run=run: run(ours), "theirs": lambda run=run: run(theirs)})
        ratios = sorted(a / b for a, b in zip(*seconds.values(), strict=True))
        with capsys.disabled():
            print(
                f"\n{name:14} {backend.name():10} {what:14} {1000 * statistics.median(seconds['ours']):7.0f} ms, "
                f"ours / keras.applications: {statistics.median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})",
                end="",
            )
