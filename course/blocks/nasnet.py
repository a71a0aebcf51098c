"""NASNet-A's cells: Zoph et al. 2018, "Learning transferable architectures for scalable image recognition".

Padding is TensorFlow's, the odd zero at the right and bottom, normalisation has ε = 0.001, and the pools of a
reduction cell see the zeros of the padding: all as in ``keras.applications``. The authors' release pools without them.
"""

from keras import layers

from course.blocks.conv_bn_relu import batch_norm, conv_bn
from course.blocks.convolution import conv
from course.blocks.naming import named


@named
def normal_cell(x, filters, previous=None, *, name=None):
    """Five sums of two operations each, on what the last cell made and on what the one before it made.

    Args:
        x: feature maps (N, H, W, C) of the last cell.
        filters: channels of each operation; even where `previous` is larger than x.
        previous: feature maps of the cell before, (N, H, W, …) or twice that size; None: x stands for them too.

    Returns feature maps (N, H, W, 6 * filters): `previous`, fitted to x, and the five sums.
    Raises ValueError for odd filters where `previous` is larger.
    Source: Zoph et al. 2018, figure 4 left; the fitting of `previous` as in the release.
    """
    p = fit(x if previous is None else previous, x, filters, name=f"{name}_previous")
    h = relu_conv_bn(x, filters, name=f"{name}_input")
    averaged = layers.AveragePooling2D(3, 1, padding="same", name=f"{name}_4_pool")(p)

    sums = [
        (separable(h, filters, 5, name=f"{name}_1_left"), separable(p, filters, 3, name=f"{name}_1_right")),
        (separable(p, filters, 5, name=f"{name}_2_left"), separable(p, filters, 3, name=f"{name}_2_right")),
        (layers.AveragePooling2D(3, 1, padding="same", name=f"{name}_3_pool")(h), p),
        (averaged, averaged),
        (separable(h, filters, 3, name=f"{name}_5_left"), h),
    ]
    sums = [layers.Add(name=f"{name}_{i}")(pair) for i, pair in enumerate(sums, start=1)]
    return layers.Concatenate(name=f"{name}_concat")([p, *sums])


@named
def reduction_cell(x, filters, previous=None, *, name=None):
    """`normal_cell` with strides: half the height and width come out.

    Args:
        x: feature maps (N, H, W, C) of the last cell; H and W in numbers, for the padding of odd ones differs.
        filters: channels of each operation; even where `previous` is larger than x.
        previous: feature maps of the cell before, (N, H, W, …) or twice that size; None: x stands for them too.

    Returns feature maps (N, ⌈H/2⌉, ⌈W/2⌉, 4 * filters): the sums that no other sum has used.
    Raises ValueError for an open size, and for odd filters where `previous` is larger.
    Source: Zoph et al. 2018, figure 4 right; the fitting of `previous` as in the release.
    """
    if None in x.shape[1:3]:
        raise ValueError(f"feature maps of {x.shape[1]} x {x.shape[2]} pixels: a reduction cell needs their size")
    # As in Keras: x takes the place of `previous` as it is, for only separable convolutions read it here.
    p = x if previous is None else fit(previous, x, filters, name=f"{name}_previous")
    h = relu_conv_bn(x, filters, name=f"{name}_input")

    padded = layers.ZeroPadding2D([(side % 2, 1) for side in x.shape[1:3]], name=f"{name}_pad")(h)
    largest = layers.MaxPooling2D(3, 2, name=f"{name}_max_pool")(padded)
    average = layers.AveragePooling2D(3, 2, name=f"{name}_3_pool")(padded)

    one = layers.Add(name=f"{name}_1")(
        [separable(h, filters, 5, 2, name=f"{name}_1_left"), separable(p, filters, 7, 2, name=f"{name}_1_right")]
    )
    two = layers.Add(name=f"{name}_2")([largest, separable(p, filters, 7, 2, name=f"{name}_2_right")])
    three = layers.Add(name=f"{name}_3")([average, separable(p, filters, 5, 2, name=f"{name}_3_right")])
    four = layers.Add(name=f"{name}_4")(
        [two, layers.AveragePooling2D(3, 1, padding="same", name=f"{name}_4_pool")(one)]
    )
    five = layers.Add(name=f"{name}_5")([separable(one, filters, 3, name=f"{name}_5_left"), largest])
    return layers.Concatenate(name=f"{name}_concat")([two, three, four, five])


def separable(x, filters, kernel_size, strides=1, *, name):
    """ReLU, separable convolution, normalisation, all twice; the first convolution strides."""
    for i, step in enumerate((strides, 1), start=1):
        x = layers.ReLU(name=f"{name}_relu{i}")(x)
        x = layers.SeparableConv2D(
            filters, kernel_size, step, padding="same", use_bias=False, name=f"{name}_separable{i}"
        )(x)
        x = batch_norm(x, epsilon=1e-3, name=f"{name}_bn{i}")
    return x


def relu_conv_bn(x, filters, *, name):
    """ReLU, 1x1 convolution, normalisation: brings x to the cell's number of channels."""
    x = layers.ReLU(name=f"{name}_relu")(x)
    return conv_bn(x, filters, 1, epsilon=1e-3, name=name)


def fit(previous, x, filters, *, name):
    """`previous` with the height and width of x and `filters` channels."""
    if previous.shape[1:3] == x.shape[1:3]:
        return previous if previous.shape[-1] == filters else relu_conv_bn(previous, filters, name=name)

    # Half of the channels from every second pixel, half from those one further down and right: none is lost.
    if filters % 2:
        raise ValueError(f"filters={filters}: must be even, for halves of them come from shifted pixels")
    p = layers.ReLU(name=f"{name}_relu")(previous)
    shifted = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"{name}_shift_pad")(p)
    shifted = layers.Cropping2D(((1, 0), (1, 0)), name=f"{name}_shift")(shifted)
    halves = [
        conv(p, filters // 2, 1, 2, name=f"{name}_conv1"),
        conv(shifted, filters // 2, 1, 2, name=f"{name}_conv2"),
    ]
    x = layers.Concatenate(name=f"{name}_concat")(halves)
    return batch_norm(x, epsilon=1e-3, name=f"{name}_bn")
