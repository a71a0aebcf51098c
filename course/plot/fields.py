"""Receptive fields on a picture, and how much of them counts."""

import numpy as np
from matplotlib.patches import Rectangle

from course.plot.figure import BLACK, BLUE, GREEN, ORANGE, RED, canvas, styled

LOOKS = ((ORANGE, "-"), (BLUE, "--"), (GREEN, "-."), (RED, ":"), (BLACK, "-"))


@styled
def fields_on_image(image, fields, size=4.1, alt=None):
    """Frames of the pixels that units of some layers see, on an image that is faded a little.

    Args:
        image: (H, W), (H, W, 1) or (H, W, 3) in [0, 1].
        fields: name -> ((first row, last row), (first column, last column)), as `ReceptiveField.pixels` gives them; up
            to five.
        size: side of the image in inches.
        alt: alternative text; by default the names and sizes.

    Returns a Figure. Raises ValueError for none or more than five fields.
    """
    if not 1 <= len(fields) <= len(LOOKS):
        raise ValueError(f"{len(fields)} fields: give 1 to {len(LOOKS)}, more cannot be told apart")
    image = np.asarray(image)
    image = np.repeat(image.reshape(*image.shape[:2], -1), 3, axis=-1)[..., :: 3 if image.shape[2:] == (3,) else 1]
    labels = {
        name: f"{name}: {bottom - top + 1} x {right - left + 1}"
        for name, ((top, bottom), (left, right)) in fields.items()
    }
    alt = alt or "Receptive fields in pixels, nested: " + "; ".join(labels.values())
    figure, axis = canvas(size + 2.9, size, alt=alt)
    figure.sharp = 1 if image.shape[0] > 64 else 2
    axis.imshow(0.35 + 0.65 * np.clip(image, 0, 1))
    for (name, ((top, bottom), (left, right))), (colour, dash) in zip(fields.items(), LOOKS, strict=False):
        look = {"edgecolor": colour, "linestyle": dash, "linewidth": 2.6, "fill": False, "label": labels[name]}
        axis.add_patch(Rectangle((left - 0.5, top - 0.5), right - left + 1, bottom - top + 1, **look))
    axis.axis("off")
    axis.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), handlelength=2.6, title="sees, in pixels")
    return figure


@styled
def influence(maps, titles, sides=None, size=2.4, alt=None):
    """Effective receptive fields: how much each pixel counts, from white (not at all) to black (the most).

    Args:
        maps: arrays (H, W), not negative; each is scaled to its own largest value.
        titles: a text for each.
        sides: side of the theoretical field of each in pixels, drawn as a frame in the middle; None for none.
        size: side of a map in inches.
        alt: alternative text.

    Returns a Figure. Raises ValueError where there are not as many titles, or sides, as maps.
    """
    if not len(maps) or len(titles) != len(maps) or (sides is not None and len(sides) != len(maps)):
        raise ValueError(f"{len(maps)} maps, {len(titles)} titles: need at least one, and as many titles and sides")
    alt = alt or "Influence of each pixel on the unit in the middle: " + "; ".join(titles)
    figure, axes = canvas(len(maps) * size + 0.9, size + 0.75, 1, len(maps), alt, squeeze=False)
    for i, axis in enumerate(axes[0]):
        shown = axis.imshow(maps[i] / maps[i].max(), cmap="Greys", vmin=0, vmax=1)
        if sides is not None:
            rows, columns = maps[i].shape
            corner = ((columns - 1) // 2 - sides[i] / 2, (rows - 1) // 2 - sides[i] / 2)
            axis.add_patch(Rectangle(corner, sides[i], sides[i], fill=False, edgecolor=ORANGE, linewidth=2))
        axis.spines[:].set_visible(True)
        axis.set(xticks=[], yticks=[], title=titles[i], xlabel=f"{maps[i].shape[1]} pixels")
    figure.colorbar(shown, ax=axes[0].tolist(), label="influence, of the largest", shrink=0.8, aspect=14)
    return figure
