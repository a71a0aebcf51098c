"""Every network, in its small form, and every block: the same numbers on every backend, and a healthy graph."""

import keras
import numpy as np
import pytest
import zoo
from quick import no_random_numbers  # noqa: F401, every test uses it
from small_blocks import BLOCKS, NO_BLOCKS

from course import blocks, models

NETWORKS = zoo.networks()


@pytest.fixture(scope="module")
def digests():
    with np.load(zoo.DIGESTS) as stored:
        return dict(stored)


def test_every_network_has_a_small_form_and_every_block_is_there():
    assert set(zoo.SMALL) == set(models.list_models())
    functions = {name for name in blocks.__all__ if name[0].islower()}
    assert {name.split()[0] for name in BLOCKS} == functions - NO_BLOCKS


@pytest.mark.parametrize("name", NETWORKS)
def test_outputs_and_gradients_are_those_of_double_precision(name, digests):
    found = zoo.digest(zoo.spelled_out(name) if name in zoo.SMALL else NETWORKS[name]())
    for key, tolerance in {"outputs": 1e-5, "inputs": 1e-4, "weights": 1e-4}.items():
        wanted = digests[f"{name}/{key}"]
        assert found[key].shape == wanted.shape
        assert np.linalg.norm(found[key] - wanted) <= tolerance * np.linalg.norm(wanted), key
    assert np.linalg.norm(found["outputs"])


@pytest.mark.once
@pytest.mark.parametrize("name", NETWORKS)
def test_the_graph_is_whole(name, monkeypatch):
    made, init = {}, keras.layers.Layer.__init__

    def note(layer, *args, **kwargs):
        made[id(layer)] = (layer, kwargs.get("name"))
        init(layer, *args, **kwargs)

    monkeypatch.setattr(keras.layers.Layer, "__init__", note)
    net = NETWORKS[name]()

    parts = list(net._flatten_layers())
    made.pop(id(net), None)
    made = {key: (layer, given) for key, (layer, given) in made.items() if not isinstance(layer, keras.Model)}
    astray = [layer.name for layer, _ in made.values() if not any(layer is part for part in parts)]
    assert not astray, f"built, but on no path from input to output: {astray}"
    unnamed = [layer.name for layer, given in made.values() if given is None and any(layer is x for x in net.layers)]
    assert not unnamed, f"layers that do not say where they stand: {unnamed}"
    assert net.name and not net.compiled
    shared = [layer.name for layer in net.layers if len(layer._inbound_nodes) > 1]
    assert not shared, f"layers used twice: {shared}"
    assert len({id(weight) for weight in net.weights}) == len(net.weights)
    ends = {id(node) for layer in net.layers for node in layer._outbound_nodes}
    outputs = {tensor._keras_history.operation for tensor in net.outputs}
    dead = [layer.name for layer in net.layers if not layer._outbound_nodes and layer not in outputs]
    assert ends and not dead, f"layers that nothing reads: {dead}"
