"""The context module: Yu & Koltun 2016, "Multi-scale context aggregation by dilated convolutions", Table 1."""

import keras
import numpy as np
from keras import layers, ops

from course.blocks.dilated import dilated_stack
from course.blocks.naming import named

DILATION_RATES = (1, 1, 2, 4, 8, 16, 1)  # layers 1 to 7, 3x3 and truncated at zero; layer 8 is 1x1 and linear
TABLE_1 = {  # output channels of layers 1 to 8, in multiples of those that enter
    "basic": (1, 1, 1, 1, 1, 1, 1, 1),
    "large": (2, 2, 4, 8, 16, 32, 32, 1),
}


@named
def context_module(x, form="basic", *, name=None):
    """Look around each position, up to 33 positions away, without losing resolution: C maps in, C maps out.

    It begins as the identity (on what is not negative), so it can be put behind any network that predicts maps. Sides
    of the windows that its layers see: 3, 5, 9, 17, 33, 65, 67, 67.

    Args:
        x: feature maps (N, H, W, C), C the number of classes.
        form: "basic": C maps throughout, 64 C² weights; "large": up to 32 C in between.
        name: prefix of the layers ``{name}_1`` … ``{name}_8``.

    Returns feature maps (N, H, W, C).
    Raises ValueError for another form.
    Source: Yu & Koltun 2016, section 3 and Table 1. Each layer pads with zeros of its own; the authors' first release
    pads once, by 33 positions, before the first.
    """
    if form not in TABLE_1:
        raise ValueError(f"form={form!r}: must be one of {', '.join(map(repr, TABLE_1))}")
    channels = x.shape[-1]
    *widths, last = [channels * multiple for multiple in TABLE_1[form]]
    identity = MapIdentity(channels)

    x = dilated_stack(x, widths, DILATION_RATES, kernel_initializer=identity, name=name)
    return layers.Conv2D(last, 1, kernel_initializer=identity, name=f"{name}_8")(x)


@keras.saving.register_keras_serializable(package="course")
class MapIdentity(keras.initializers.Initializer):
    """Filters (k, k, A, B) that hand `channels` groups of maps on, the sum of each group unchanged.

    Each of the B maps takes channels / B from every map of its own group of the A. Where a group has several maps,
    small noise elsewhere sets them apart, as nothing else would; with one map to a group it is the identity.

    Args:
        channels: number of groups C; divides A and B.
        noise: standard deviation of the noise, in shares of channels / B.
        seed: of the noise, None for another one each time.

    Raises ValueError if `channels` does not divide A and B.
    Source: Yu & Koltun 2016, equations 4 and 5; they leave the noise open ("much smaller" than channels / B).
    """

    def __init__(self, channels, noise=1e-3, seed=0):
        self.channels, self.noise, self.seed = channels, noise, seed

    def __call__(self, shape, dtype=None):
        height, width, maps_in, maps_out = shape
        if maps_in % self.channels or maps_out % self.channels:
            raise ValueError(f"channels={self.channels}: must divide the {maps_in} maps that enter and the {maps_out}")
        share = self.channels / maps_out
        group_in, group_out = (np.arange(maps) * self.channels // maps for maps in (maps_in, maps_out))
        own = np.zeros(shape, bool)
        own[height // 2, width // 2] = group_in[:, None] == group_out
        if max(maps_in, maps_out) == self.channels:
            return ops.convert_to_tensor(own, dtype or keras.config.floatx())
        noise = np.random.default_rng(self.seed).normal(0, self.noise * share, shape)
        return ops.convert_to_tensor(np.where(own, share, noise), dtype or keras.config.floatx())

    def get_config(self):
        return {"channels": self.channels, "noise": self.noise, "seed": self.seed}
