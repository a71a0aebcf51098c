"""EfficientNet's block: Tan & Le 2019, "EfficientNet: rethinking model scaling for convolutional neural networks"."""

from keras import layers

from course.blocks.inverted_residual import inverted_residual
from course.blocks.naming import named
from course.blocks.squeeze_excite import squeeze_excite


@named
def mbconv(x, filters, strides=1, *, expansion=6, kernel_size=3, drop_path=0, name=None):
    """An inverted residual with swish, and with squeeze and excitation of the wide maps.

    Args:
        x: feature maps (N, H, W, C); a quarter of C are the units between squeeze and excitation.
        filters: number of output channels.
        strides: of the depthwise convolution, in pixels; the odd zero of the padding at the right and bottom.
        expansion: channels in the middle for each that enters.
        kernel_size: side of the depthwise window in pixels, odd.
        drop_path: share of the examples for which training leaves the branch out, where there is a shortcut.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters).
    Source: Tan & Le 2019, section 4; Tan et al. 2019 (MnasNet), figure 7; `drop_path` is the stochastic depth of Huang
    et al. 2016, with one draw for each example, as in the release.
    """
    units = max(1, x.shape[-1] // 4)

    def excite(x, name):
        return squeeze_excite(x, units, activation="swish", use_bias=True, name=name)

    def survive(x, name):
        return layers.Dropout(drop_path, noise_shape=(None, 1, 1, 1), name=name)(x)

    return inverted_residual(
        x, filters, strides, expansion=expansion, kernel_size=kernel_size, activation="swish", before_project=excite,
        before_add=survive if drop_path else None, name=name,
    )  # fmt: skip
