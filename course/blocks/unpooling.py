"""Pooling that remembers where, and its way back: Zeiler & Fergus 2013; Noh, Hong, Han 2015."""

from itertools import product

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="course")
class MaxPoolingWithSwitches(layers.Layer):
    """Largest value of each window, and which of the window's pixels it was.

    Args:
        pool_size: side k of the square window in pixels.
        strides: step of the window in pixels, default `pool_size`.

    Call: feature maps (N, H, W, C). Returns values (N, h, w, C) with h = ⌊(H - k) / strides⌋ + 1, and switches
    (N, h, w, C), whole numbers from 0 to k² - 1 that count a window's pixels row by row. Among equal values the first
    wins, and it alone gets the gradient.
    Raises ValueError for sizes below 1, and where the window is larger than the maps.
    Source: Zeiler & Fergus 2013, section 2.1; Noh et al. 2015, section 3.2.
    """

    def __init__(self, pool_size=2, strides=None, **kwargs):
        super().__init__(**kwargs)
        self.pool_size, self.strides = check_window(pool_size, strides)

    def call(self, x):
        self.compute_output_shape(x.shape)  # refuses what is too small
        k, s = self.pool_size, self.strides
        h, w = (self.windows(side) for side in ops.shape(x)[1:3])
        values = switches = None
        for i, j in product(range(k), repeat=2):
            seen = x[:, i : i + (h - 1) * s + 1 : s, j : j + (w - 1) * s + 1 : s]
            if values is None:
                values, switches = seen, ops.zeros_like(seen, dtype="int32")
            else:
                larger = ops.greater(seen, values)
                values = ops.where(larger, seen, values)
                switches = ops.where(larger, i * k + j, switches)
        return values, switches

    def windows(self, side):
        """Number of windows along an axis of `side` pixels."""
        return (side - self.pool_size) // self.strides + 1

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        sides = input_shape[1:3]
        if any(side is not None and side < self.pool_size for side in sides):
            raise ValueError(f"pool_size={self.pool_size}: larger than the maps, which are {sides[0]} x {sides[1]}")
        h, w = (None if side is None else self.windows(side) for side in sides)
        shape = (input_shape[0], h, w, input_shape[3])
        return shape, shape

    def compute_output_spec(self, x):
        values, switches = self.compute_output_shape(x.shape)
        return keras.KerasTensor(values, self.compute_dtype), keras.KerasTensor(switches, "int32")

    def window(self):
        """Units that a unit reads along each axis, and the step to the next."""
        return {"size": self.pool_size, "stride": self.strides}

    def get_config(self):
        return {**super().get_config(), "pool_size": self.pool_size, "strides": self.strides}


@keras.saving.register_keras_serializable(package="course")
class Unpooling(layers.Layer):
    """Put each value back where a `MaxPoolingWithSwitches` found it, and zeros elsewhere.

    Where windows overlap, several may have chosen the same pixel: it gets their mean. So unpooling what has just been
    pooled gives the image's own maxima, as PyTorch's ``MaxUnpool2d`` does, and for other values the result is the same
    on every machine, which PyTorch does not promise.

    Args:
        pool_size, strides: as of the pooling.
        size: (H, W) of the maps that were pooled; by default as much as the windows covered, (h - 1) * strides + k.

    Call: ``[values, switches]``, (N, h, w, C) each. Returns feature maps (N, H, W, C).
    Raises ValueError if the two have different shapes, or `size` has other windows than they.
    Source: Zeiler & Fergus 2013, section 2.1; Noh et al. 2015, section 3.2.1.
    """

    def __init__(self, pool_size=2, strides=None, size=None, **kwargs):
        super().__init__(**kwargs)
        self.pool_size, self.strides = check_window(pool_size, strides)
        self.size = tuple(size) if size else None

    def call(self, inputs):
        values, switches = inputs
        self.compute_output_shape([values.shape, switches.shape])  # refuses what does not fit
        k, s = self.pool_size, self.strides
        reach = -(-k // s)  # along an axis as many windows see a pixel

        total = hits = 0
        for a, b in product(range(reach), repeat=2):
            # Each window fills one block of s x s pixels, (a, b) blocks below and right of its corner.
            inside = [(a * s + i, b * s + j) for i, j in product(range(s), repeat=2)]
            codes = [i * k + j if i < k and j < k else -1 for i, j in inside]
            chosen = ops.equal(ops.expand_dims(switches, -1), ops.convert_to_tensor(codes, "int32"))
            found = ops.where(chosen, ops.expand_dims(values, -1), ops.zeros((), values.dtype))
            shift = [(0, 0), (a * s, (reach - 1 - a) * s), (b * s, (reach - 1 - b) * s), (0, 0)]
            total = total + ops.pad(self.side_by_side(found), shift)
            if reach > 1:
                hits = hits + ops.pad(self.side_by_side(ops.cast(chosen, values.dtype)), shift)
        return self.resize(total / ops.maximum(hits, 1) if reach > 1 else total)

    def side_by_side(self, x):
        """Blocks (N, h, w, C, s * s) as maps (N, h * s, w * s, C)."""
        _, h, w, c, _ = ops.shape(x)
        x = ops.reshape(x, (-1, h, w, c, self.strides, self.strides))
        return ops.reshape(ops.transpose(x, (0, 1, 4, 2, 5, 3)), (-1, h * self.strides, w * self.strides, c))

    def resize(self, x):
        """Cut off what no window covers, or fill up with zeros, to the size that was pooled."""
        margin = self.pool_size - self.strides * -(-self.pool_size // self.strides)  # ≤ 0
        covered = [side + margin for side in ops.shape(x)[1:3]]
        height, width = self.size or covered
        x = x[:, : covered[0], : covered[1]]
        return ops.pad(x, [(0, 0), (0, height - covered[0]), (0, width - covered[1]), (0, 0)]) if self.size else x

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        values, switches = input_shape
        if tuple(values) != tuple(switches):
            raise ValueError(f"values {tuple(values)} and switches {tuple(switches)} must have the same shape")
        k, s = self.pool_size, self.strides
        covered = [None if side is None else (side - 1) * s + k for side in values[1:3]]
        for side, known in zip(self.size or (), covered, strict=False):
            if known is not None and not known <= side < known + s:
                raise ValueError(f"size={self.size}: windows of {k} every {s} pixels cover {covered[0]} x {covered[1]}")
        return (values[0], *(self.size or covered), values[3])

    def window(self):
        """The pooling's, the other way round."""
        return {"size": self.pool_size, "stride": self.strides, "transposed": True}

    def get_config(self):
        config = {"pool_size": self.pool_size, "strides": self.strides, "size": self.size}
        return {**super().get_config(), **config}


def check_window(pool_size, strides):
    """Return both, `strides` filled in; raise ValueError unless they are positive."""
    strides = pool_size if strides is None else strides
    if pool_size < 1 or strides < 1:
        raise ValueError(f"pool_size={pool_size}, strides={strides}: must be at least 1 pixel")
    return pool_size, strides
