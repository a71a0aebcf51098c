"""What the layers of a network make of one image."""

import numpy as np

from course.plot.figure import canvas, styled


@styled
def feature_maps(layers, titles=None, shared=True, columns=8, size=0.9, alt=None):
    """A row of maps for each layer: black is the least value, white the greatest.

    Args:
        layers: name -> maps (H, W, C) of one image.
        titles: a text above each column, or None.
        shared: one scale for all maps of a layer; False gives each its own, so that faint ones show their pattern.
        columns: maps shown of a layer, its first ones; the name says how many there are.
        size: side of a map in inches.
        alt: alternative text; by default names and shapes.

    Returns a Figure. Raises ValueError for none, and for what has not three axes.
    """
    layers = {name: np.asarray(maps) for name, maps in layers.items()}
    if not layers or any(maps.ndim != 3 for maps in layers.values()):
        shapes = {name: maps.shape for name, maps in layers.items()}
        raise ValueError(f"layers={shapes}: must be maps (height, width, channels) of one image, at least one layer")
    sizes = {name: " x ".join(map(str, maps.shape)) for name, maps in layers.items()}
    alt = alt or "Feature maps of one image: " + "; ".join(f"{name}, {sizes[name]}" for name in layers)
    columns = min(columns, max(maps.shape[-1] for maps in layers.values()))
    height = len(layers) * size + (0.25 if titles else 0)
    figure, axes = canvas(columns * size + 1.4, height, len(layers), columns, alt, squeeze=False)
    for row, (name, maps) in zip(axes, layers.items(), strict=True):
        for i, axis in enumerate(row):
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(False)
            if i < maps.shape[-1]:
                axis.imshow(maps[..., i], **({"vmin": maps.min(), "vmax": maps.max()} if shared else {}))
        row[0].set_ylabel(f"{name}\n{sizes[name]}", rotation=0, ha="right", va="center")
    for axis, title in zip(axes[0], titles or (), strict=False):
        axis.set_title(title)
    return figure
