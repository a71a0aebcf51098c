"""Channel shuffle: Zhang, Zhou, Lin, Sun 2017.

"ShuffleNet: an extremely efficient convolutional neural network for mobile devices".
"""

import keras
from keras import layers, ops

from course.blocks.naming import named


@named
def channel_shuffle(x, groups, *, name=None):
    """Deal the channels of each group out to all groups, as cards: what the next grouped convolution reads is mixed.

    Channel i of group j, number j·(C/groups) + i, becomes number i·groups + j.

    Args:
        x: feature maps (N, H, W, C).
        groups: number of groups; divides C.

    Returns feature maps of the same shape.
    Raises ValueError if `groups` does not divide C.
    Source: Zhang et al. 2017, section 3.1 and figure 1c.
    """
    return ChannelShuffle(groups, name=name)(x)


@keras.saving.register_keras_serializable(package="course")
class ChannelShuffle(layers.Layer):
    """Reshape, transpose, reshape; see `channel_shuffle`."""

    def __init__(self, groups, **kwargs):
        super().__init__(**kwargs)
        self.groups = groups

    def build(self, input_shape):
        if self.groups < 1 or input_shape[-1] % self.groups:
            raise ValueError(f"groups={self.groups} must divide the {input_shape[-1]} channels")

    def call(self, x):
        shape = ops.shape(x)
        x = ops.reshape(x, (*shape[:-1], self.groups, shape[-1] // self.groups))
        x = ops.swapaxes(x, -2, -1)
        return ops.reshape(x, shape)

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        return input_shape

    def window(self):
        """Each unit reads its own place."""

    def get_config(self):
        return {**super().get_config(), "groups": self.groups}
