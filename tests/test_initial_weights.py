"""On JAX NumPy draws initial weights: Keras's distributions, and no compilation for each shape."""

import subprocess
import sys

import keras
import numpy as np
import pytest
from scipy import stats

from course import backend, models

pytestmark = pytest.mark.skipif(backend.name() != "jax", reason="the other backends draw without compiling")

SHAPE = (3, 3, 100, 50)
LIMIT = np.sqrt(6 / (9 * 150))
SPREAD = np.sqrt(2 / 900)
DISTRIBUTIONS = {
    "glorot_uniform": stats.uniform(-LIMIT, 2 * LIMIT),
    "he_normal": stats.truncnorm(-2, 2, scale=SPREAD / stats.truncnorm(-2, 2).std()),
    "random_normal": stats.norm(scale=0.05),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_weights_have_keras_distributions(name):
    keras.utils.set_random_seed(1)
    values = keras.ops.convert_to_numpy(keras.initializers.get(name)(SHAPE))
    assert (values.shape, values.dtype) == (SHAPE, np.float32)
    assert stats.kstest(values.ravel()[::9], DISTRIBUTIONS[name].cdf).pvalue > 0.01
    assert values.std() == pytest.approx(DISTRIBUTIONS[name].std(), rel=0.01)
    assert abs(np.corrcoef(values[..., 0].ravel(), values[..., 1].ravel())[0, 1]) < 0.1


def test_a_seed_gives_the_same_weights():
    first, again = (models.lenet5().get_weights() for _ in range(2) if not keras.utils.set_random_seed(5))
    other = models.lenet5().get_weights()
    assert all(map(np.array_equal, first, again))
    assert not np.array_equal(first[0], other[0])
    assert not np.array_equal(first[2].ravel()[:50], first[0].ravel()[:50])


def test_values_have_the_type_that_was_asked_for():
    drawn = keras.initializers.GlorotUniform(seed=0)((4, 4), dtype="bfloat16")
    ones, zeros = (keras.initializers.get(name)((2, 3), dtype="float16") for name in ("ones", "zeros"))
    assert [str(x.dtype) for x in (drawn, ones, zeros)] == ["bfloat16", "float16", "float16"]
    assert (np.asarray(ones) == 1).all() and (np.asarray(zeros) == 0).all()


def test_what_is_computed_of_drawn_values_is_so_still():
    turned = np.asarray(keras.initializers.Orthogonal(seed=0)((6, 6)))
    assert turned.T @ turned == pytest.approx(np.eye(6), abs=1e-5)


def test_nothing_is_compiled_for_a_shape():
    import jax

    models.vgg11(input_shape=(32, 32, 3), classes=5, width=1 / 32)  # what is not for a shape
    compiled = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda event, _, **about: compiled.append(about) if "backend_compile" in event else None
    )
    try:
        models.vgg11(input_shape=(32, 32, 3), classes=7, width=3 / 32)
        built = len(compiled)
        jax.jit(lambda x: x + 23)(np.ones(23))
        listened = len(compiled)
    finally:
        jax.monitoring.clear_event_listeners()
    assert (built, listened > 0) == (0, True), compiled


def test_shapes_are_traced_without_values():
    spec = keras.KerasTensor((None, 10**6))
    layer = keras.layers.Dense(10**6)  # four terabytes
    assert layer.compute_output_spec(spec).shape == (None, 10**6)


def test_whichever_is_loaded_first():
    draw = "print(keras.ops.convert_to_numpy(keras.initializers.GlorotUniform(seed=3)((2, 2))).tolist())"
    first, second = (
        subprocess.run([sys.executable, "-c", f"import {a}\nimport {b}\n{draw}"], capture_output=True, check=True)
        for a, b in [("keras", "course"), ("course", "keras")]
    )
    assert first.stdout and first.stdout == second.stdout
