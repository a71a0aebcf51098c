"""What all tests share."""

import pytest

from course import backend

RUN_ONCE = {"blocks", "measure", "models"}  # folders of tests that build many networks and run each of them once


@pytest.fixture(autouse=True)
def compile_quickly(request):
    """Let JAX leave out its optimisations where it compiles much and computes little: half the time, same numbers."""
    if backend.name() != "jax" or not RUN_ONCE & set(request.path.parts):
        yield
        return
    import jax

    jax.config.update("jax_disable_most_optimizations", True)
    yield
    jax.config.update("jax_disable_most_optimizations", False)
