"""Every network, in its small form, and every block, in half precision."""

import keras
import numpy as np
import pytest
import zoo
from quick import no_random_numbers  # noqa: F401, every test uses it

from course import backend

NETWORKS = zoo.networks()
# All on one backend, a third on each of the others.
FIRST, STEP = {"tensorflow": (0, 1), "jax": (0, 3), "torch": (1, 3)}[backend.name()]


@pytest.fixture(scope="module")
def digests():
    with np.load(zoo.DIGESTS) as stored:
        return dict(stored)


@pytest.mark.parametrize("name", list(NETWORKS)[FIRST::STEP])
def test_mixed_bfloat16(name, digests):
    """Half the digits: the outputs are finite, of the same shape, and near those of single precision."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        net = zoo.randomise(NETWORKS[name]())
        assert any(layer.compute_dtype == "bfloat16" for layer in net.layers)
        assert all("float32" in str(weight.dtype) or "int" in str(weight.dtype) for weight in net.weights)
        outputs = zoo.outputs(net)
    finally:
        keras.config.set_dtype_policy(before)
    found = np.concatenate([zoo.project(y, i, 32) for i, y in enumerate(outputs)])
    wanted = digests[f"{name}/outputs"]
    assert all(np.all(np.isfinite(y)) for y in outputs)
    assert np.linalg.norm(found - wanted) <= 0.2 * np.linalg.norm(wanted)
