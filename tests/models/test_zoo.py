"""Every network, in its small form: the same numbers on every backend, and a healthy graph."""

import keras
import numpy as np
import pytest
import zoo

from course import models


@pytest.fixture(scope="module")
def digests():
    with np.load(zoo.DIGESTS) as stored:
        return dict(stored)


def test_every_network_has_a_small_form():
    assert set(zoo.SMALL) == set(models.list_models())


@pytest.mark.parametrize("name", zoo.SMALL)
def test_outputs_and_gradients_are_those_of_double_precision(name, digests):
    keras.utils.clear_session()
    found = zoo.digest(zoo.small(name))
    for key, tolerance in {"outputs": 1e-5, "inputs": 1e-4, "weights": 1e-4}.items():
        wanted = digests[f"{name}/{key}"]
        assert found[key].shape == wanted.shape
        assert np.linalg.norm(found[key] - wanted) <= tolerance * np.linalg.norm(wanted), key
