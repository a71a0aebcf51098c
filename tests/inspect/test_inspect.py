"""Looking inside, against formulas, finite differences, brute force, and the parts of the library that go one way."""

import tracemalloc

import keras
import numpy as np
import pytest
from keras import layers, ops

from course import blocks, inspect

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(size=(2, 8, 8, 3)).astype("float32")


def filled(model, seed=0):
    """The model with weights that NumPy drew, and moving statistics that are not 0 and 1."""
    rng = np.random.default_rng(seed)
    model.set_weights(
        [rng.uniform(0.5, 1.5, w.shape) if "var" in w.path else rng.normal(0, 0.4, w.shape) for w in model.weights]
    )
    return model


def conv_net(**head):
    """Convolution, ReLU, pool and normalisation in each of their forms, a shortcut, and global average pooling."""
    image = keras.Input((8, 8, 3))
    x = blocks.conv_bn_relu(image, 6, 3, name="one")
    x = layers.MaxPooling2D(2, name="pool")(x)
    y = layers.Conv2D(6, 3, padding="same", activation="relu", name="two")(x)
    x = layers.Add(name="sum")([x, y])
    x = layers.Conv2D(5, 3, padding="same", activation="relu", name="three")(x)
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dropout(0.5, name="drop")(x)
    return filled(keras.Model(image, layers.Dense(4, name="dense", **head)(x), name="net"))


@pytest.fixture(scope="module")
def net():
    return conv_net(activation="softmax")


def numpy(tensor):
    return np.asarray(ops.convert_to_numpy(tensor))


def scores(model, images):
    """What enters the softmax, up to a number that all classes share."""
    return np.log(numpy(model.predict_on_batch(images)).astype("float64"))


def check_slope(f, images, slope, places=6, step=1e-2, rtol=2e-2):
    """Hold a slope against difference quotients of `f` at some pixels."""
    rng = np.random.default_rng(1)
    for _ in range(places):
        at = tuple(rng.integers(0, n) for n in images.shape)
        change = np.zeros_like(images)
        change[at] = step / 2
        quotient = (f(images + change) - f(images - change)) / step
        np.testing.assert_allclose(quotient, slope[at], rtol=rtol, atol=rtol * np.abs(slope).max())


class TestFeatureMaps:
    def test_of_every_layer(self, net):
        maps = inspect.feature_maps(net, IMAGES)
        assert list(maps) == ["one_conv", "one_bn", "one_relu", "pool", "two", "sum", "three"]
        assert maps["pool"].shape == (2, 4, 4, 6)
        np.testing.assert_allclose(maps["one_relu"], np.maximum(maps["one_bn"], 0))
        np.testing.assert_allclose(maps["sum"], maps["pool"] + maps["two"], rtol=1e-5)
        np.testing.assert_allclose(maps["pool"], maps["one_relu"].reshape(2, 4, 2, 4, 2, 6).max(axis=(2, 4)))

    def test_of_named_layers(self, net):
        assert list(inspect.feature_maps(net, IMAGES, ["average", "one_conv"])) == ["average", "one_conv"]
        maps = inspect.feature_maps(net, IMAGES, "dense")
        np.testing.assert_allclose(maps["dense"], numpy(net.predict_on_batch(IMAGES)), rtol=1e-5)


