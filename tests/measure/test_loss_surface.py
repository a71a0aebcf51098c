"""Loss surfaces of networks whose loss can be computed by hand: bowls, saddles, ripples."""

import keras
import numpy as np
import pytest

from course import measure

ONE = np.ones((1, 1), "float32")


def linear(kernel):
    """A dense layer with the given kernel, without bias."""
    kernel = np.asarray(kernel, "float32")
    model = keras.Sequential([keras.Input((len(kernel),)), keras.layers.Dense(kernel.shape[1], use_bias=False)])
    model.set_weights([kernel])
    return model


def classifier():
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((6, 6, 1)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    rng = np.random.default_rng(4)
    model.set_weights([rng.uniform(0.1, 1, w.shape) for w in model.get_weights()])
    return model, rng.normal(size=(8, 6, 6, 1)).astype("float32"), rng.integers(0, 3, 8)


def test_a_plane_of_a_bowl_is_the_bowl():
    model = linear([[1.0], [2.0]])
    x, y = np.array([[1.0, 0.0], [1.0, 1.0]], "float32"), np.array([[1.0], [3.0]], "float32")
    surface = measure.loss_surface(model, x, y, points=5, radius=2, seed=7, loss="mean_squared_error")
    (d,), (e,) = surface.directions
    for i, b in enumerate(surface.alphas):
        for j, a in enumerate(surface.alphas):
            expected = np.mean((x @ (model.get_weights()[0] + a * d + b * e) - y) ** 2)
            assert surface.losses[i, j] == pytest.approx(expected, abs=1e-5), "row: second direction"
    np.testing.assert_allclose(surface.alphas, [-2, -1, 0, 1, 2])
    assert surface.losses[2, 2] == surface.losses.min() == 0


def test_the_middle_is_what_keras_evaluates():
    model, x, y = classifier()
    model.compile(loss="sparse_categorical_crossentropy")
    losses = measure.loss_surface(model, x, y, points=3).losses
    expected = model.evaluate(x, y, verbose=0)
    assert losses[1, 1] == pytest.approx(expected if np.isscalar(expected) else expected[0], rel=1e-4)
    assert len(np.unique(losses)) == losses.size


def test_each_filter_of_a_direction_is_as_long_as_the_models():
    model, x, y = classifier()
    surface = measure.loss_surface(model, x, y, points=3)
    kernel, bias, gamma, beta, mean, variance, dense, offset = surface.directions[0]
    for part, own in ((kernel, model.get_weights()[0]), (dense, model.get_weights()[6])):
        for f in range(own.shape[-1]):
            assert np.linalg.norm(part[..., f]) == pytest.approx(np.linalg.norm(own[..., f]), rel=1e-5)
        assert abs(np.corrcoef(part.ravel(), own.ravel())[0, 1]) < 0.5
    for still in (bias, gamma, beta, mean, variance, offset):
        assert not still.any()


def test_directions_come_from_the_seed():
    model, x, y = classifier()
    first, again, other = (measure.loss_surface(model, x, y, points=3, seed=n).directions[0][0] for n in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)
    noise = np.random.default_rng(0).standard_normal((3, 3, 1, 4))  # the same numbers on every backend
    np.testing.assert_allclose(first / first[0, 0], noise / noise[0, 0], rtol=1e-4)


@pytest.mark.parametrize("interrupted", [False, True])
def test_weights_are_put_back(interrupted):
    model, x, y = classifier()
    before, calls = model.get_weights(), []

    def loss(target, output):
        calls.append(1)
        if interrupted and len(calls) == 3:
            raise KeyboardInterrupt
        return keras.losses.sparse_categorical_crossentropy(target, output)

    if interrupted:
        with pytest.raises(KeyboardInterrupt):
            measure.loss_surface(model, x, y, points=3, loss=loss)
    else:
        measure.loss_surface(model, x, y, points=3, loss=loss)
    assert len(calls) == (3 if interrupted else 9)
    for own, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(own, now)


EYE = np.eye(3, dtype="float32")  # its rows as examples: the outputs are the weights


def steps(weights, count, seed):
    """Random steps as long as the weights of each filter, here of the kernel's only one."""
    noise = np.random.default_rng(seed).standard_normal((count, len(weights)))
    return noise * np.linalg.norm(weights) / np.linalg.norm(noise, axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("loss", "slope"),
    [
        (lambda y, out: y * out[:, 0] ** 2 / 2, lambda y, w: y * w),  # bowls where y > 0, a saddle else
        (lambda y, out: y * keras.ops.sin(40 * out[:, 0]), lambda y, w: 40 * y * np.cos(40 * w)),  # ripples
    ],
)
@pytest.mark.parametrize("y", [[1.0, 1.0, 1.0], [1.0, 4.0, 25.0], [1.0, -9.0, 4.0]])
@pytest.mark.parametrize("radius", [0.05, 0.6])
def test_agreement_of_gradients_known_by_hand(loss, slope, y, radius):
    w, y = np.array([1.0, 0.5, -0.8]), np.array(y)
    here, cosines = slope(y, w), []
    for step in steps(w, 4, seed=9):
        there = slope(y, w + radius * step)
        cosines.append(here @ there / np.linalg.norm(here) / np.linalg.norm(there))
    found = measure.gradient_agreement(
        linear(w[:, None]), EYE, y.astype("float32"), directions=4, radius=radius, seed=9, loss=loss
    )
    assert found == pytest.approx(np.mean(cosines), abs=1e-4)


@pytest.mark.parametrize("steepness", [1e30, 1, 1e-4, 1e-36, 0])
def test_a_slope_without_bends_agrees_with_itself_and_a_plain_with_nothing(steepness):
    model, y = linear([[1.0], [2.0], [-1.0]]), np.zeros(3, "float32")
    found = measure.gradient_agreement(model, EYE, y, radius=5, loss=lambda target, out: steepness * out[:, 0])
    assert found == pytest.approx(1 if steepness else 0)


def test_agreement_is_of_the_network_at_rest_and_leaves_it_so():
    model, x, y = classifier()  # with dropout and batch normalisation
    before = model.get_weights()
    near, far = (measure.gradient_agreement(model, x, y, radius=r) for r in (1e-5, 0.5))
    assert near == pytest.approx(1, abs=1e-3), "no dropout"
    assert far < 0.99
    for own, now in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(own, now)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"points": 4}, "points=4: must be odd"),
        ({"points": 1}, "at least 3"),
        ({"radius": 0}, "radius=0"),
        ({"radius": np.inf}, "radius=inf: must be positive and finite"),
        ({"y": np.zeros((2, 1))}, "1 examples and 2 targets"),
    ],
)
def test_bad_arguments(arguments, words):
    given = {"x": ONE, "y": ONE, "loss": "mean_squared_error"} | arguments
    with pytest.raises(ValueError, match=words):
        measure.loss_surface(linear(ONE), **given)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"directions": 0}, "directions=0: must be at least 1"),
        ({"radius": 0}, "radius=0: must be positive"),
        ({"radius": np.inf}, "radius=inf: must be positive and finite"),
        ({"radius": np.nan}, "radius=nan: must be positive and finite"),
        ({"y": np.zeros((2, 1))}, "1 examples and 2 targets"),
    ],
)
def test_bad_arguments_of_agreement(arguments, words):
    given = {"x": ONE, "y": ONE, "loss": "mean_squared_error"} | arguments
    with pytest.raises(ValueError, match=words):
        measure.gradient_agreement(linear(ONE), **given)
