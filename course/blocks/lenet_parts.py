"""Parts of LeNet-5 that nobody builds any more: LeCun, Bottou, Bengio, Haffner 1998, section II.B."""

import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable(package="course")
def scaled_tanh(x):
    r"""Squash a sum: :math:`1.7159 \tanh(\tfrac{2}{3} x)`, which leaves 1 and -1 where they are, for `activation=`.

    Source: LeCun et al. 1998, section II.B, equation 6, and appendix A.
    """
    return 1.7159 * ops.tanh(2 / 3 * x)


@keras.saving.register_keras_serializable(package="course")
class Subsampling(layers.Layer):
    """Add up each window, multiply by a coefficient of the map, add its bias, squash: pooling that learns.

    The windows lie side by side. Coefficients begin as 1 / `pool_size`², with which the sum is an average.

    Args:
        pool_size: side of the window in pixels.
        activation: of what comes out; None for none.

    Feature maps (N, H, W, C) to (N, ⌊H/pool_size⌋, ⌊W/pool_size⌋, C); two weights for each map.
    Source: LeCun et al. 1998, section II.B, layer S2.
    """

    def __init__(self, pool_size=2, activation=scaled_tanh, **kwargs):
        super().__init__(**kwargs)
        self.pool_size, self.activation = pool_size, keras.activations.get(activation)

    def build(self, input_shape):
        average = keras.initializers.Constant(1 / self.pool_size**2)
        self.coefficient = self.add_weight(shape=input_shape[-1:], initializer=average, name="coefficient")
        self.bias = self.add_weight(shape=input_shape[-1:], initializer="zeros", name="bias")

    def call(self, x):
        total = self.pool_size**2 * ops.average_pool(x, self.pool_size, self.pool_size, data_format="channels_last")
        return self.activation(total * self.coefficient + self.bias)

    def compute_output_shape(self, input_shape):
        batch, *sides, channels = input_shape
        return (batch, *(side and side // self.pool_size for side in sides), channels)

    def macs(self, output_shape):
        """Multiply-adds for one example: a product and a sum for each value that comes out."""
        return int(np.prod(output_shape))

    def window(self):
        """Units that a unit reads along each axis, and the step to the next."""
        return {"size": self.pool_size, "stride": self.pool_size}

    def get_config(self):
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "pool_size": self.pool_size, "activation": activation}


@keras.saving.register_keras_serializable(package="course")
class TableConv2D(layers.Layer):
    """Convolution in which a table says which input map each output map reads; there are no other weights.

    Args:
        table: a string for each input map, a character for each output map: "X" where the second reads the first.
        kernel_size: side of the square window in pixels.
        activation: of what comes out; None for none.

    Feature maps (N, H, W, rows) to (N, H - kernel_size + 1, W - kernel_size + 1, columns).
    Raises ValueError for rows of different lengths, a column without X, and maps that are not as many as rows.
    Source: LeCun et al. 1998, section II.B, Table I.
    """

    def __init__(self, table, kernel_size=5, activation=scaled_tanh, **kwargs):
        super().__init__(**kwargs)
        if len({len(row) for row in table}) != 1 or not all("X" in column for column in zip(*table, strict=True)):
            raise ValueError(f"table={table}: rows must be of one length, and each column must have an X")
        self.table, self.kernel_size = tuple(table), kernel_size
        self.activation = keras.activations.get(activation)
        self.connected = np.array([[mark == "X" for mark in row] for row in table])

    def build(self, input_shape):
        if input_shape[-1] != len(self.table):
            raise ValueError(f"table has rows for {len(self.table)} input maps, there are {input_shape[-1]}")
        pairs, window = int(self.connected.sum()), self.kernel_size**2
        limit = np.sqrt(3 * self.connected.shape[1] / (window * pairs))  # variance 1 / inputs of a unit, on average
        uniform = keras.initializers.RandomUniform(-limit, limit)
        shape = (self.kernel_size, self.kernel_size, pairs)
        self.kernel = self.add_weight(shape=shape, initializer=uniform, name="kernel")
        self.bias = self.add_weight(shape=self.connected.shape[1:], initializer="zeros", name="bias")

    def call(self, x):
        # The window of each pair that is connected, and one of zeros for all others.
        windows = ops.pad(self.kernel, [(0, 0), (0, 0), (0, 1)])
        pairs = int(self.connected.sum())
        which = np.full(self.connected.shape, pairs)
        which[self.connected] = np.arange(pairs)
        kernel = ops.take(windows, which, axis=-1)
        return self.activation(ops.conv(x, kernel, data_format="channels_last") + self.bias)

    def compute_output_shape(self, input_shape):
        batch, *sides, _ = input_shape
        return (batch, *(side and side - self.kernel_size + 1 for side in sides), len(self.table[0]))

    def macs(self, output_shape):
        """Multiply-adds for one example: a window's for each pair that is connected, at each place."""
        return int(np.prod(self.kernel.shape) * np.prod(output_shape[:-1]))

    def window(self):
        """Units that a unit reads along each axis."""
        return {"size": self.kernel_size}

    def pairs(self):
        """Number of pairs of maps that are connected."""
        return int(self.connected.sum())

    def get_config(self):
        activation = keras.activations.serialize(self.activation)
        own = {"table": self.table, "kernel_size": self.kernel_size, "activation": activation}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable(package="course")
class RadialBasis(layers.Layer):
    r"""Squared distance from each of some points: :math:`y_i = \sum_j (x_j - w_{ij})^2`, smallest for the right class.

    Args:
        codes: the points w, one for each class: rows of numbers.

    Vectors (N, units) to (N, classes). With ``trainable=False`` the codes stay, otherwise training moves them too.
    Raises ValueError if vectors and codes are not equally long.
    Source: LeCun et al. 1998, section II.B, equation 7.
    """

    def __init__(self, codes, **kwargs):
        super().__init__(**kwargs)
        self.codes = np.asarray(codes, "float32").tolist()

    def build(self, input_shape):
        shape = (len(self.codes), len(self.codes[0]))
        if input_shape[-1] != shape[1]:
            raise ValueError(f"the codes have {shape[1]} values each, the vectors {input_shape[-1]}")
        self.centers = self.add_weight(shape=shape, initializer=self.initial_centers, name="centers")

    def initial_centers(self, shape, dtype=None):
        """The codes as they are given."""
        return ops.convert_to_tensor(self.codes, dtype)

    def call(self, x):
        return ops.sum(ops.square(ops.expand_dims(x, 1) - self.centers), axis=-1)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], len(self.codes))

    def macs(self, output_shape):
        """Multiply-adds for one example: a square and a sum for each value of each code."""
        return len(self.codes) * len(self.codes[0])

    def window(self):
        """Vectors have no places."""

    def pairs(self):
        """Number of pairs of an input value and a class: all."""
        return int(np.prod(self.centers.shape))

    def get_config(self):
        return {**super().get_config(), "codes": self.codes}
