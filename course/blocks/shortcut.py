"""Shortcuts of residual blocks, options A, B and C: He, Zhang, Ren, Sun 2015, sections 3.3 and 4.1."""

import keras
from keras import layers, ops

from course.blocks.conv_bn_relu import conv_bn
from course.blocks.naming import named


@named
def shortcut_to(x, filters, strides=1, option="B", *, name=None):
    """Way around a residual block that ends in the block's own shape.

    Args:
        x: feature maps (N, H, W, C) that enter the block.
        filters: channels that leave it.
        strides: of the block, in pixels.
        option: "A": every `strides`-th pixel, zeros for the new channels, no parameters; "B": a 1x1 convolution where
            sizes change; "C": a 1x1 convolution always.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters).
    Raises ValueError for another option, and for option A where channels become fewer.
    Source: He et al. 2015, sections 3.3 and 4.1.
    """
    if option not in ("A", "B", "C"):
        raise ValueError(
            f"shortcut={option!r}: must be 'A' (zeros), 'B' (projection where sizes change) or 'C' (always)"
        )
    changes = strides > 1 or filters != x.shape[-1]
    if option == "C" or (option == "B" and changes):
        return conv_bn(x, filters, 1, strides, name=name)

    if strides > 1:
        x = layers.MaxPooling2D(1, strides, name=f"{name}_subsample")(x)
    if filters != x.shape[-1]:
        x = PadChannels(filters, name=f"{name}_pad")(x)
    return x


@keras.saving.register_keras_serializable(package="course")
class PadChannels(layers.Layer):
    """Append channels of zeros: (N, H, W, C) to (N, H, W, filters).

    Raises ValueError where there are more than `filters` channels already.
    Source: He et al. 2015, section 3.3, option A.
    """

    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.filters = filters

    def build(self, input_shape):
        if input_shape[-1] > self.filters:
            raise ValueError(f"filters={self.filters}: option A cannot take channels away, there are {input_shape[-1]}")

    def call(self, x):
        return ops.pad(x, [(0, 0)] * (len(x.shape) - 1) + [(0, self.filters - x.shape[-1])])

    def macs(self, output_shape):
        return 0

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.filters)

    def window(self):
        """Each unit reads its own place."""

    def get_config(self):
        return {**super().get_config(), "filters": self.filters}