class TestSaliency:
    @pytest.mark.parametrize("activation", [None, "softmax"])
    def test_of_a_linear_model_it_is_the_weights(self, activation):
        image = keras.Input((3, 4, 2))
        linear = filled(keras.Model(image, layers.Dense(5, activation=activation)(layers.Flatten()(image))))
        weights = linear.get_weights()[0].reshape(3, 4, 2, 5)
        images = RNG.uniform(size=(2, 3, 4, 2))
        found = inspect.saliency(linear, images, [1, 4])
        np.testing.assert_allclose(found, np.stack([weights[..., 1], weights[..., 4]]), rtol=1e-5)

    def test_against_finite_differences(self, net):
        found = inspect.saliency(net, IMAGES, 1)
        other = inspect.saliency(net, IMAGES, 2)
        # the difference of two scores does not depend on what log p leaves out
        check_slope(lambda x: np.diff(scores(net, x)[:, [2, 1]]).sum(), IMAGES, found - other)

    def test_takes_the_highest_score_and_the_weights_of_now(self, net):
        best = numpy(net.predict_on_batch(IMAGES)).argmax(-1)
        np.testing.assert_array_equal(inspect.saliency(net, IMAGES), inspect.saliency(net, IMAGES, best))
        before, weights = inspect.saliency(net, IMAGES, 0), net.get_weights()
        filled(net, seed=1)
        changed = inspect.saliency(net, IMAGES, 0)
        net.set_weights(weights)
        assert not np.allclose(before, changed)
        np.testing.assert_allclose(inspect.saliency(net, IMAGES, 0), before, rtol=1e-5)

    @pytest.mark.parametrize(
        "end", [[layers.Softmax()], [layers.Activation("softmax")], [layers.Activation("sigmoid")]]
    )
    def test_a_softmax_of_its_own_is_left_out(self, end):
        alone = keras.Sequential([keras.Input((2, 2, 1)), layers.Flatten(), layers.Dense(3), *end])
        wrapped = keras.Sequential([keras.Input((2, 2, 1)), layers.Rescaling(2.0), filled(alone)])
        images, weights = RNG.uniform(size=(1, 2, 2, 1)), alone.get_weights()[0].reshape(2, 2, 1, 3)
        np.testing.assert_allclose(inspect.saliency(alone, images, 2)[0], weights[..., 2], rtol=1e-5)
        np.testing.assert_allclose(inspect.saliency(wrapped, images, 2)[0], 2 * weights[..., 2], rtol=1e-5)

    def test_a_trained_compiled_model(self):
        model = conv_net(activation="softmax")
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(IMAGES, np.array([0, 1]), verbose=0)
        weights = model.get_weights()
        again = conv_net()  # without a softmax
        again.set_weights(weights)
        np.testing.assert_allclose(inspect.saliency(model, IMAGES, 3), inspect.saliency(again, IMAGES, 3), atol=1e-6)
        np.testing.assert_array_equal(model.get_weights()[0], weights[0])


class TestGradCam:
    def test_with_global_average_pooling_it_is_cam(self, net):
        maps, weights = inspect.feature_maps(net, IMAGES, "three")["three"], net.get_layer("dense").get_weights()[0]
        for number in range(4):
            cam = np.maximum(maps @ weights[:, number], 0) / (4 * 4)
            np.testing.assert_allclose(inspect.grad_cam(net, IMAGES, number), cam, atol=1e-6)

    def test_below_a_shortcut_against_finite_differences(self, net):
        """The weight of a map is the slope of the score when the whole map is raised, over its number of places."""
        shift = layers.Dense(6, use_bias=True, name="shift")
        image, x = net.inputs[0], net.get_layer("pool").output
        raised = keras.Model(image, [x, net.get_layer("two")(shift(x)), shift(x)])
        shift.set_weights([np.eye(6), np.zeros(6)])
        end = [net.get_layer(name) for name in ("three", "average")]
        weights, bias = net.get_layer("dense").get_weights()

        def score(step, map_):
            shift.set_weights([np.eye(6), step * np.eye(6)[map_]])
            _, two, moved = raised.predict_on_batch(IMAGES)
            return numpy(end[1](end[0](moved + two)))[0] @ weights[:, 2] + bias[2]

        alpha = [(score(0.01, k) - score(-0.01, k)) / 0.02 / 16 for k in range(6)]
        maps = inspect.feature_maps(net, IMAGES, "pool")["pool"][0]
        found = inspect.grad_cam(net, IMAGES, 2, layer="pool")
        assert found.shape == (2, 4, 4)
        np.testing.assert_allclose(found[0], np.maximum(maps @ np.array(alpha), 0), rtol=2e-2, atol=1e-3)

    def test_of_a_dense_head(self):
        image = keras.Input((4, 4, 1))
        x = layers.Conv2D(2, 3, padding="same", name="conv")(image)
        model = filled(keras.Model(image, layers.Dense(3)(layers.Flatten()(x))))
        images = RNG.normal(size=(1, 4, 4, 1))
        alpha = model.get_weights()[2].reshape(16, 2, 3)[..., 1].mean(axis=0)
        expected = np.maximum(inspect.feature_maps(model, images, "conv")["conv"] @ alpha, 0)
        np.testing.assert_allclose(inspect.grad_cam(model, images, 1), expected, atol=1e-6)


