"""Real handwritten digits, bundled with scikit-learn: the course's first data set."""

import numpy as np

from course.data.dataset import Dataset

# Both multiples of 64: batches of up to 64 images are then all of one size, and a network is compiled once.
TRAIN, TEST = 1344, 448


def digits(size: int = 32) -> Dataset:
    """1792 handwritten digits, grey, of `size` x `size` pixels: 8 (as published), 16, 28 or 32.

    Published as 8x8 pixels with values 0 … 16; larger ones are interpolated bilinearly. A quarter of the images is
    for the test, drawn once with a fixed seed.
    Raises ValueError for another size.
    Source: E. Alpaydin and C. Kaynak 1998, UCI "Optical recognition of handwritten digits" (its test set).
    """
    if size not in (8, 16, 28, 32):
        raise ValueError(f"size={size!r}: digits come in 8, 16, 28 and 32 pixels")
    from sklearn.datasets import load_digits

    bundle = load_digits()
    images = bundle.images.astype("float32") / 16
    if size > 8:
        from skimage.transform import resize

        images = np.stack([resize(image, (size, size), order=1) for image in images])
    order = np.random.default_rng(0).permutation(len(images))[: TRAIN + TEST]
    x, y = images[order, ..., None], bundle.target[order].astype("int64")
    return Dataset(
        "digits", x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:],
        class_names=tuple("0123456789"),
        source="UCI Optical Recognition of Handwritten Digits (Alpaydin & Kaynak 1998), bundled with scikit-learn",
        licence="CC BY 4.0",
    )  # fmt: skip
