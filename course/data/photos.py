"""A few real photographs, bundled with scikit-image and scikit-learn: something to look at, not to train on."""

import numpy as np

from course.data.dataset import Dataset

NAMES = ("astronaut", "camera", "cat", "coffee", "china", "flower", "rocket")


def photos(size: int = 256) -> Dataset:
    """Seven photographs in colour, cut to their central square and scaled to `size` x `size` pixels.

    ``x_train[i]`` is the photograph ``class_names[i]``; there is no test split (``x_test`` is empty).
    Raises ValueError unless `size` is an integer from 8 to 512.
    """
    if not isinstance(size, int | np.integer) or not 8 <= size <= 512:
        raise ValueError(f"size={size!r}: photographs come in 8 to 512 pixels")
    import skimage.data
    from sklearn.datasets import load_sample_image

    def one(name):
        if name in ("china", "flower"):
            return load_sample_image(f"{name}.jpg")
        return getattr(skimage.data, {"cat": "chelsea"}.get(name, name))()

    x = np.stack([_square(one(name), size) for name in NAMES])
    y = np.arange(len(NAMES))
    return Dataset(
        "photos", x, y, x[:0], y[:0],
        class_names=NAMES,
        source="scikit-image (NASA, L. Varshney, S. van der Walt, R. Michetti, SpaceX); scikit-learn (china by "
        "danielbuechele, flower by vultilion)",
        licence="public domain and CC0; china and flower CC BY 2.0",
    )  # fmt: skip


def _square(image, size):
    from skimage.transform import resize

    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    image = image[top : top + side, left : left + side]
    if image.ndim == 2:
        image = np.repeat(image[..., None], 3, axis=-1)
    return resize(image, (size, size), anti_aliasing=True).astype("float32")
