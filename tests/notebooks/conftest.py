"""What the tests of lessons share."""

import pytest

from course import backend


def pytest_collection_modifyitems(items):
    """A lesson's own checked cells hold its experiments on each backend; other seeds are tried on one of them."""
    if backend.name() == "tensorflow":
        return
    reason = "other seeds are tried on TensorFlow; the lesson's checked cells hold its experiments here"
    for item in items:
        if item.path.parent.name == "notebooks" and item.path.name.startswith("test_nb_"):
            item.add_marker(pytest.mark.skip(reason=reason))
