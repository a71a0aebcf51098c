"""Grouped convolution: Krizhevsky, Sutskever, Hinton 2012, "ImageNet classification with deep …", section 3.5."""

from course.blocks.convolution import conv
from course.blocks.naming import named


@named
def grouped_conv(
    x, filters, kernel_size, strides=1, *, groups=2, padding="symmetric", use_bias=True, activation="relu", name=None
):
    """Cut the channels into groups, convolve each by itself, and put the results side by side: one layer, ``{name}``.

    Two groups were two GPUs; ResNeXt made the groups many. Weights and multiply-adds are 1 / `groups` of `conv`'s.

    Args:
        x: feature maps (N, H, W, C).
        groups: groups of channels that do not see each other; divides C and `filters`.
        filters, kernel_size, strides, padding, use_bias, activation: as of `conv`.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters) if padded.
    Raises ValueError for groups that do not divide, and as `conv` does.
    Source: Krizhevsky et al. 2012, section 3.5 and figure 2.
    """
    return conv(
        x, filters, kernel_size, strides, padding=padding, groups=groups, use_bias=use_bias, activation=activation,
        name=name,
    )  # fmt: skip
