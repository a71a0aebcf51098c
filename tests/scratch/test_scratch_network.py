"""The gradient check itself, and networks of layers: their gradients, their steps, and that they learn."""

import keras
import numpy as np
import pytest
import scipy.optimize
from keras import layers, ops

from course import backend, data, scratch


def test_numerical_gradient_agrees_with_scipy():
    x = np.linspace(0.5, 2, 6)
    theirs = scipy.optimize.approx_fprime(x, scipy.optimize.rosen, 1e-8)
    before = x.copy()
    ours = scratch.numerical_gradient(scipy.optimize.rosen, x)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)
    np.testing.assert_allclose(ours, scipy.optimize.rosen_der(x), rtol=1e-8)
    np.testing.assert_array_equal(x, before)


def test_numerical_gradient_is_central_and_takes_its_step():
    """Of x³ the central difference is 3x² + h², to the last term."""
    for step in (0.5, 0.1):
        np.testing.assert_allclose(scratch.numerical_gradient(lambda x: (x**3).sum(), [[1.0, -2.0]], step),
                                   [[3 + step**2, 12 + step**2]], rtol=1e-10)  # fmt: skip


def test_numerical_gradient_of_small_types():
    for dtype in ("float32", "int64"):
        gradient = scratch.numerical_gradient(lambda x: (x**2).sum(), np.array([1, 2, 3], dtype))
        assert gradient.dtype == "float64"
        np.testing.assert_allclose(gradient, [2, 4, 6], rtol=1e-8)


def test_numerical_gradient_says_what_is_wrong():
    with pytest.raises(ValueError, match="step=0"):
        scratch.numerical_gradient(np.sum, np.ones(2), step=0)
    with pytest.raises(ValueError, match=r"shape \(2,\): must be one number"):
        scratch.numerical_gradient(lambda x: x, np.ones(2))


@pytest.mark.parametrize(
    ("a", "b", "error"),
    [
        ([1, 2], [1, 2], 0),
        ([0, 0], [0, 0], 0),
        ([0, 1], [0, 0], 1),
        ([3], [-3], 2),
        ([1, 10], [2, 10], 0.5),
        ([], [], 0),
    ],
)
def test_relative_error(a, b, error):
    assert scratch.relative_error(a, b) == scratch.relative_error(b, a) == error


def test_relative_error_of_other_shapes():
    with pytest.raises(ValueError, match=r"\(2,\) and \(2, 1\)"):
        scratch.relative_error(np.ones(2), np.ones((2, 1)))
    assert np.isnan(scratch.relative_error([np.nan], [1]))


def small(rng):
    """A network with a layer of each kind but dropout, and smooth activations but one."""
    return scratch.Sequential([
        scratch.Conv2D(2, 4, 3, rng, padding=1, groups=2), scratch.BatchNormalization(4), scratch.Activation("swish"),
        scratch.MaxPool2D(2), scratch.Conv2D(4, 3, 2, rng, stride=2), scratch.Activation("tanh"),
        scratch.AveragePool2D(2, stride=1), scratch.Flatten(), scratch.Dense(3, 5, rng),
        scratch.Activation("leaky_relu"), scratch.Dense(5, 3, rng),
    ])  # fmt: skip


def test_a_network_of_all_layers_passes_the_gradient_check():
    rng = np.random.default_rng(0)
    net, x, t = small(rng), rng.normal(size=(4, 8, 8, 2)), np.array([0, 2, 1, 1])
    net.gradients(x, t)
    found = {(i, name): grad for i, layer in enumerate(net.layers) for name, grad in layer.gradients.items()}
    assert len(found) == 10  # five layers with two weights each
    for (i, name), gradient in found.items():
        weights = net.layers[i].weights

        def loss(w, weights=weights, name=name):
            kept, weights[name] = weights[name], w
            value = scratch.cross_entropy(net.forward(x, training=True), t)
            weights[name] = kept
            return value

        numeric = scratch.numerical_gradient(loss, weights[name])
        np.testing.assert_allclose(gradient, numeric, atol=1e-7, err_msg=f"{name} of layer {i}")
        assert gradient.shape == weights[name].shape

    forward = lambda x: scratch.cross_entropy(net.forward(x, training=True), t)  # noqa: E731
    dx = net.backward(scratch.cross_entropy_backward(net.forward(x, training=True), t))
    np.testing.assert_allclose(dx, scratch.numerical_gradient(forward, x), atol=1e-7)


def twins():
    """The same two-layer ConvNet in NumPy and in Keras, with the same weights."""
    rng = np.random.default_rng(0)
    ours = scratch.Sequential([
        scratch.Conv2D(1, 4, 3, rng), scratch.ReLU(), scratch.MaxPool2D(), scratch.Conv2D(4, 6, 2, rng), scratch.ReLU(),
        scratch.MaxPool2D(2, stride=1), scratch.Flatten(), scratch.Dense(24, 5, rng),
    ])  # fmt: skip
    image = keras.Input((10, 10, 1))
    x = layers.MaxPooling2D()(layers.Conv2D(4, 3, activation="relu")(image))
    x = layers.MaxPooling2D(2, strides=1)(layers.Conv2D(6, 2, activation="relu")(x))
    theirs = keras.Model(image, layers.Dense(5)(layers.Flatten()(x)))
    theirs.set_weights([layer.weights[name] for layer in ours.layers for name in layer.weights])
    return ours, theirs


