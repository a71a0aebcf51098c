"""Local response normalisation: Krizhevsky, Sutskever, Hinton 2012, section 3.3."""

import keras
from keras import layers, ops

from course.blocks.naming import named


@named
def local_response_norm(x, size=5, *, k=2.0, alpha=1e-4, beta=0.75, divide_alpha=False, name=None):
    """Damp each value by its neighbours in other channels: one layer ``{name}``, see `LocalResponseNormalization`."""
    return LocalResponseNormalization(size, k=k, alpha=alpha, beta=beta, divide_alpha=divide_alpha, name=name)(x)


@keras.saving.register_keras_serializable(package="course")
class LocalResponseNormalization(layers.Layer):
    r"""Divide each value by what the channels beside it show at the same place.

    .. math:: b^i = a^i \Big/ \Big(k + \alpha \sum_{j \in W(i)} (a^j)^2\Big)^\beta

    The window W(i) is channel i and its neighbours, `size` in all, cut at the first and last channel. The paper takes
    alpha as it stands; Caffe and PyTorch divide it by `size`, and have k = 1 by default.

    Args:
        size: number of channels in the window; of an even number the odd one lies before channel i, as in PyTorch.
        k, alpha, beta: the constants of the formula, k positive; those of the paper by default.
        divide_alpha: alpha / `size` in place of alpha.

    Feature maps (N, H, W, C) to maps of the same shape.
    Raises ValueError unless `size` is at least 1 and `k` positive.
    Source: Krizhevsky et al. 2012, section 3.3.
    """

    normalises = True  # which `measure.complexity` counts, where asked to

    def __init__(self, size=5, *, k=2.0, alpha=1e-4, beta=0.75, divide_alpha=False, **kwargs):
        super().__init__(**kwargs)
        if size < 1 or not k > 0:
            raise ValueError(f"size={size}, k={k}: size must be at least 1, k must be positive")
        self.size, self.k, self.alpha, self.beta, self.divide_alpha = size, k, alpha, beta, divide_alpha

    def call(self, x):
        # Half precision has no digits left for k + alpha * sum.
        a = ops.cast(x, keras.backend.result_type(x.dtype, "float32"))
        channels = a.shape[-1]
        beside = [(0, 0)] * (len(a.shape) - 1) + [(self.size // 2, (self.size - 1) // 2)]
        squares = ops.pad(ops.square(a), beside)
        total = sum(squares[..., i : i + channels] for i in range(self.size))

        alpha = self.alpha / self.size if self.divide_alpha else self.alpha
        return ops.cast(a / (self.k + alpha * total) ** self.beta, x.dtype)

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        return input_shape

    def window(self):
        """Each unit reads its own place."""

    def get_config(self):
        constants = {name: getattr(self, name) for name in ("size", "k", "alpha", "beta", "divide_alpha")}
        return {**super().get_config(), **constants}
