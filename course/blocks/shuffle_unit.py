"""ShuffleNet's unit: Zhang, Zhou, Lin, Sun 2017.

"ShuffleNet: an extremely efficient convolutional neural network for mobile devices".
"""

from keras import layers

from course.blocks.channel_shuffle import channel_shuffle
from course.blocks.conv_bn_relu import batch_norm, conv_bn, conv_bn_relu
from course.blocks.convolution import depthwise_conv
from course.blocks.naming import named


@named
def shuffle_unit(x, filters, strides=1, *, groups=3, first_groups=None, name=None):
    """A bottleneck of grouped 1x1 convolutions around a depthwise one, with a shuffle between the groups.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels; C for strides of 1, more than C for 2. A quarter of them, rounded up to a
            multiple of `groups`, are in the middle.
        strides: 1: the branch is added to x. 2: it is set beside x, averaged over 3x3 windows.
        groups: of the 1x1 convolutions.
        first_groups: of the first of them, where it differs: 1 where few channels enter.

    Returns feature maps (N, ⌈H/strides⌉, ⌈W/strides⌉, filters).
    Raises ValueError for other strides, filters that do not fit them, and groups that do not divide.
    Source: Zhang et al. 2017, figures 2b and 2c.
    """
    channels = x.shape[-1]
    if strides not in (1, 2):
        raise ValueError(f"strides={strides}: must be 1 or 2")
    if (strides == 1 and filters != channels) or (strides == 2 and filters <= channels):
        raise ValueError(
            f"filters={filters}: {channels} channels enter, so it must be "
            + (f"{channels} with strides=1" if strides == 1 else f"more than {channels} with strides=2")
        )
    middle = -(-filters // (4 * groups)) * groups
    skip = x

    x = conv_bn_relu(x, middle, 1, groups=first_groups or groups, name=f"{name}_1")
    x = channel_shuffle(x, groups, name=f"{name}_shuffle")
    x = depthwise_conv(x, 3, strides, name=f"{name}_2_depthwise")
    x = batch_norm(x, name=f"{name}_2_bn")
    x = conv_bn(x, filters if strides == 1 else filters - channels, 1, groups=groups, name=f"{name}_3")

    if strides == 1:
        x = layers.Add(name=f"{name}_add")([skip, x])
    else:
        skip = layers.ZeroPadding2D(1, name=f"{name}_pool_pad")(skip)
        skip = layers.AveragePooling2D(3, 2, name=f"{name}_pool")(skip)
        x = layers.Concatenate(name=f"{name}_concat")([skip, x])
    return layers.ReLU(name=f"{name}_out")(x)
