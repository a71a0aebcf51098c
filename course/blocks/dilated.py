"""Dilated convolutions: Yu & Koltun 2016, "Multi-scale context aggregation by dilated convolutions"."""

from keras import layers

from course.blocks.naming import named


@named
def dilated_stack(
    x, filters, dilation_rates=(1, 2, 4), *, padding="same", activation="relu", kernel_initializer="he_normal",
    name=None,
):  # fmt: skip
    """3x3 convolutions, one after the other, whose pixels lie farther and farther apart.

    Each adds 2 * rate to the side of the window that a result sees: 3, 7, 15 for rates 1, 2, 4. Resolution stays as it
    is, and each layer has the weights of a 3x3 one.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels of all layers, or a number for each.
        dilation_rates: distances of a window's pixels, one for each layer.
        padding: "same" keeps the size; "valid" loses 2 * rate rows and columns at each layer.
        activation: of each layer.
        kernel_initializer: of each layer.
        name: prefix of the layers ``{name}_1``, ``{name}_2``, …

    Returns feature maps (N, H, W, filters).
    Raises ValueError if a number of filters is missing, or a rate is below 1.
    Source: Yu & Koltun 2016, section 2 and figure 1.
    """
    widths = [filters] * len(dilation_rates) if isinstance(filters, int) else filters
    if len(widths) != len(dilation_rates) or min(dilation_rates, default=0) < 1:
        raise ValueError(
            f"filters={filters}, dilation_rates={dilation_rates}: there must be a number of filters for each rate, "
            "and rates of at least 1"
        )
    for i, (width, rate) in enumerate(zip(widths, dilation_rates, strict=True), start=1):
        x = layers.Conv2D(
            width, 3, padding=padding, dilation_rate=rate, activation=activation,
            kernel_initializer=kernel_initializer, name=f"{name}_{i}",
        )(x)  # fmt: skip
    return x
