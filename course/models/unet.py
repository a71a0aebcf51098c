"""U-Net: Ronneberger, Fischer, Brox 2015, "U-Net: convolutional networks for biomedical image segmentation"."""

from keras import layers

from course import blocks
from course.models.arguments import check_positive, image_input, one_of, scaled
from course.models.registry import register
from course.models.segmentation import pixel_classifier


@register("Ronneberger et al. 2015", "comp541")
def unet(
    input_shape=(572, 572, 1), classes=2, *, padding="valid", depth=4, width=1, classifier_activation="softmax",
    weights=None, name="unet",
):  # fmt: skip
    """Down to a sixteenth of the resolution and up again, with the maps of each level handed across.

    31.0M parameters. Without padding, as in the paper, 572 x 572 pixels become 388 x 388 labels, those of the middle;
    most later releases pad ("same"), so that each pixel gets one, and many normalise batches, which the paper does not.

    Args:
        input_shape: (H, W, C). Sides are four less than a multiple of 2**depth for "valid", and at least 188 pixels
            with four levels; multiples of 2**depth for "same". They may be None, but images have to keep to this.
        classes: number of classes.
        padding: "valid" or "same".
        depth: how many times the resolution is halved.
        width: multiplies all numbers of filters.
        classifier_activation: of the last layer; None for scores without softmax.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, H, W, C) to (N, h, w, classes).
    Raises ValueError for bad arguments, and for sides that pooling would not halve, naming the nearest that it does.
    Source: Ronneberger et al. 2015, figure 1, whose up-convolutions have no ReLU (in the authors' release they have);
    dropout at the end of the contracting path as in section 3.1, one half at its last two levels as in that release.
    """
    one_of("padding", padding, ("valid", "same"))
    check_positive(classes=classes, depth=depth)
    image = image_input(input_shape)
    check_sides(image.shape[1:3], padding, depth)
    filters = [scaled(64 * 2**level, width) for level in range(depth + 1)]

    x, skips = blocks.unet_convs(image, filters[0], padding=padding, name="down0"), []
    for level in range(1, depth + 1):
        skips.append(x)
        x = blocks.unet_down(x, filters[level], padding=padding, name=f"down{level}")
        if level >= depth - 1:
            x = layers.Dropout(0.5, name=f"down{level}_dropout")(x)

    for level in reversed(range(depth)):
        x = blocks.unet_up(x, skips[level], filters[level], padding=padding, name=f"up{level}")

    x = layers.Conv2D(classes, 1, kernel_initializer="he_normal", name="score")(x)
    return pixel_classifier(image, x, name, classifier_activation, weights, crop=False)


def check_sides(sides, padding, depth):
    """Raise ValueError unless every pooling meets an even number of pixels, and some are left at the end."""
    step = 2**depth
    lost = 4 if padding == "valid" else 0
    least = 12 * step - 4 if padding == "valid" else step  # without padding, four pixels are left at the end
    other = " (there is 'same')" if padding == "valid" else ""
    for side in sides:
        if side is not None and (side < least or (side + lost) % step):
            near = max(least, step * round((side + lost) / step) - lost)
            raise ValueError(
                f"input_shape has {side} pixels: with padding={padding!r}{other} and depth={depth} a side must be "
                f"{least} or a multiple of {step} more; the nearest is {near}"
            )
