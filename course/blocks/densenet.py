"""DenseNet's blocks: Huang, Liu, van der Maaten, Weinberger 2017, "Densely connected convolutional networks"."""

from keras import layers

from course.blocks.convolution import conv
from course.blocks.naming import named
from course.blocks.preactivation import bn_relu


@named
def dense_block(x, count, growth_rate, *, bottleneck=True, name=None):
    """Layers that each read what all before them gave, and add `growth_rate` maps to it.

    Args:
        x: feature maps (N, H, W, C).
        count: number of layers.
        growth_rate: maps that each layer adds: the paper's k.
        bottleneck: whether a 1x1 convolution to 4k maps comes before each 3x3: the B of DenseNet-B and -BC.

    Returns feature maps (N, H, W, C + count * growth_rate).
    Raises ValueError for a count or growth rate below 1.
    Source: Huang et al. 2017, figure 1 and section 3.
    """
    if count < 1 or growth_rate < 1:
        raise ValueError(f"count={count}, growth_rate={growth_rate}: must be at least 1")
    for i in range(1, count + 1):
        new = bn_relu(x, name=f"{name}_{i}_1")
        if bottleneck:
            new = conv(new, 4 * growth_rate, 1, name=f"{name}_{i}_1_conv")
            new = bn_relu(new, name=f"{name}_{i}_2")
        new = conv(new, growth_rate, 3, name=f"{name}_{i}_{2 if bottleneck else 1}_conv")

        x = layers.Concatenate(name=f"{name}_{i}_concat")([x, new])
    return x


@named
def transition(x, compression=0.5, *, name=None):
    """Between two dense blocks: a 1x1 convolution to fewer maps, then the mean of each 2x2 pixels.

    Args:
        x: feature maps (N, H, W, C), at least 2 x 2 pixels.
        compression: share of the C maps that go on, 0 < compression <= 1: the paper's θ, the C of DenseNet-BC.

    Returns feature maps (N, ⌊H/2⌋, ⌊W/2⌋, ⌊compression * C⌋).
    Raises ValueError for another compression.
    Source: Huang et al. 2017, section 3, "Pooling layers" and "Compression".
    """
    if not 0 < compression <= 1:
        raise ValueError(f"compression={compression}: must be in 0 < compression <= 1")
    maps = max(1, int(compression * x.shape[-1]))

    x = bn_relu(x, name=name)
    x = conv(x, maps, 1, name=f"{name}_conv")
    return layers.AveragePooling2D(2, name=f"{name}_pool")(x)