def test_a_network_agrees_with_keras():
    """Output, gradients, and the weights after three steps with momentum."""
    ours, theirs = twins()
    rng = np.random.default_rng(1)
    x, t = rng.normal(size=(8, 10, 10, 1)).astype("float32"), rng.integers(0, 5, 8)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    [y], _, gradients = backend.gradients(theirs, x, lambda y: loss(t, y))
    np.testing.assert_allclose(ours.forward(x), y, atol=1e-4)
    value = ours.gradients(x, t)
    np.testing.assert_allclose(value, float(ops.convert_to_numpy(loss(t, y))), rtol=1e-5)
    found = [layer.gradients[name] for layer in ours.layers for name in layer.weights]
    for one, other in zip(found, gradients, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)

    sgd, optimizer = scratch.SGD(0.1, 0.9), keras.optimizers.SGD(0.1, 0.9)
    optimizer.build(theirs.trainable_variables)
    for _ in range(3):
        ours.gradients(x, t)
        sgd.update(ours.layers)
        grads = backend.gradients(theirs, x, lambda y: loss(t, y))[2]
        optimizer.apply([ops.convert_to_tensor(grad) for grad in grads], theirs.trainable_variables)
    after = [layer.weights[name] for layer in ours.layers for name in layer.weights]
    for one, other in zip(after, theirs.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)
        assert one.dtype == "float32"


def test_a_two_layer_convnet_learns_the_digits():
    digits, rng = data.load("digits"), np.random.default_rng(0)
    net = scratch.Sequential([
        scratch.Conv2D(1, 8, 3, rng, padding=1), scratch.ReLU(), scratch.MaxPool2D(),
        scratch.Conv2D(8, 16, 3, rng, padding=1), scratch.ReLU(), scratch.MaxPool2D(),
        scratch.Flatten(), scratch.Dense(16 * 8 * 8, 10, rng),
    ])  # fmt: skip
    history = net.fit(digits.x_train, digits.y_train, scratch.SGD(0.05, momentum=0.9), epochs=2, rng=rng)
    assert len(history) == 2 and history[1] < history[0]
    assert net.accuracy(digits.x_test, digits.y_test) > 0.9


def test_training_is_the_same_for_the_same_seed_and_random_for_another():
    def weights(seed):
        net = scratch.Sequential([scratch.Dense(6, 4, 0), scratch.Dropout(0.5, rng=1), scratch.Dense(4, 3, 2)])
        x, t = np.random.default_rng(5).normal(size=(32, 6)), np.arange(32) % 3
        net.fit(x, t, scratch.SGD(0.1), epochs=2, batch_size=8, rng=seed)
        return net.layers[0].weights["w"]

    np.testing.assert_array_equal(weights(0), weights(0))
    assert np.abs(weights(0) - weights(1)).max() > 1e-6


def test_history_is_the_mean_loss_of_the_batches():
    rng = np.random.default_rng(0)
    net, x, t = scratch.Sequential([scratch.Dense(6, 3, rng)]), rng.normal(size=(12, 6)), np.arange(12) % 3
    history = net.fit(x, t, scratch.SGD(0), epochs=2, batch_size=4)  # a rate of 0: the loss stays what it is
    np.testing.assert_allclose(history, scratch.cross_entropy(net.forward(x), t), rtol=1e-12)


def test_pooling_layers_are_the_functions():
    x, how = np.random.default_rng(0).normal(size=(2, 7, 7, 3)), {"stride": 2, "padding": 1}
    for layer, pool in ((scratch.MaxPool2D, scratch.max_pool2d), (scratch.AveragePool2D, scratch.avg_pool2d)):
        np.testing.assert_array_equal(layer(3, **how).forward(x), pool(x, 3, **how))


def test_dropout_rests_outside_training_and_stops_gradients():
    layer, x = scratch.Dropout(0.5, rng=0), np.ones((10, 10))
    np.testing.assert_array_equal(layer.forward(x), x)
    y = layer.forward(x, training=True)
    np.testing.assert_array_equal(layer.backward(np.ones_like(x)), y)
    assert (y == 0).any() and (y == 2).any()


def test_weights_have_the_variance_of_he():
    w = scratch.Conv2D(32, 64, 3, 0, groups=2).weights["w"]
    assert w.shape == (3, 3, 16, 64)
    np.testing.assert_allclose(w.std(), np.sqrt(2 / (9 * 16)), rtol=0.03)


def test_what_does_not_fit_is_said():
    with pytest.raises(ValueError, match=r"unknown activation 'Relu': did you mean 'relu'\?"):
        scratch.Activation("Relu")
    net = scratch.Sequential([])
    with pytest.raises(ValueError, match="3 examples and 2 labels"):
        net.fit(np.zeros((3, 2)), np.zeros(2, int), scratch.SGD())
    for call in (net.predict, lambda x, **how: net.fit(x, [0, 1], scratch.SGD(), **how)):
        with pytest.raises(ValueError, match="batch_size=-1: must be an integer of at least 1"):
            call(np.zeros((2, 2)), batch_size=-1)
    for labels in ([0], [[0], [0], [0]]):  # would broadcast
        with pytest.raises(ValueError, match=r"labels has shape .*: must be \(3,\)"):
            net.accuracy(np.zeros((3, 2)), labels)


def test_no_examples_and_lists_of_them():
    net = scratch.Sequential(
        [scratch.Conv2D(1, 2, 3, 0), scratch.MaxPool2D(), scratch.Flatten(), scratch.Dense(2, 3, 0)]
    )
    assert net.predict(np.zeros((0, 5, 5, 1))).shape == (0, 3)
    net = scratch.Sequential([scratch.Dense(2, 2, 0)])
    net.fit([[0.0, 1.0], [1.0, 0.0]], [0, 1], scratch.SGD(1), epochs=5, rng=0)
    assert net.accuracy([[0.0, 1.0], [1.0, 0.0]], [0, 1]) == 1
