"""MNIST and Fashion-MNIST: 28 x 28 grey pixels, ten classes, in the same file format."""

import gzip
import math

import numpy as np

from course.data.dataset import Dataset
from course.data.digits import digits
from course.data.download import fetch
from course.data.stand_in import stand_in

FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
#: Data set -> mirrors, in the order in which they are tried, and the SHA-256 of each of `FILES`.
PUBLISHED = {
    "mnist": (
        ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"),
        (
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    "fashion_mnist": (
        (
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ),
        (
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
}
CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


def mnist() -> Dataset:
    """60,000 handwritten digits for training and 10,000 for the test, (28, 28, 1); a download of 12 MB.

    Where it cannot be downloaded: the bundled digits, in 28 x 28 pixels.
    Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", section III.
    """
    source = "MNIST, Y. LeCun, C. Cortes, C. J. C. Burges, of the NIST's special databases 1 and 3"
    return _load("mnist", tuple("0123456789"), source, "CC BY-SA 3.0")


def fashion_mnist() -> Dataset:
    """60,000 photographs of clothes for training and 10,000 for the test, (28, 28, 1); a download of 31 MB.

    Where it cannot be downloaded: the bundled digits, in 28 x 28 pixels; their classes are digits, not clothes.
    Source: Xiao, Rasul, Vollgraf 2017, "Fashion-MNIST: a novel image dataset for benchmarking machine learning".
    """
    source = "Fashion-MNIST, H. Xiao, K. Rasul, R. Vollgraf (Zalando Research)"
    return _load("fashion_mnist", CLOTHES, source, "MIT")


def _load(name, class_names, source, licence):
    mirrors, digests = PUBLISHED[name]
    try:
        files = [fetch(name, file, digest, mirrors) for file, digest in zip(FILES, digests, strict=True)]
    except ConnectionError as error:
        return stand_in(name, digits(28), error)
    x_train, y_train, x_test, y_test = map(_idx, files)
    return Dataset(
        name, _images(x_train), y_train.astype("int64"), _images(x_test), y_test.astype("int64"),
        class_names=class_names, source=source, licence=licence,
    )  # fmt: skip


def _images(pixels):
    return np.divide(pixels[..., None], 255, dtype="float32")


def _idx(file):
    """Bytes in a gzipped IDX file, as an array: 0, 0, 8 for bytes, the number of axes, their lengths, the bytes."""
    content = gzip.decompress(file)
    shape = np.frombuffer(content, ">u4", count=content[3], offset=4).tolist()
    return np.frombuffer(content, "uint8", count=math.prod(shape), offset=4 + 4 * len(shape)).reshape(shape)
