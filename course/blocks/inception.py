"""Inception: Szegedy et al. 2014, "Going deeper with convolutions", figures 2 and 3."""

from keras import layers

from course.blocks.naming import named


@named
def naive_inception(x, filters_1x1, filters_3x3, filters_5x5, *, name=None):
    """Windows of three sizes and a max pool side by side: the depth only grows.

    Args:
        x: feature maps (N, H, W, C).
        filters_1x1, filters_3x3, filters_5x5: channels of the three convolutions, each with bias and ReLU.

    Returns feature maps (N, H, W, filters_1x1 + filters_3x3 + filters_5x5 + C).
    Source: Szegedy et al. 2014, figure 2a.
    """
    one = conv_relu(x, filters_1x1, 1, name=f"{name}_1x1")

    three = conv_relu(x, filters_3x3, 3, name=f"{name}_3x3")

    five = conv_relu(x, filters_5x5, 5, name=f"{name}_5x5")

    pool = layers.MaxPooling2D(3, 1, padding="same", name=f"{name}_pool")(x)

    return layers.Concatenate(name=f"{name}_concat")([one, three, five, pool])


@named
def inception(x, filters_1x1, reduce_3x3, filters_3x3, reduce_5x5, filters_5x5, pool_proj, *, name=None):
    """The naive module with 1x1 convolutions that take channels away before the large windows and after the pool.

    Args:
        x: feature maps (N, H, W, C).
        filters_1x1, …, pool_proj: channels of the six convolutions, in the order of Table 1, each with bias and ReLU.

    Returns feature maps (N, H, W, filters_1x1 + filters_3x3 + filters_5x5 + pool_proj).
    Source: Szegedy et al. 2014, figure 2b.
    """
    one = conv_relu(x, filters_1x1, 1, name=f"{name}_1x1")

    three = conv_relu(x, reduce_3x3, 1, name=f"{name}_3x3_reduce")
    three = conv_relu(three, filters_3x3, 3, name=f"{name}_3x3")

    five = conv_relu(x, reduce_5x5, 1, name=f"{name}_5x5_reduce")
    five = conv_relu(five, filters_5x5, 5, name=f"{name}_5x5")

    pool = layers.MaxPooling2D(3, 1, padding="same", name=f"{name}_pool")(x)
    pool = conv_relu(pool, pool_proj, 1, name=f"{name}_pool_proj")

    return layers.Concatenate(name=f"{name}_concat")([one, three, five, pool])


@named
def auxiliary_head(x, classes, activation="softmax", *, filters=128, units=1024, dropout=0.7, name=None):
    """A small classifier half-way up, whose loss brings gradients to the layers below.

    Args:
        x: feature maps (N, H, W, C), at least 5 x 5 pixels; 14 x 14 in the paper.
        classes: number of classes.
        activation: of the scores, None for the scores themselves.
        filters: channels of the 1x1 convolution.
        units: width of the hidden layer.
        dropout: share of the hidden units that training leaves out.

    Returns scores or probabilities (N, classes), of a layer ``{name}_predictions``.
    Raises ValueError if H or W is unknown or less than 5.
    Source: Szegedy et al. 2014, section 5.
    """
    if any(side is None or side < 5 for side in x.shape[1:3]):
        raise ValueError(f"{name}: maps of {tuple(x.shape[1:])}, an auxiliary head needs (H, W, C) of at least 5 x 5")
    x = layers.AveragePooling2D(5, 3, name=f"{name}_pool")(x)
    x = conv_relu(x, filters, 1, name=f"{name}_conv")
    x = layers.Flatten(name=f"{name}_flatten")(x)
    x = layers.Dense(units, activation="relu", name=f"{name}_fc")(x)
    x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    return layers.Dense(classes, activation=activation, name=f"{name}_predictions", dtype="float32")(x)


def conv_relu(x, filters, kernel_size, name):
    """A convolution as all in the paper are: with bias, rectified, of the size of its input."""
    return layers.Conv2D(filters, kernel_size, padding="same", activation="relu", name=name)(x)
