"""Stochastic depth: Huang, Sun, Liu, Sedra, Weinberger 2016, "Deep networks with stochastic depth"."""

import keras
from keras import layers

from course.blocks.naming import named


@named
def stochastic_depth(x, survival, *, name=None):
    """Let the branch of a residual block live by chance: one layer, see `StochasticDepth`."""
    return StochasticDepth(survival, name=name)(x)


def linear_decay(count, last=0.5):
    """Survival probabilities of `count` residual blocks, from almost 1 at the input down to `last`.

    Block l of L survives with 1 - l / L * (1 - last): with 0.5, three quarters of the blocks, as a mean.

    Raises ValueError unless there is a block, and 0 < last <= 1.
    Source: Huang et al. 2016, equation 4.
    """
    if count < 1 or not 0 < last <= 1:
        raise ValueError(f"count={count}, last={last}: must be at least 1, and in 0 < last <= 1")
    return [1 - block / count * (1 - last) for block in range(1, count + 1)]


@keras.saving.register_keras_serializable(package="course")
class StochasticDepth(layers.Layer):
    """Training drops the whole input, for all examples of the batch at once; at test time it is scaled to the mean.

    The place is before the addition of a residual block, which is then the identity (and its ReLU). A batch draws
    once, as in the paper; EfficientNet and most libraries draw once for each example, and divide by `survival` in
    training so that nothing need be done at test time. What is dropped is computed all the same.

    Args:
        survival: probability that the input is kept, in 0 < survival <= 1.
        seed: whole number that makes the draws repeatable on one backend, or None.

    Raises ValueError for another probability.
    Source: Huang et al. 2016, equations 2 and 5.
    """

    def __init__(self, survival, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not 0 < survival <= 1:
            raise ValueError(f"survival={survival}: must be a probability, 0 < survival <= 1")
        self.survival = survival
        self.seed = seed
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, x, training=False):
        if not training:
            return x * self.survival
        survives = keras.random.uniform((), seed=self.generator) < self.survival
        return x * keras.ops.cast(survives, x.dtype)

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        return input_shape

    def window(self):
        """Each unit reads its own place."""

    def get_config(self):
        return {**super().get_config(), "survival": self.survival, "seed": self.seed}
