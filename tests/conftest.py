"""What all tests share."""

from course import backend  # isort: skip (it sets up the environment, so it comes before Keras)

import keras
import pytest

RUN_ONCE = {"blocks", "measure", "models"}  # folders of tests that build many networks and run each of them once


@pytest.fixture(autouse=True)
def seeded():
    """The same initial weights in each run: a test that fails once fails again."""
    keras.utils.set_random_seed(0)


@pytest.fixture(autouse=True)
def many_networks(request, seeded):
    """Where many networks are built: Keras forgets those of the test before, and JAX compiles in half the time."""
    if not RUN_ONCE & set(request.path.parts):
        yield
        return
    keras.utils.clear_session(free_memory=False)  # a full collection takes longer than most of these tests
    if backend.name() != "jax":
        yield
        return
    import jax

    jax.config.update("jax_disable_most_optimizations", True)  # same numbers
    yield
    jax.config.update("jax_disable_most_optimizations", False)
