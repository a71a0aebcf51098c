"""Memory of activations against a simulation that looks at every tensor at every moment."""

import keras
import numpy as np
import pytest
from keras import layers

from course import measure


def random_net(seed):
    """A network of random branches, what each layer reads, and its outputs by name."""
    rng = np.random.default_rng(seed)
    reads, tensors = {}, {}
    for i in range(int(rng.integers(1, 3))):
        tensors[f"in{i}"] = keras.Input((int(rng.integers(1, 9)),), name=f"in{i}")
        reads[f"in{i}"] = []
    inputs = list(tensors.values())
    for i in range(int(rng.integers(3, 12))):
        name, count = f"n{i}", int(rng.integers(1, 3))
        chosen = [str(key) for key in rng.choice(list(tensors), count, replace=False)] if len(tensors) > 1 else ["in0"]
        if len(chosen) == 1:
            tensors[name] = layers.Dense(int(rng.integers(1, 9)), name=name)(tensors[chosen[0]])
        else:
            tensors[name] = layers.Concatenate(name=name)([tensors[key] for key in chosen])
        reads[name] = chosen
    read = {key for chosen in reads.values() for key in chosen}
    ends = [name for name in tensors if name not in read] or [list(tensors)[-1]]
    ends += [name for name in list(tensors)[len(inputs) :][:1] if name not in ends and seed % 2]  # in the middle, kept
    return keras.Model(inputs, [tensors[name] for name in ends]), reads, ends


@pytest.mark.parametrize("seed", range(12))
def test_peak_against_a_simulation(seed):
    net, reads, ends = random_net(seed)
    found = measure.complexity(net)
    order = [row.name for row in found.rows]
    size = {row.name: row.activations for row in found.rows}
    for name in order:
        assert all(order.index(read) < order.index(name) for read in reads[name])

    def needed(tensor, now):
        """Whether a tensor must be there while layer number `now` runs."""
        later = [order.index(name) for name in order if tensor in reads[name]]
        made = order.index(tensor)
        return made <= now and (made == now or tensor in ends or any(now <= reader for reader in later))

    most = max(sum(size[tensor] for tensor in order if needed(tensor, now)) for now in range(len(order)))
    memory = found.memory(batch=3, bytes_per_number=2)
    assert memory.peak == 3 * 2 * most
    assert memory.activations == 3 * 2 * sum(size.values()) and memory.training_activations == 2 * memory.activations


def chain():
    image = keras.Input((10,))
    x = layers.Dense(30)(image)
    x = layers.BatchNormalization()(x)
    return keras.Model(image, layers.Dense(5)(x))


def test_by_hand():
    memory = measure.complexity(chain()).memory(batch=2)
    assert memory.peak == 2 * 4 * 60 and memory.activations == 2 * 4 * 75
    assert memory.weights == 4 * (330 + 120 + 155) and memory.gradients == 4 * (330 + 60 + 155)
    assert memory.slots == 2 * memory.gradients
    assert memory.inference == memory.weights + memory.peak
    assert memory.training == 4 * (605 + 3 * 545) + 2 * 2 * 4 * 75
    plain = measure.complexity(chain()).memory(slots=0)
    assert plain.slots == 0 and "batch of 1" in str(plain)


def test_frozen_weights_have_no_gradients():
    net = chain()
    net.layers[1].trainable = False
    assert measure.complexity(net).memory().gradients == 4 * (60 + 155)


def test_half_precision():
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        found = measure.complexity(chain())
    finally:
        keras.config.set_dtype_policy(before)
    assert found.memory().activations == 10 * 4 + 65 * 2  # the input is what it is given as
    assert found.memory().weights == 4 * 605 and found.memory(bytes_per_number=4).activations == 4 * 75


def test_an_inner_models_input_is_no_tensor_of_its_own():
    image = keras.Input((10,))
    found = measure.complexity(keras.Model(image, chain()(image)))
    assert found.memory() == measure.complexity(chain()).memory()


@pytest.mark.parametrize("bad", [{"batch": 0}, {"bytes_per_number": -1}, {"slots": -1}])
def test_bad_numbers(bad):
    name, value = next(iter(bad.items()))
    with pytest.raises(ValueError, match=f"{name}={value}"):
        measure.complexity(chain()).memory(**bad)
