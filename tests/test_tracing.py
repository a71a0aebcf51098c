"""On TensorFlow a training begins sooner: its step is traced once, and its graph is not rewritten."""

import keras
import numpy as np
import pytest

from course import backend

pytestmark = pytest.mark.skipif(backend.name() != "tensorflow", reason="the other backends trace in another way")


def test_a_step_of_ones_own_is_traced_once():
    class Counted(keras.Model):
        traced = 0

        def train_step(self, *batch):
            self.traced += 1
            return super().train_step(*batch)

    image = keras.Input((4,))
    net = Counted(image, keras.layers.Dense(2)(image))
    net.compile("adam", "mse")
    net.fit(np.ones((8, 4)), np.ones((8, 2)), batch_size=4, epochs=2, verbose=0)
    assert net.traced == 1


def test_a_network_without_a_known_input_trains():
    net = keras.Sequential([keras.layers.Dense(2)])
    net.compile("adam", "mse")
    net.fit(np.ones((8, 4)), np.ones((8, 2)), batch_size=4, verbose=0)
    assert int(net.optimizer.iterations) == 2


def test_several_replicas_share_the_optimizer():
    import tensorflow

    with tensorflow.distribute.MirroredStrategy(["CPU:0"]).scope():
        net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
        net.compile("adam", "mse")
    net.fit(np.ones((8, 4)), np.ones((8, 2)), batch_size=4, verbose=0)
    assert net.optimizer.iterations.value.numpy() == 2


def test_graphs_run_as_traced_on_a_cpu():
    import tensorflow

    net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    net.compile("sgd", "mse")
    net.fit(np.ones((8, 4)), np.ones((8, 2)), verbose=0)
    rewritten = not tensorflow.config.optimizer.get_experimental_options().get("disable_meta_optimizer")
    assert rewritten == (backend.devices() != ["cpu:0"])
