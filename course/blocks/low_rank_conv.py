"""A filter bank decomposed in space: a column, then a row."""

from course.blocks.convolution import conv
from course.blocks.naming import named


@named
def low_rank_conv(x, filters, kernel_size=3, *, name=None):
    """Convolve down the columns, then along the rows: C → K in 3CK + 3K² weights instead of 9CK.

    Nothing stands between the two, so together they are one convolution, with a kernel of rank `filters` at most in
    place of any kernel: a drop-in for `conv`.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels, K.
        kernel_size: length of the column and of the row in pixels, odd.

    Returns feature maps (N, H, W, filters).
    Raises ValueError for an even kernel.
    Source: Jaderberg, Vedaldi, Zisserman 2014, "Speeding up convolutional neural networks with low rank expansions",
    section 2.1, scheme 2.
    """
    x = conv(x, filters, (kernel_size, 1), name=f"{name}_vertical")
    return conv(x, filters, (1, kernel_size), name=f"{name}_horizontal")
