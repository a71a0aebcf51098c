"""Where in an image something is large, image by image."""

import numpy as np

from course.plot.figure import BLACK, ORANGE, canvas, styled
from course.plot.masks import check_range


@styled
def heat_maps(images, rows, titles=None, outlines=None, size=1.25, alt=None):
    """A row of images, and below it a row of maps for each method: dark is a map's least value, light its greatest.

    Args:
        images: sequence of (H, W), (H, W, 1) or (H, W, 3) in [0, 1].
        rows: name -> a map (h, w) for each image; one that is coarser than its image is shown in larger squares.
        titles: a text above each image, or None.
        outlines: a mask (H, W) for each image, whose border is drawn on image and maps, or None.
        size: side of an image in inches.
        alt: alternative text; by default made of the names and titles.

    Returns a Figure. Raises ValueError without images or rows, where there are not as many maps, titles or outlines as
    images, for colours above 1, and for shapes of images and maps that are none.
    """
    images, titles = [np.asarray(image) for image in images], None if titles is None else list(titles)
    counts = {"images": len(images), **{name: len(maps) for name, maps in rows.items()}}
    counts |= {name: len(each) for name, each in (("titles", titles), ("outlines", outlines)) if each is not None}
    if not images or not rows or len(set(counts.values())) > 1:
        raise ValueError(f"{counts}: give at least one image and one row, and as many of each as there are images")
    for image in images:
        check_range(image)
        if image.ndim not in (2, 3) or image.shape[2:] not in ((), (1,), (3,)):
            raise ValueError(f"an image of shape {image.shape}: must be (H, W), (H, W, 1) or (H, W, 3)")
    for name, maps in rows.items():
        for shape in map(np.shape, maps):
            if len(shape) != 2:
                raise ValueError(f"{name}: a map of shape {shape}, must be (h, w)")
    alt = alt or f"{len(images)} images{': ' + '; '.join(map(str, titles)) if titles else ''}; maps: {', '.join(rows)}"
    lines = max(str(title).count("\n") + 1 for title in titles) if titles else 0
    figure, axes = canvas(
        len(images) * size + 1.3, (len(rows) + 1) * size + 0.22 * lines, len(rows) + 1, len(images), alt, squeeze=False
    )
    for i, image in enumerate(images):
        height, width = image.shape[:2]
        extent = (0, width, height, 0)
        grey = {"cmap": "gray", "vmin": 0, "vmax": 1} if image.shape[2:] != (3,) else {}
        axes[0, i].imshow(np.clip(image.squeeze(), 0, 1), extent=extent, **grey)
        for axis, maps in zip(axes[1:, i], rows.values(), strict=True):
            axis.imshow(np.asarray(maps[i]), cmap="cividis", extent=extent)
        if titles is not None:
            axes[0, i].set_title(titles[i])
        for axis in axes[:, i]:
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
            if outlines is not None:
                inside = np.pad(np.asarray(outlines[i], float), 1)
                places = np.arange(-0.5, width + 1), np.arange(-0.5, height + 1)  # middles of pixels
                axis.contour(*places, inside, [0.5], colors=[BLACK], linewidths=2.2)
                axis.contour(*places, inside, [0.5], colors=[ORANGE], linewidths=1.2)
                axis.set(xlim=(0, width), ylim=(height, 0))
    for axis, name in zip(axes[:, 0], ("image", *rows), strict=True):
        axis.set_ylabel(name, rotation=0, ha="right", va="center")
    return figure
