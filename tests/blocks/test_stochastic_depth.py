"""Stochastic depth: whole batches by chance in training, their mean at test time."""

import keras
import numpy as np
import pytest
import reference as ref

from course import backend, blocks


def draws(layer, x, count):
    return [keras.ops.convert_to_numpy(layer(x, training=True)) for _ in range(count)]


def test_a_batch_survives_whole_or_not_at_all_and_the_mean_is_that_of_test_time():
    layer = blocks.StochasticDepth(0.7, seed=1)
    x = np.random.default_rng(0).normal(size=(3, 2, 2, 4)).astype("float32")
    outputs = draws(layer, x, 600)
    kept = np.array([np.any(y) for y in outputs])
    assert all(np.array_equal(y, x if k else np.zeros_like(x)) for y, k in zip(outputs, kept, strict=True))
    tested = keras.ops.convert_to_numpy(layer(x, training=False))
    np.testing.assert_allclose(tested, 0.7 * x, rtol=1e-6)
    # 600 draws of probability 0.7 deviate by 0.019; four times that is never seen
    np.testing.assert_allclose(np.mean(outputs, axis=0), tested, atol=4 * 0.019 * np.abs(x).max())
    assert 0.7 - 0.075 < kept.mean() < 0.7 + 0.075


def test_a_seed_repeats_the_draws():
    x = np.ones((1, 1), "float32")
    first, again, other = (np.ravel(draws(blocks.StochasticDepth(0.5, seed=s), x, 40)) for s in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_what_is_dropped_gets_no_gradient():
    image = keras.Input((4,))
    branch = keras.layers.Dense(4, name="branch")(image)
    gated = blocks.StochasticDepth(0.5, seed=0, name="gate")(branch)
    model = keras.Model(image, keras.layers.Add(name="add")([image, gated]))
    x = ref.maps(model)
    seen = set()
    for _ in range(12):
        outputs, _, by_weight = backend.gradients(model, x, lambda y: keras.ops.sum(y * y), training=True)
        alive = [bool(np.any(g)) for g in by_weight]
        assert all(alive) or not any(alive)
        if not any(alive):
            np.testing.assert_allclose(outputs[0], x, rtol=1e-6)
        seen.add(alive[0])
        model(x, training=True)  # the gradients above leave the state as it is; this draws, and moves on
    assert seen == {True, False}


def test_linear_decay_keeps_three_quarters_of_the_blocks():
    decay = blocks.linear_decay(54)
    assert decay[-1] == 0.5 and decay[0] == pytest.approx(1 - 0.5 / 54)
    np.testing.assert_allclose(np.diff(decay), -0.5 / 54)
    assert sum(decay) == pytest.approx(0.75 * 54 - 0.25)  # the paper's section 3: about 40 of 54
    assert blocks.linear_decay(3, last=1) == [1, 1, 1]


def test_survives_its_config_and_half_precision():
    layer = blocks.StochasticDepth(0.25, seed=5, name="gate")
    again = blocks.StochasticDepth.from_config(layer.get_config())
    assert (again.survival, again.seed, again.name) == (0.25, 5, "gate")
    x = keras.ops.ones((2, 3), dtype="bfloat16")
    half = blocks.StochasticDepth(0.5, dtype="mixed_bfloat16")
    for training in (True, False):
        assert keras.backend.standardize_dtype(half(x, training=training).dtype) == "bfloat16"


@pytest.mark.parametrize("survival", [0, -0.1, 1.01])
def test_no_other_probability(survival):
    with pytest.raises(ValueError, match=f"survival={survival}: must be a probability"):
        blocks.stochastic_depth(keras.Input((2,)), survival)


@pytest.mark.parametrize("arguments", [(0,), (3, 0), (3, 1.5)])
def test_no_other_decay(arguments):
    with pytest.raises(ValueError, match=f"count={arguments[0]}, last="):
        blocks.linear_decay(*arguments)
