"""What made images share: real textures, where pixels lie, whether an argument is in range."""

import functools

import numpy as np

TEXTURES = ("brick", "grass", "gravel", "immunohistochemistry")
SOURCE = (
    "made here; textures bundled with scikit-image (brick and gravel: CC0Textures, grass: linolafett, "
    "tissue: Center for Microscopy and Molecular Imaging)"
)
LICENCE = "CC0; tissue: no known copyright restrictions"


def check(name, value, low, high=None):
    """Raise ValueError, naming the argument, unless `value` is an integer from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < low or (high and value > high):
        raise ValueError(f"{name}={value!r}: must be an integer, {low} {f'to {high}' if high else 'or more'}")


def points(size, centre, radius, slope):
    """Where each pixel's middle lies (u, v), seen from `centre`, in units of `radius`, turned to `slope`."""
    row, column = (np.arange(size) + 0.5 - centre[:, None]) / radius
    cosine = 1 / np.sqrt(1 + slope * slope)  # by roots, not by np.cos: its last digit may differ between machines
    sine = slope * cosine
    return cosine * column + sine * row[:, None], cosine * row[:, None] - sine * column


def patch(texture, size, rng):
    """A square cut from a texture at a random place (size, size, 1)."""
    whole = _textures()[texture]
    top, left = rng.integers(0, len(whole) - size + 1, 2)
    return whole[top : top + size, left : left + size, None]


@functools.cache
def _textures():
    """The textures, grey, 128 x 128 pixels each a mean of 4 x 4, stretched to the same range from dark to light."""
    import skimage.data

    def stretched(image):
        sums = image.reshape(128, 4, 128, -1).astype("int64").sum(axis=(1, 3))  # integers: exact in any order
        low, high = np.quantile(sums, (0.02, 0.98), method="nearest")
        return 0.5 + 0.5 * np.clip((sums - low) / (high - low), 0, 1)

    return [stretched(getattr(skimage.data, name)()) for name in TEXTURES]
