"""Images with boxes on them: where things are, and where a network says they are."""

import numpy as np
from matplotlib.patches import Rectangle

from course.plot.figure import BLACK, ORANGE, canvas, styled
from course.plot.masks import check_range

LOOKS = ({"edgecolor": "white", "linestyle": "-"}, {"edgecolor": ORANGE, "linestyle": "--"})


@styled
def boxes(images, boxes, titles=None, columns=6, size=1.45, alt=None):
    """Images in rows, each with a box of every kind.

    Args:
        images: (N, H, W, 3), colours in [0, 1], or (N, H, W, 1).
        boxes: name -> boxes (N, 4): centre's column and row, width and height, as shares of the image's sides. One or
            two kinds: the first one's lines are white, the second's orange and dashed.
        titles: a text for each image, or None.
        columns: images in a row.
        size: side of an image in inches.
        alt: alternative text.

    Returns a Figure. Raises ValueError for no images, other numbers of boxes or titles, more kinds, colours above 1 and
    boxes in pixels.
    """
    images, boxes = np.asarray(images), {name: np.asarray(each) for name, each in boxes.items()}
    shapes = {name: each.shape for name, each in boxes.items()}
    if images.ndim != 4:
        raise ValueError(f"images {images.shape}: must be (N, H, W, C)")
    if not len(images) or not 1 <= len(boxes) <= 2 or any(shape != (len(images), 4) for shape in shapes.values()):
        raise ValueError(f"{len(images)} images, boxes {shapes}: must be one or two kinds, (images, 4) each")
    check_range(images)
    for name, each in boxes.items():
        if not np.abs(each).max() <= 2:  # a network's may lie outside
            raise ValueError(f"boxes {name!r} have numbers up to {np.abs(each).max():g}: must be shares of the sides")
    if isinstance(titles, str):
        raise ValueError(f"titles={titles!r}: must be a text for each image")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"{len(images)} images and {len(titles)} titles: must be as many")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    alt = alt or f"{len(images)} images with boxes: {', '.join(boxes)}"
    height, width = images.shape[1:3]
    tall = size * height / width + (0.25 if titles is not None else 0.05)
    figure, axes = canvas(columns * size, rows * tall + 0.3, rows, columns, alt, squeeze=False)
    for i, axis in enumerate(axes.flat):
        axis.axis("off")
        if i >= len(images):
            continue
        axis.imshow(np.clip(images[i], 0, 1), vmin=0, vmax=1)
        for look, each in zip(LOOKS, boxes.values(), strict=False):
            x, y, w, h = each[i] * [width, height, width, height]
            for patch in outlined((x - w / 2 - 0.5, y - h / 2 - 0.5), w, h, look):
                axis.add_patch(patch)
        axis.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
        if titles is not None:
            axis.set_title(titles[i])
    handles = [outlined((0, 0), 1, 1, look) for look, _ in zip(LOOKS, boxes, strict=False)]
    figure.legend(handles, list(boxes), loc="outside lower center", ncols=2)
    return figure


def outlined(corner, width, height, look):
    """A box to be seen on any ground: its line on a wider black one."""
    lines = (BLACK, 3.5), (look["edgecolor"], 1.8)
    return tuple(
        Rectangle(corner, width, height, fill=False, **{**look, "edgecolor": colour, "linewidth": line})
        for colour, line in lines
    )
