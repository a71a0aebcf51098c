"""A random layer that can be trained through: Kingma & Welling 2014, "Auto-encoding variational Bayes"."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="course")
class Sampling(layers.Layer):
    """Draw codes from Gaussians, and ask, by a loss of the layer's own, that these be near to the standard one.

    In training the code is mean + standard deviation * noise, so that gradients reach both; otherwise it is the mean.
    The loss is the Kullback-Leibler divergence from N(0, 1), summed over the code, averaged over the batch.

    Args:
        kl_weight: factor of the loss.
        seed: of the noise, None for another one each time.

    Call: ``[mean, log_variance]``, (N, J) each. Returns codes (N, J).
    With mixed precision give it, and what it reads, ``dtype="float32"``: a sum of squares soon leaves half precision.
    Source: Kingma & Welling 2014, section 2.4 and appendix B.
    """

    def __init__(self, kl_weight=1.0, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.kl_weight, self.seed = kl_weight, seed
        self.noise = keras.random.SeedGenerator(seed)

    def call(self, inputs, training=False):
        mean, log_variance = inputs
        divergence = ops.sum(ops.square(mean) + ops.exp(log_variance) - 1 - log_variance, axis=-1) / 2
        self.add_loss(self.kl_weight * ops.mean(divergence))
        if not training:
            return mean
        noise = keras.random.normal(ops.shape(mean), dtype=mean.dtype, seed=self.noise)
        return mean + ops.exp(log_variance / 2) * noise

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        return input_shape[0]

    def window(self):
        """Each unit reads its own place."""

    def get_config(self):
        return {**super().get_config(), "kl_weight": self.kl_weight, "seed": self.seed}
