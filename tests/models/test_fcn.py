"""FCN against PyTorch, against the VGG that it comes from, and at any size of image."""

import keras
import numpy as np
import pytest
import zoo
from keras import ops
from peer import Peer, close, quick_draws, run  # noqa: F401

from course import models

SMALL = {"layers": 11, "width": 1 / 32}
CONVS = models.vgg.__globals__["TABLE_1"][11]


def small(stride, size=(64, 96), **arguments):
    return zoo.randomise(models.fcn(stride, (*size, 3), 4, **SMALL | arguments))


def images(*size):
    return np.random.default_rng(0).normal(size=(2, *size, 3)).astype("float32")


@pytest.mark.parametrize("stride", [32, 8])
def test_as_in_pytorch(stride):
    net, x = small(stride), images(64, 96)
    peer = Peer(net)
    y, pools = peer.image(x), {}
    for stage, count in enumerate(CONVS, start=1):
        for i in range(1, count + 1):
            y = peer.conv(y, f"conv{stage}_{i}").relu()
        y = pools[stage] = peer.do.max_pool2d(y, 2)
    y = peer.conv(peer.conv(y, "fc6").relu(), "fc7").relu()
    y = peer.conv(y, "score_fr")
    for stage in {32: (), 16: (4,), 8: (4, 3)}[stride]:
        y = peer.deconv(y, f"upscore_pool{stage}", 2, 1) + peer.conv(pools[stage], f"score_pool{stage}")
    y = peer.deconv(y, f"upscore{stride}", stride, stride // 2)
    assert close(run(net, x), peer.softmax(y))


def test_dense_layers_are_convolutions_with_large_filters():
    """The VGG's scores stand in the middle of the 7 x 7 that its layers make, as convolutions, of 224 x 224 pixels."""
    arguments = {"input_shape": (224, 224, 3), "classes": 4, "classifier_activation": None}
    vgg = zoo.randomise(models.vgg(width=1 / 32, **arguments, layers=11))
    fcn = models.fcn32s(**SMALL, **arguments)
    for layer in vgg.layers:
        if layer.weights:
            twin = fcn.get_layer({"predictions": "score_fr"}.get(layer.name, layer.name))
            twin.set_weights([w.reshape(t.shape) for w, t in zip(layer.get_weights(), twin.weights, strict=True)])
    x = images(224, 224)
    scores = run(keras.Model(fcn.input, fcn.get_layer("score_fr").output), x)
    assert scores.shape == (2, 7, 7, 4) and fcn.get_layer("pool5").output.shape[1:3] == (7, 7)
    np.testing.assert_allclose(scores[:, 3, 3], run(vgg, x), rtol=1e-4, atol=1e-5)
    assert fcn.output_shape == (None, 224, 224, 4)


def test_any_size():
    """An open network gives what one of fixed size gives: the middle of an image with zeros around."""
    size, full = (40, 70), (64, 96)
    x = images(*size)
    fixed, free = small(8, size), small(8, (None, None))
    above = [(f - side) // 2 for f, side in zip(full, size, strict=True)]
    rows, columns = (slice(a, a + side) for a, side in zip(above, size, strict=True))
    larger = np.zeros((2, *full, 3), "float32")
    larger[:, rows, columns] = x
    exact = small(8, full)
    assert "pad" not in [layer.name for layer in exact.layers]
    assert fixed.output_shape == (None, *size, 4) and free.output_shape == (None, None, None, 4)
    assert close(free.predict(x, verbose=0), run(exact, larger)[:, rows, columns])
    assert run(free, images(1, 33)).shape == (2, 1, 33, 4)


def test_begins_without_an_opinion_and_with_interpolation():
    net = models.fcn8s(input_shape=(32, 32, 3), classes=5, **SMALL)
    np.testing.assert_allclose(run(net, images(32, 32)), 0.2, rtol=1e-6)
    names = [w.path.split("/")[0] for w in net.trainable_weights]
    assert "upscore_pool4" in names and "upscore_pool3" in names and "upscore8" not in names
    tent = ops.convert_to_numpy(net.get_layer("upscore8").kernel)
    assert tent.shape == (16, 16, 5, 5) and tent[:, :, 0, 1].max() == 0 and np.isclose(tent[8, 8, 1, 1], 15**2 / 16**2)


def test_weights_from_a_file(tmp_path):
    net = small(16)
    net.save_weights(tmp_path / "fcn.weights.h5")
    again = models.fcn16s(input_shape=(64, 96, 3), classes=4, weights=tmp_path / "fcn.weights.h5", **SMALL)
    assert all(np.array_equal(a, b) for a, b in zip(net.get_weights(), again.get_weights(), strict=True))
    with pytest.raises(ValueError, match="another network than fcn32s"):
        models.fcn32s(input_shape=(64, 96, 3), classes=4, weights=tmp_path / "fcn.weights.h5", **SMALL)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"stride": 4}, "stride=4: must be one of 32, 16, 8"),
        ({"stride": 8, "classes": 0}, "classes=0"),
        ({"stride": 8, "layers": 12}, "layers=12: must be one of 11, 13, 16, 19"),
        ({"stride": 8, "width": 0}, "width=0"),
        ({"stride": 8, "input_shape": (32, 32)}, r"input_shape=\(32, 32\)"),
        ({"stride": 8, "weights": "imagenet"}, "publishes none for fcn8s"),
    ],
)
def test_bad_arguments_say_so(arguments, words):
    with pytest.raises(ValueError, match=words):
        models.fcn(**{"width": 1 / 32, "layers": 11} | arguments)
