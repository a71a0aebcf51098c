"""Images side by side, and the filters of a layer."""

import numpy as np

from course.plot.figure import canvas, styled


@styled
def image_grid(images, titles=None, columns=None, size=1.6, alt=None):
    """Images in rows, each with its title.

    Args:
        images: sequence of (H, W), (H, W, 1) or (H, W, 3). Colours in [0, 1]. Grey is scaled from the image's least
            value to its greatest; where some are negative, zero is mid-grey.
        titles: a text for each, or None.
        columns: images in a row; by default all, up to eight.
        size: side of an image in inches.
        alt: alternative text; by default made of the titles.

    Returns a Figure. Raises ValueError without images, or with as many titles as there are not images.
    """
    images = [np.asarray(image) for image in images]
    images = [image[..., 0] if image.shape[2:] == (1,) else image for image in images]
    if not images or (titles is not None and len(titles) != len(images)):
        raise ValueError(f"{len(images)} images and {len(titles or ())} titles: need at least one, and as many titles")
    columns = columns or min(8, len(images))
    rows = -(-len(images) // columns)
    alt = alt or f"{len(images)} images" + (": " + "; ".join(str(title) for title in titles) if titles else "")
    lines = max((str(title).count("\n") + 1 for title in titles), default=0) if titles else 0
    tall = max(image.shape[0] / image.shape[1] for image in images)
    figure, axes = canvas(
        columns * size, rows * (size * tall + 0.2 * lines + 0.1), rows, columns, alt, squeeze=False
    )  # fmt: skip
    figure.sharp = 1 if max(image.size for image in images) > 64 * 64 else 2  # photographs would double the notebook
    for i, axis in enumerate(axes.flat):
        axis.axis("off")
        if i < len(images):
            most = np.abs(images[i]).max()
            span = {"vmin": -most, "vmax": most} if images[i].min() < 0 else {}
            axis.imshow(np.clip(images[i], 0, 1) if images[i].ndim == 3 else images[i], **span)
            if titles is not None:
                axis.set_title(titles[i])
    return figure


@styled
def filter_bank(w, titles=None, numbers=None, size=1.5, columns=None, alt=None):
    """Filters of a layer in grey: zero is the same grey everywhere, negative darker, positive lighter.

    Each filter is scaled to its own largest weight, so that faint ones show their pattern too.

    Args:
        w: filters (KH, KW, C, filters); each of the C·filters slices is a tile, a row of them for each filter's C
            slices where C > 1.
        titles: a text for each filter, or None.
        numbers: write the weights into the tiles; by default where a filter is no larger than 3x3.
        size: side of a tile in inches.
        columns: tiles in a row where C = 1; by default up to eight.
        alt: alternative text.

    Returns a Figure. Raises ValueError where w has not four axes.
    """
    w = np.asarray(w)
    if w.ndim != 4 or not w.size:
        raise ValueError(f"filters have shape (KH, KW, C, filters), at least one of each, not {w.shape}")
    numbers = max(w.shape[:2]) <= 3 if numbers is None else numbers
    depth, filters = w.shape[2:]
    columns = depth if depth > 1 else columns or min(8, filters)
    tiles = [w[..., c, o] for o in range(filters) for c in range(depth)]
    rows = -(-len(tiles) // columns)
    alt = alt or f"{filters} filters of {w.shape[0]} by {w.shape[1]} weights, {depth} slice(s) each"
    figure, axes = canvas(columns * size, rows * (size + (0.25 if titles else 0)), rows, columns, alt, squeeze=False)
    most = np.abs(w).max(axis=(0, 1, 2))
    for i, axis in enumerate(axes.flat):
        axis.set(xticks=[], yticks=[])
        axis.axis("off" if i >= len(tiles) else "on")
        if i >= len(tiles):
            continue
        axis.spines[:].set_visible(True)
        scaled = tiles[i] / (most[i // depth] or 1)
        axis.imshow(scaled, cmap="gray", vmin=-1.5, vmax=1)
        if titles is not None and i % depth == 0:
            axis.set_title(titles[i // depth])
        for (row, column), weight in np.ndenumerate(tiles[i]) if numbers else ():
            text = f"{round(float(weight), 3) + 0:g}".replace("-", "−")  # + 0: no negative zero
            colour = "white" if scaled[row, column] < -0.4 else "black"
            axis.text(column, row, text, ha="center", va="center", fontsize=9.5, color=colour)
    return figure
