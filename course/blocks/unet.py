"""Both sides of the U: Ronneberger, Fischer, Brox 2015, "U-Net", figure 1."""

from keras import layers

from course.blocks.naming import named
from course.blocks.sizes import CropLike


@named
def unet_convs(x, filters, *, padding="valid", name=None):
    """Two 3x3 convolutions with ReLU: layers ``{name}_conv1`` and ``{name}_conv2``.

    Args:
        x: feature maps (N, H, W, C).
        filters: number of output channels.
        padding: "valid" as in the paper, or "same".

    Returns feature maps (N, H - 4, W - 4, filters); (N, H, W, filters) with "same".
    Raises ValueError for another padding.
    Source: Ronneberger et al. 2015, figure 1; weights drawn as in their section 3.
    """
    if padding not in ("valid", "same"):
        raise ValueError(f"padding={padding!r}: must be 'valid', as in the paper, or 'same'")
    for i in (1, 2):
        x = layers.Conv2D(
            filters, 3, padding=padding, activation="relu", kernel_initializer="he_normal", name=f"{name}_conv{i}"
        )(x)
    return x


@named
def unet_down(x, filters, *, padding="valid", name=None):
    """One step of the contracting path: halve the resolution by 2x2 max pooling, then `unet_convs`.

    Returns feature maps (N, H // 2 - 4, W // 2 - 4, filters); (N, H // 2, W // 2, filters) with padding "same".
    Source: Ronneberger et al. 2015, figure 1, left.
    """
    x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
    return unet_convs(x, filters, padding=padding, name=name)


@named
def unet_up(x, skip, filters, *, padding="valid", name=None):
    """One step of the expansive path: double the resolution, put the skipped maps before it, then `unet_convs`.

    Args:
        x: feature maps (N, H, W, C).
        skip: maps of the contracting path at twice the resolution, (N, H', W', D); their middle is taken.
        filters: number of channels of each layer.
        padding: as of `unet_convs`.

    Returns feature maps (N, 2 H - 4, 2 W - 4, filters); (N, 2 H, 2 W, filters) with padding "same".
    Raises ValueError where `skip` is too small.
    Source: Ronneberger et al. 2015, figure 1, right.
    """
    x = layers.Conv2DTranspose(filters, 2, 2, kernel_initializer="he_normal", name=f"{name}_up")(x)
    if padding == "valid":
        skip = CropLike(name=f"{name}_crop")([skip, x])
    x = layers.Concatenate(name=f"{name}_concat")([skip, x])
    return unet_convs(x, filters, padding=padding, name=name)
