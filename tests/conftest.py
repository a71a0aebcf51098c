"""What all tests share."""

import os

# Two workers on few cores: what one gains by a second thread the other loses, and both wait for the slower one.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")

from course import backend  # isort: skip (it sets up the environment, so it comes before Keras)

from pathlib import Path

import keras
import pytest
import quickest

RUN_ONCE = ("blocks/", "measure/", "models/")  # where many networks are built, and each of them is run once
#: What finds the same on each backend, or what the lessons hold on each of them.
SAME_ON_EACH = (
    "checks/", "data/", "facts/", "plot/", "test_cli.py", "test_package.py", "notebooks/test_notebooks.py",
    "grade/test_batch.py", "grade/test_bundle.py", "grade/test_check.py", "grade/test_dask.py",
    "grade/test_gradebook.py", "grade/test_grader_killed.py", "grade/test_messy.py", "grade/test_rebuild.py",
    "grade/test_release.py", "grade/test_report.py", "grade/test_submissions.py", "grade/test_unsafe.py",
    "grade/test_wire.py", "measure/test_complexity.py", "measure/test_connections.py", "measure/test_counts.py",
    "measure/test_measure_views.py", "measure/test_memory.py", "measure/test_receptive_field.py",
    "models/test_arguments.py", "models/test_references.py", "test_cli_models.py",
)  # fmt: skip


def place(path):
    """Where a test stands, from this folder on; "" for a notebook."""
    here = Path(__file__).parent
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else ""


def pytest_collection_modifyitems(items):
    """What does not depend on the backend runs on one of them."""
    for item in items:
        where = place(item.path)
        home = quickest.FOR_LABS if where.startswith(("grade/", "labs/")) else quickest.ELSE
        if backend.name() != home and (item.get_closest_marker("once") or where.startswith(SAME_ON_EACH)):
            item.add_marker(pytest.mark.skip(reason=f"nothing in it depends on the backend: it runs on {home}"))


@pytest.fixture(autouse=True)
def seeded():
    """The same initial weights in each run: a test that fails once fails again."""
    keras.utils.set_random_seed(0)


@pytest.fixture(autouse=True)
def many_networks(request, seeded):
    """Where many networks are built: Keras forgets those of the test before, and JAX compiles in half the time."""
    if not place(request.path).startswith(RUN_ONCE):
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
