"""Networks built without weights: counted as ever, and no good for anything else."""

import keras
import numpy as np
import pytest
from keras import layers

from course import measure, models


def built_without():
    with measure.without_weights():
        return models.vgg16(input_shape=(32, 32, 3), classes=10)


def test_counts_are_those_of_the_real_network():
    net, real = built_without(), models.vgg16(input_shape=(32, 32, 3), classes=10)
    assert measure.complexity(net) == measure.complexity(real)
    assert measure.complexity(net).memory() == measure.complexity(real).memory()


def test_no_weight_has_a_value():
    net = built_without()
    with keras.StatelessScope():  # on leaving, gives values to the weights that wait for some
        pass
    assert all(weight._value is None for weight in net.weights)


def test_running_and_loading_say_why_they_cannot(tmp_path):
    net = built_without()
    said = "was built inside measure.without_weights"
    for run in (net, lambda x: net.predict(x, verbose=0)):
        with pytest.raises(Exception, match=said):
            run(np.zeros((1, 32, 32, 3), "float32"))
    with pytest.raises(ValueError, match=said):
        net.get_weights()
    real = models.lenet5()
    with measure.without_weights():
        other = models.lenet5()
        with pytest.raises(ValueError, match=said):
            other.set_weights(real.get_weights())
        with pytest.raises(ValueError, match=said):
            other(np.zeros((1, 32, 32, 1), "float32"))
    with pytest.raises(ValueError, match=said):
        other.set_weights(real.get_weights())


def test_what_comes_after_is_whole_again():
    built_without()
    with pytest.raises(KeyError), measure.without_weights():
        layers.Dense(3).build((None, 2))
        raise KeyError
    net = keras.Sequential([keras.Input((2,)), layers.Dense(3)])
    assert np.any(net.get_weights()[0])


def test_layers_that_trace_their_shape_still_do():
    class Traced(layers.Layer):
        def build(self, shape):
            self.kernel = self.add_weight((shape[-1], 5))

        def call(self, x):
            return keras.ops.matmul(x, self.kernel)

        def macs(self, output_shape):
            return int(np.prod(self.kernel.shape)) * output_shape[0]

    with measure.without_weights():
        steps = keras.Input((None, 4))
        net = keras.Model(steps, Traced()(steps))
    assert measure.macs(net, (7, 4)) == 7 * 20  # traced again, outside
