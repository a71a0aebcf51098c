"""Wide residual block: Zagoruyko & Komodakis 2016, "Wide residual networks"."""

from course.blocks.naming import named
from course.blocks.preactivation import preactivation


@named
def wide(x, filters, strides=1, *, factor=10, dropout=0, activated=False, name=None):
    """A pre-activation block with `factor` times as many filters, and dropout between its convolutions.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels of the narrow block.
        strides: of the first convolution, in pixels.
        factor: the paper's k: how much wider than the narrow block.
        dropout: share of the activations between the convolutions that training leaves out; the paper's 0.3.
        activated: whether x comes from a ReLU, as of `preactivation`.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, factor * filters).
    Source: Zagoruyko & Komodakis 2016, figure 1c, and 1d with dropout.
    """
    return preactivation(x, factor * filters, strides, activated=activated, dropout=dropout, name=name)
