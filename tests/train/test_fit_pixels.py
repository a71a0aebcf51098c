"""Training with a label for each pixel."""

import keras
import numpy as np
import pytest
from keras import ops

from course import data, train
from course.train.fit import cross_entropy


@pytest.mark.parametrize("layers", [1, 2])
def test_the_loss_is_the_mean_over_all_pixels_and_can_be_trained_on(layers):
    keras.utils.set_random_seed(0)
    pixels = data.load("scenes", size=32, n_train=8, n_test=4, classes=2).per_pixel()
    image = x = keras.Input((32, 32, 3))
    for _ in range(layers - 1):
        x = keras.layers.Conv2D(4, 3, padding="same")(x)
    net = keras.Model(image, keras.layers.Conv2D(3, 1, activation="softmax")(x))
    history = train.fit(net, pixels, 6, batch_size=4, learning_rate=0.05)
    assert history["loss"][-1] < history["loss"][0]

    found = net.predict(pixels.x_test, verbose=0)
    right = np.take_along_axis(found, pixels.y_test[..., None], axis=-1)
    assert history["val_loss"][-1] == pytest.approx(-np.log(right).mean(), rel=1e-4)
    assert history["val_accuracy"][-1] == pytest.approx(train.pixel_accuracy(pixels.y_test, found.argmax(-1)), abs=1e-5)


def pixel_net(scale=1.0, strides=1):
    kernel = keras.initializers.RandomNormal(stddev=scale, seed=0)
    image = keras.Input((32, 32, 3))
    layer = keras.layers.Conv2D(3, 1, strides, activation="softmax", kernel_initializer=kernel)
    return keras.Model(image, layer(image))


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="on JAX Keras has no logits: an array takes no attribute")
def test_where_softmax_saturates_the_loss_still_falls():
    pixels = data.load("scenes", size=32, n_train=8, n_test=4, classes=2).per_pixel()
    net = pixel_net(scale=300)
    logits = pixels.x_test @ net.get_weights()[0][0, 0]
    top = logits.max(axis=-1, keepdims=True)
    losses = (np.log(np.exp(logits - top).sum(axis=-1, keepdims=True)) + top)[..., 0]
    losses -= np.take_along_axis(logits, pixels.y_test[..., None], axis=-1)[..., 0]
    history = train.fit(net, pixels, 1, batch_size=4, learning_rate=0.0)
    assert losses.mean() > 20  # where probabilities are cut off at 1e-7, no loss is above 16.1
    assert history["val_loss"][0] == pytest.approx(losses.mean(), rel=1e-4)


def test_a_network_trained_on_pixels_can_be_loaded(tmp_path):
    pixels = data.load("scenes", size=32, n_train=4, n_test=4, classes=2).per_pixel()
    net = pixel_net()
    history = train.fit(net, pixels, 1, batch_size=4)
    net.save(tmp_path / "net.keras")
    loaded = keras.models.load_model(tmp_path / "net.keras")
    found = loaded.evaluate(pixels.x_test, pixels.y_test, verbose=0, return_dict=True)
    assert found["loss"] == pytest.approx(history["val_loss"][0], rel=1e-4)


def test_an_output_of_another_size_than_the_labels_is_refused():
    pixels = data.load("scenes", size=32, n_train=4, n_test=4, classes=2).per_pixel()
    with pytest.raises(ValueError, match=r"labels of 32 x 32.*output of 16 x 16"):
        train.fit(pixel_net(strides=2), pixels, 1, batch_size=4)


def test_as_many_labels_in_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"labels of 2 x 8.*output of 4 x 4"):
        cross_entropy(ops.zeros((1, 2, 8), "int32"), ops.ones((1, 4, 4, 3)))