class TestDeconvolution:
    def test_the_gradients_rule_is_the_gradient(self, net):
        found = inspect.deconvolution(net, IMAGES, "three", 1, relu="gradient")
        part = keras.Model(net.inputs[0], net.get_layer("three").output)
        strongest = numpy(part.predict_on_batch(IMAGES))[..., 1].reshape(2, -1)
        at = strongest.argmax(-1)

        def value(images):
            y = numpy(part.predict_on_batch(images))[..., 1].reshape(2, -1).astype("float64")
            return sum(strongest[i, at[i]] * y[i, at[i]] for i in range(2))

        check_slope(value, IMAGES, found, step=1e-3)

    @pytest.mark.parametrize("form", ["activation", "layer"])
    def test_it_is_unpooling_rectifying_and_transposed_convolution(self, form):
        image, relu = keras.Input((8, 8, 3)), "relu" if form == "activation" else None
        x = image
        for name in ("one", "two"):
            x = layers.Conv2D(4, 3, padding="same", activation=relu, name=name)(x)
            x = x if relu else layers.ReLU(name=f"{name}_relu")(x)
            x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
        model = filled(keras.Model(image, layers.Dense(2, activation="softmax")(layers.Flatten()(x))), seed=3)
        found = inspect.deconvolution(model, IMAGES, "two_pool", [0, 3])

        x, switches, pool = ops.convert_to_tensor(IMAGES), [], blocks.MaxPoolingWithSwitches(2)
        kernels = [model.get_layer(name).get_weights() for name in ("one", "two")]
        for kernel, bias in kernels:
            x, switch = pool(ops.relu(ops.conv(x, kernel, padding="same") + ops.convert_to_tensor(bias)))
            switches.append(switch)
        y, start = numpy(x), np.zeros_like(numpy(x))
        for i, k in enumerate([0, 3]):
            start[i, ..., k] = y[i, ..., k] * (y[i, ..., k] == y[i, ..., k].max())
        r = ops.convert_to_tensor(start)
        for (kernel, _), switch in zip(reversed(kernels), reversed(switches), strict=True):
            r = ops.relu(blocks.Unpooling(2)([r, switch]))
            r = ops.conv_transpose(r, kernel, padding="same")
        assert np.abs(found).max() > 0.01
        np.testing.assert_allclose(found, numpy(r), atol=1e-5)

    def test_rules_one_by_one(self):
        """Units that are on and off, with positive and negative slopes above them, under a ReLU at the top."""
        image = keras.Input((1, 4, 1))
        hidden = layers.Conv2D(3, 1, activation="relu", name="hidden")(image)
        model = keras.Model(image, layers.Conv2D(1, 1, activation="relu", name="top")(hidden))
        weights = np.array([[[[1.0, 1.0, -1.0]]]]), np.zeros(3), np.array([[[[2.0], [-1.0], [3.0]]]]), np.ones(1)
        model.set_weights(weights)
        x = np.float32([0.5, 0.1, 0.2, 0.3]).reshape(1, 1, 4, 1)  # top: 1.5, 1.1, 1.2, 1.3: the first is strongest
        slopes = {
            rule: inspect.deconvolution(model, x, "top", 0, relu=rule)[0, 0, 0, 0] / 1.5
            for rule in ("gradient", "deconvolution", "guided")
        }
        # from above come 2 and -1 to units that are on, and 3 to one that is off, which looks at -x
        assert slopes == pytest.approx({"gradient": 2 - 1, "deconvolution": 2 - 3, "guided": 2})
        hidden = layers.Conv2D(2, 1, activation="relu", name="hidden")(image)
        model = keras.Model(image, layers.Conv2D(1, 1, activation="relu", name="top")(hidden))
        model.set_weights([np.array([[[[1.0, -1.0]]]]), np.zeros(2), np.array([[[[-1.0], [3.0]]]]), np.float32([2])])
        x = np.float32([1, 0.9, 0.8, 0.7]).reshape(1, 1, 4, 1)  # top: 1, 1.1, 1.2, 1.3: the last
        slopes = {
            rule: inspect.deconvolution(model, x, "top", 0, relu=rule)[0, 0, 3, 0] / 1.3
            for rule in ("gradient", "deconvolution", "guided")
        }
        # -1 to the unit that is on, 3 to the one that is off, which looks at -x
        assert slopes == pytest.approx({"gradient": -1, "deconvolution": -3, "guided": 0}, abs=1e-6)

    def test_relu6_and_other_activations(self):
        image = keras.Input((1, 1, 1))
        x = layers.ReLU(max_value=6, name="six")(image)
        model = keras.Model(image, layers.Activation("tanh", name="tanh")(x))
        x = np.full((1, 1, 1, 1), 0.5, "float32")
        for rule in ("deconvolution", "guided"):
            found = inspect.deconvolution(model, x, "tanh", 0, relu=rule).item()
            assert found == pytest.approx(np.tanh(0.5) * (1 - np.tanh(0.5) ** 2), rel=1e-5)


