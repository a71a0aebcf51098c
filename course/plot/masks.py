"""Images, and the class of each of their pixels, in colours."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from course.plot.figure import BLACK, BLUE, GREEN, LIGHT, ORANGE, canvas, styled

#: Of Okabe & Ito's colours, those first that differ most in grey; the background is the lightest.
COLOURS = (BLUE, ORANGE, BLACK, "#F0E442", "#CC79A7", GREEN, "#56B4E9")


@styled
def masks(images, named, class_names, titles=None, size=1.3, alt=None):
    """Images in a row, and below each one, for every entry of `named`, its pixels in the colours of their classes.

    Args:
        images: (N, H, W, 3) with colours in [0, 1], or (N, H, W, 1).
        named: name of a row -> class numbers (N, H, W), such as what is true and what a network says.
        class_names: name of each class, at most seven; and "background" as the first, if there is one.
        titles: a text above each image, or None.
        size: side of an image in inches.
        alt: alternative text; by default rows and classes.

    Returns a Figure. Raises ValueError for shapes that do not fit, colours above 1, numbers without a name, and too
    many classes.
    """
    images, named = np.asarray(images), {name: np.asarray(mask) for name, mask in named.items()}
    palette, titles = colours(class_names), None if titles is None else list(titles)
    if images.ndim != 4 or any(mask.shape != images.shape[:3] for mask in named.values()):
        shapes = {name: mask.shape for name, mask in named.items()}
        raise ValueError(f"images {images.shape} and masks {shapes}: must be (N, H, W, C) and (N, H, W)")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"{len(images)} images and {len(titles)} titles: must be as many")
    check_range(images)
    for name, mask in named.items():
        if mask.min() < 0 or mask.max() >= len(palette):
            raise ValueError(f"{name} has classes {mask.min()} to {mask.max()}: names are there for {len(palette)}")
    alt = alt or f"{len(images)} images; below, pixels by class: {', '.join(named)}. Classes: {', '.join(class_names)}"
    rows, columns = len(named) + 1, len(images)
    figure, axes = canvas(columns * size + 1.1, rows * size + 0.5, rows, columns, alt, squeeze=False)
    figure.sharp = 1 if images.shape[1] > 64 else 2
    pictures = {"image": images if images.shape[-1] == 3 else np.repeat(images, 3, axis=-1)}
    pictures |= {name: palette[mask] for name, mask in named.items()}
    for row, (name, several) in zip(axes, pictures.items(), strict=True):
        for axis, picture in zip(row, several, strict=True):
            axis.imshow(np.clip(picture, 0, 1))
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
        row[0].set_ylabel(name, rotation=0, ha="right", va="center")
    for axis, title in zip(axes[0], titles or (), strict=False):
        axis.set_title(title)
    handles = [
        Patch(facecolor=colour, edgecolor=BLACK, label=name) for colour, name in zip(palette, class_names, strict=True)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(4, len(handles)) if columns < 5 else 8)
    return figure


def check_range(images):
    """Raise ValueError for colours above 1, but for a rounding; a figure would show them white."""
    if np.max(images, initial=0) > 1.001:
        raise ValueError(f"colours up to {np.max(images)}: must be in [0, 1]; those of 0…255, divide by 255")


def colours(class_names):
    """Red, green and blue of each class (classes, 3); ValueError for more than there are."""
    plain = class_names[1:] if class_names[0] == "background" else class_names
    if len(plain) > len(COLOURS):
        raise ValueError(f"{len(plain)} classes: there are colours for {len(COLOURS)}")
    chosen = COLOURS[: len(plain)] if len(plain) == len(class_names) else (LIGHT, *COLOURS[: len(plain)])
    return np.array([to_rgb(colour) for colour in chosen])
