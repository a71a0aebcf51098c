"""What turns feature maps into scores of classes."""

from keras import layers


def global_average_head(x, classes, activation="softmax", *, dropout=0, name="avg"):
    """Average each map, then one dense layer: layers ``{name}_pool``, ``{name}_dropout`` and ``predictions``.

    Args:
        x: feature maps (N, H, W, C), of any size.
        classes: number of classes.
        activation: of the scores, None for the scores themselves.
        dropout: share of the C averages that training leaves out.

    Returns scores or probabilities (N, classes).
    Source: Lin, Chen, Yan 2013, "Network in network", section 3.2; He et al. 2015, Table 1.
    """
    x = layers.GlobalAveragePooling2D(name=f"{name}_pool")(x)
    if dropout:
        x = layers.Dropout(dropout, name=f"{name}_dropout")(x)
    return layers.Dense(classes, activation=activation, name="predictions", dtype="float32")(x)


def dense_head(x, classes, activation="softmax", *, units=(4096, 4096), dropout=0.5, dropout_first=False, name="fc"):
    """Flatten, dense layers with ReLU and dropout, then the classes: the head of AlexNet and VGG.

    Args:
        x: feature maps (N, H, W, C) of a known size.
        classes: number of classes.
        activation: of the scores, None for the scores themselves.
        units: widths of the hidden layers, ``{name}6``, ``{name}7``, … as the papers count them.
        dropout: share of units that training leaves out, after each hidden layer.
        dropout_first: put each dropout before its layer: the one-tower AlexNet.

    Returns scores or probabilities (N, classes).
    Raises ValueError if H or W is unknown: a dense layer has a weight for each position.
    Source: Krizhevsky et al. 2012, sections 3.5 and 4.2; Simonyan & Zisserman 2014, section 2.1.
    """
    check_sizes(x)
    x = layers.Flatten(name="flatten")(x)
    for i, width in enumerate(units, start=6):
        if dropout_first:
            x = layers.Dropout(dropout, name=f"dropout{i}")(x)
        x = layers.Dense(width, activation="relu", name=f"{name}{i}")(x)
        if not dropout_first:
            x = layers.Dropout(dropout, name=f"dropout{i}")(x)
    return layers.Dense(classes, activation=activation, name="predictions", dtype="float32")(x)


def check_sizes(x):
    """Raise ValueError if H or W of feature maps is open: a dense layer has a weight for each position."""
    if None in x.shape[1:]:
        raise ValueError(
            f"input_shape leaves the image's size open, {tuple(x.shape[1:])} before the head: dense layers need "
            "(H, W, C) in numbers; or give include_top=False"
        )