class TestOcclusion:
    @pytest.mark.parametrize(("size", "stride", "batch_size"), [(3, 2, 64), (4, 4, 3), (1, 5, 2), (5, 3, 4)])
    def test_by_brute_force(self, net, size, stride, batch_size):
        found = inspect.occlusion(net, IMAGES[0], 2, size=size, stride=stride, value=0.3, batch_size=batch_size)
        sides = -(-8 // stride)
        assert found.shape == (sides, sides)
        padded = np.pad(IMAGES[0], [(8, 8), (8, 8), (0, 0)])
        for i in range(sides):
            for j in range(sides):
                one = padded.copy()
                middle = [8 + stride * n + stride / 2 for n in (i, j)]  # of the cell, in pixels' edges
                top, left = (int(np.floor(m - size / 2)) for m in middle)
                one[top : top + size, left : left + size] = 0.3
                expected = numpy(net.predict_on_batch(one[None, 8:16, 8:16]))[0, 2]
                assert found[i, j] == pytest.approx(expected, rel=1e-4)

    def test_watches_the_highest_score_and_covers_in_colour(self, net):
        best = numpy(net.predict_on_batch(IMAGES[:1])).argmax()
        found = inspect.occlusion(net, IMAGES[0], size=8, stride=8, value=(0, 0.5, 1))
        covered = np.broadcast_to(np.float32([0, 0.5, 1]), (1, 8, 8, 3))
        assert found.item() == pytest.approx(numpy(net.predict_on_batch(covered))[0, best], rel=1e-4)


class TestMaximise:
    def test_a_linear_model_wants_white_where_its_weights_are_positive(self):
        image = keras.Input((3, 3, 1))
        linear = filled(keras.Model(image, layers.Dense(2, activation="softmax")(layers.Flatten()(image))))
        weights = linear.get_weights()[0].reshape(3, 3, 1, 2)
        found = inspect.maximise(linear, [1, 0], steps=60, rate=0.5, bounds=(-1, 3))
        for image, number in zip(found, (1, 0), strict=True):
            np.testing.assert_allclose(image, np.where(weights[..., number] > 0, 3, -1))

    def test_decay_ends_where_the_slope_and_the_pull_are_equal(self):
        image = keras.Input((3, 3, 1))
        linear = filled(keras.Model(image, layers.Dense(2)(layers.Flatten()(image))))
        slope = linear.get_weights()[0].reshape(3, 3, 1, 2)[..., 0]
        slope = slope / np.sqrt(np.mean(slope**2))
        found = inspect.maximise(linear, [0], steps=100, rate=0.01, decay=0.1)[0]
        # x - 1/2 = (1 - decay) (x - 1/2 + rate * slope)
        np.testing.assert_allclose(found, 0.5 + 0.01 * slope * 0.9 / 0.1, atol=1e-5)

    def test_each_image_raises_its_own_class_and_map(self):
        net, grey = conv_net(), np.full((1, 8, 8, 3), 0.5)
        for layer, f in (
            (None, net.predict_on_batch),
            ("sum", lambda x: inspect.feature_maps(net, x)["sum"].mean((1, 2))),
        ):
            images = inspect.maximise(net, [0, 3], layer, steps=20)
            assert images.shape == (2, 8, 8, 3) and images.min() >= 0 and images.max() <= 1
            values = numpy(f(images))[:, [0, 3]]
            assert (np.diag(values) > numpy(f(grey))[0, [0, 3]] + 0.01).all()
            assert np.abs(images[0] - images[1]).mean() > 0.1

    def test_blur_and_shifts(self, net):
        rough, smooth = (inspect.maximise(net, [1], steps=10, blur=blur)[0] for blur in (0, 1.0))
        assert np.abs(np.diff(smooth, axis=0)).mean() < 0.5 * np.abs(np.diff(rough, axis=0)).mean()
        first, again, other = (inspect.maximise(net, [1], steps=3, jitter=2, seed=seed) for seed in (0, 0, 1))
        np.testing.assert_array_equal(first, again)
        assert not np.allclose(first, other)


def small(*rest, name=None):
    """A convolution, and what comes behind it, on the images."""
    return keras.Sequential(
        [keras.Input((8, 8, 3)), layers.Conv2D(4, 3, activation="relu", name="conv"), *rest], name=name
    )


class TestUnusualNetworks:
    @pytest.mark.parametrize("activation", ["sigmoid", "softmax"])
    def test_a_layer_within_keeps_its_sigmoid(self, activation):
        head = [layers.GlobalAveragePooling2D(), layers.Dense(2)]
        model = filled(small(layers.Conv2D(3, 3, activation=activation, name="gate"), *head))
        found = inspect.deconvolution(model, IMAGES[:1], "gate", 1, relu="gradient")
        value = inspect.feature_maps(model, IMAGES[:1], "gate")["gate"][0, ..., 1]
        at = np.unravel_index(value.argmax(), value.shape)

        def strongest(images):
            y = inspect.feature_maps(model, images, "gate")["gate"][0, ..., 1]
            return value[at] * y[at].astype("float64")

        check_slope(strongest, IMAGES[:1], found)

    def test_maximise_keeps_it_too(self):
        """Of two pixels' sigmoids the steep one counts, in its inputs they are equal."""
        image = keras.Input((1, 2, 1))
        x = layers.Conv2D(1, 1, activation="sigmoid", name="gate")(layers.Rescaling(1.0, [[[0.0], [20.0]]])(image))
        model = keras.Model(image, layers.Dense(2)(layers.Flatten()(x)))
        model.get_layer("gate").set_weights([np.ones((1, 1, 1, 1)), np.zeros(1)])
        left, right = inspect.maximise(model, [0], "gate", steps=5, rate=0.05)[0, 0, :, 0]
        assert left > 0.7 and right == pytest.approx(0.5, abs=0.05)

    @pytest.mark.parametrize("squash", [keras.activations.softmax, ops.softmax, ops.sigmoid, keras.activations.sigmoid])
    def test_a_softmax_as_an_operation_is_left_out(self, squash):
        image = keras.Input((2, 2, 1))
        model = filled(keras.Model(image, squash(layers.Dense(3)(layers.Flatten()(image)))))
        weights = model.get_weights()[0].reshape(2, 2, 1, 3)
        found = inspect.saliency(model, RNG.uniform(size=(1, 2, 2, 1)), 2)
        np.testing.assert_allclose(found[0], weights[..., 2], rtol=1e-5)

    @pytest.mark.parametrize("squash", [layers.Softmax(), ops.softmax])
    def test_a_softmax_as_an_activation_is_left_out(self, squash):
        model = keras.Sequential([keras.Input((2, 2, 1)), layers.Flatten(), layers.Dense(3, activation=squash)])
        weights = filled(model).get_weights()[0].reshape(2, 2, 1, 3)
        found = inspect.saliency(model, RNG.uniform(size=(1, 2, 2, 1)), 2)
        np.testing.assert_allclose(found[0], weights[..., 2], rtol=1e-5)

    def test_a_layer_that_stands_twice_is_refused(self):
        image = keras.Input((8, 8, 3))
        twice = layers.Conv2D(3, 3, padding="same", name="twice")
        x = layers.GlobalAveragePooling2D()(twice(twice(image)))
        model = keras.Model(image, layers.Dense(2)(x), name="shared")
        for call in (inspect.feature_maps, inspect.grad_cam):
            with pytest.raises(ValueError, match="layer 'twice' of 'shared' returns 2 tensors"):
                call(model, IMAGES)
        assert inspect.saliency(model, IMAGES, 0).shape == IMAGES.shape

    @pytest.mark.parametrize("relu", [layers.ReLU(), ops.relu])
    def test_a_relu_as_an_activation_is_caught(self, relu):
        image = keras.Input((8, 8, 3))
        x = layers.Conv2D(4, 3, activation=relu)(image)
        other = layers.ReLU()(layers.Conv2D(4, 3)(image))
        one, two = (filled(keras.Model(image, layers.Dense(2)(layers.Flatten()(y)))) for y in (x, other))
        for rule in ("deconvolution", "guided"):
            found = inspect.saliency(one, IMAGES, 0, relu=rule)
            np.testing.assert_allclose(found, inspect.saliency(two, IMAGES, 0, relu=rule), atol=1e-5)
        assert one.layers[1].activation is relu

    def test_a_network_without_relus_has_the_gradient_alone(self):
        image = keras.Input((8, 8, 3))
        x = layers.Conv2D(4, 3, activation="swish", name="conv")(image)
        model = filled(keras.Model(image, layers.Dense(2)(layers.Flatten()(x)), name="smooth"))
        for call in (
            lambda: inspect.saliency(model, IMAGES, 0, relu="guided"),
            lambda: inspect.deconvolution(model, IMAGES, "conv", 0),
        ):
            with pytest.raises(ValueError, match=r"'smooth' has no ReLU .* relu='gradient'"):
                call()
        assert inspect.deconvolution(model, IMAGES, "conv", 0, relu="gradient").any()

    def test_below_the_first_relu_the_rules_are_one(self, net):
        found = inspect.deconvolution(net, IMAGES, "one_conv", 0)
        np.testing.assert_allclose(found, inspect.deconvolution(net, IMAGES, "one_conv", 0, relu="gradient"))

    @pytest.mark.parametrize("form", ["sequential", "functional"])
    def test_a_network_within_a_network(self, form):
        """The same layers side by side and in a model of their own give the same."""
        base = small(layers.MaxPooling2D(2), layers.Conv2D(3, 2, name="top"), name="base")
        image, scale = keras.Input((8, 8, 3)), layers.Rescaling(3.0)
        average, dense = layers.GlobalAveragePooling2D(), layers.Dense(2, activation="softmax")
        if form == "sequential":
            nested, x = keras.Sequential([base, average, dense]), image
        else:
            x = scale(image)
            nested = keras.Model(image, dense(average(base(x))))
        for layer in base.layers:
            x = layer(x)
        flat = filled(keras.Model(image, dense(average(x))))
        maps = inspect.feature_maps(nested, IMAGES)["base"]
        np.testing.assert_allclose(maps, inspect.feature_maps(flat, IMAGES, "top")["top"], rtol=1e-5)
        for f in (
            lambda model, layer: inspect.grad_cam(model, IMAGES, 1, layer=layer),
            lambda model, layer: inspect.deconvolution(model, IMAGES, layer, 2),
            lambda model, layer: inspect.maximise(model, [1], layer, steps=2),
            lambda model, layer: inspect.saliency(model, IMAGES, 0, relu="guided"),
        ):
            found = f(nested, "base")
            assert found.any()
            np.testing.assert_allclose(found, f(flat, "top"), atol=1e-5)
        with pytest.raises(ValueError, match="no layer 'top'"):
            inspect.grad_cam(nested, IMAGES, layer="top")

    @pytest.mark.parametrize("kind", [layers.LSTM, layers.GRU])
    def test_a_recurrent_layer(self, kind):
        model = filled(small(layers.Reshape((6, 24)), kind(5), layers.Dense(2, activation="softmax")))
        found = inspect.saliency(model, IMAGES, 1) - inspect.saliency(model, IMAGES, 0)
        check_slope(lambda x: np.diff(scores(model, x)).sum(), IMAGES, found)
        assert inspect.saliency(model, IMAGES, 1, relu="guided").any()


def test_occlusion_holds_one_batch_at_a_time():
    image = keras.Input((96, 96, 3))
    model = keras.Model(image, layers.Dense(2)(layers.GlobalAveragePooling2D()(image)))
    picture = np.zeros((96, 96, 3), "float32")
    inspect.occlusion(model, picture, 0, stride=32, batch_size=8)  # compiled
    tracemalloc.start()
    inspect.occlusion(model, picture, 0, batch_size=8)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 200 * picture.nbytes  # of 576 places


def subclass():
    class Own(keras.Model):
        def call(self, x):
            return x

    return Own(name="own")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda net: inspect.saliency(subclass(), IMAGES), "'own' is a Own without a graph"),
        (lambda net: inspect.saliency(keras.Sequential([layers.Dense(2)]), IMAGES), "Sequential without a graph"),
        (lambda net: inspect.saliency(net, IMAGES[0]), r"images of shape \(8, 8, 3\): model 'net' takes \(N, 8"),
        (lambda net: inspect.saliency(net, IMAGES[:, :4]), r"images of shape \(2, 4, 8, 3\)"),
        (lambda net: inspect.saliency(net, IMAGES, 4), "classes=4: must be a number from 0 to 3, or 2 of them"),
        (lambda net: inspect.saliency(net, IMAGES, [0, 1, 2]), r"classes=\[0, 1, 2\]"),
        (lambda net: inspect.saliency(net, IMAGES, 0.5), "classes=0.5"),
        (lambda net: inspect.saliency(net, IMAGES, relu="guide"), "relu='guide': must be one of 'gradient'"),
        (lambda net: inspect.grad_cam(net, IMAGES, layer="pol"), "no layer 'pol': did you mean 'pool'?"),
        (lambda net: inspect.grad_cam(net, IMAGES, layer="average"), "layer 'average' returns no maps"),
        (lambda net: inspect.feature_maps(net, IMAGES, []), "name at least one layer"),
        (lambda net: inspect.deconvolution(net, IMAGES, "two", 6), "maps=6: must be a number from 0 to 5"),
        (lambda net: inspect.occlusion(net, IMAGES[0], size=0), "size=0: must be a whole number"),
        (lambda net: inspect.occlusion(net, IMAGES[0], stride=1.5), "stride=1.5"),
        (lambda net: inspect.maximise(net, [4]), r"numbers=\[4\]: must be a number from 0 to 3"),
        (lambda net: inspect.maximise(net, [0], steps=0), "steps=0"),
        (lambda net: inspect.maximise(net, [0], bounds=(1, 0)), r"bounds=\(1, 0\)"),
        (lambda net: inspect.maximise(net, [0], bounds=(0, np.inf)), "bounds=.*finite"),
        (lambda net: inspect.maximise(net, [0], rate=np.nan), "rate=nan"),
        (lambda net: inspect.maximise(net, [0], blur=np.nan), "blur=nan"),
        (lambda net: inspect.maximise(net, [0], jitter=1.5), "jitter=1.5.*whole"),
        (lambda net: inspect.maximise(net, [0], steps=1.5), "steps=1.5.*whole"),
        (lambda net: inspect.maximise(net, 1), r"numbers=1: must be a list"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(net, call, words):
    with pytest.raises(ValueError, match=words):
        call(net)


def test_refusals_of_other_models():
    image = keras.Input((8, 8, 3))
    two = keras.Model([image, keras.Input((2,))], layers.Flatten()(image), name="two")
    with pytest.raises(ValueError, match="model 'two' has 2 inputs"):
        inspect.saliency(two, IMAGES)
    maps = keras.Model(image, layers.Conv2D(2, 1)(image), name="maps")
    with pytest.raises(ValueError, match=r"model 'maps' returns .* must be scores of classes"):
        inspect.grad_cam(maps, IMAGES)
    by_ops = keras.Model(image, layers.Dense(2)(layers.Flatten()(ops.relu(image))), name="by_ops")
    assert inspect.saliency(by_ops, IMAGES, 0).shape == IMAGES.shape
    with pytest.raises(ValueError, match=r"'by_ops' calls keras\.ops\.relu: relu='guided' needs layers"):
        inspect.saliency(by_ops, IMAGES, 0, relu="guided")
    open_size = keras.Input((None, None, 3))
    any_size = keras.Model(open_size, layers.Dense(2)(layers.GlobalAveragePooling2D()(open_size)), name="any")
    assert inspect.saliency(any_size, IMAGES, 0).shape == IMAGES.shape
    with pytest.raises(ValueError, match="build it with a fixed input_shape"):
        inspect.maximise(any_size, [0])
