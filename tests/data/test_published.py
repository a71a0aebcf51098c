"""MNIST, Fashion-MNIST and CIFAR-10: small sets in the true formats, from a local server; and their stand-ins."""

import gzip
import hashlib
import importlib.util
import io
import struct
import tarfile
import warnings
from pathlib import Path

import numpy as np
import pytest

from course import data
from course.data import cifar10, mnist

RNG = np.random.default_rng(3)
TRAIN = RNG.integers(0, 256, (30, 28, 28), "uint8"), np.arange(30, dtype="uint8") % 10
TEST = RNG.integers(0, 256, (20, 28, 28), "uint8"), np.arange(20, dtype="uint8")[::-1] % 10


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def idx(array):
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return gzip.compress(head + array.tobytes())


@pytest.fixture
def small(server, cache, monkeypatch):
    """Publish small sets of both kinds on the local server, to be had from a mirror that behaves in `manners`."""

    def publish(name, *manners):
        files = dict(zip(mnist.FILES, map(idx, (*TRAIN, *TEST)), strict=True))
        server.files |= files
        digests = tuple(map(sha256, files.values()))
        monkeypatch.setitem(mnist.PUBLISHED, name, (server.mirrors(*manners), digests))
        return digests

    return publish


@pytest.mark.parametrize(("name", "first"), [("mnist", "0"), ("fashion_mnist", "T-shirt/top")])
def test_mnist_in_its_own_format(small, kept, name, first):
    small(name, "missing", "good")
    for _ in range(2):  # from the server, then from the cache
        got = data.load(name)
        np.testing.assert_array_equal(got.x_train, TRAIN[0][..., None].astype("float32") / 255)
        np.testing.assert_array_equal(got.x_test, TEST[0][..., None].astype("float32") / 255)
        np.testing.assert_array_equal(got.y_train, TRAIN[1])
        np.testing.assert_array_equal(got.y_test, TEST[1])
        assert got.x_train.dtype == np.float32 and got.y_test.dtype == np.int64
        assert got.name == name and got.class_names[0] == first and len(got.class_names) == 10
    assert set(kept()) == {f"{name}/{file}" for file in mnist.FILES}


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_one_bad_file_of_four_and_the_whole_set_stands_aside(small, monkeypatch, capsys, name):
    good = small(name, "good")
    mirrors = mnist.PUBLISHED[name][0]
    monkeypatch.setitem(mnist.PUBLISHED, name, (mirrors, (*good[:3], sha256(b"what was published"))))
    got, digits = data.load(name), data.load("digits", size=28)
    said = capsys.readouterr().out
    assert said.startswith(f"{name} could not be downloaded (127.0.0.1: ") and said.count("\n") == 1
    assert "In its place: digits, 1344 training and 448 test images of shape (28, 28, 1)." in said
    np.testing.assert_array_equal(got.x_train, digits.x_train)
    assert got.name == f"digits in place of {name}" and got.licence == digits.licence
    assert got.x_test.shape == (448, 28, 28, 1) and len(got.class_names) == 10


def pickle_of_python_2(rows, labels):
    """A dict of an array of bytes and of a list of numbers, as Python 2.7 and the NumPy of 2009 wrote them."""

    def text(content):
        return b"U" + bytes([len(content)]) + content

    shape = b"K" + bytes([len(rows)]) + b"M\x00\x0c\x86"
    dtype = b"cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R(K\x03" + text(b"|") + b"NNN" + 2 * b"J\xff\xff\xff\xff"
    empty = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + text(b"b") + b"\x87R"
    pixels = b"T" + struct.pack("<I", rows.nbytes) + rows.tobytes()
    array = empty + b"(K\x01" + shape + dtype + b"K\x00tb" + b"\x89" + pixels + b"tb"
    numbers = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    return b"\x80\x02}(" + text(b"data") + array + text(b"labels") + numbers + b"u."


def archive_of(batches):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        others = {"batches.meta": b"not a batch", "readme.html": b"<p>"}
        for name, content in (others | batches).items():
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


def test_cifar10_in_its_own_format(server, cache, monkeypatch):
    images = RNG.integers(0, 256, (24, 32, 32, 3), "uint8")
    labels = np.arange(24) % 10
    rows = np.stack([np.concatenate([image[..., colour].ravel() for colour in range(3)]) for image in images])
    names = ["test_batch", *(f"data_batch_{i}" for i in (3, 1, 2, 5, 4))]  # not in the order of reading
    place = {"test_batch": slice(20, 24)} | {f"data_batch_{i}": slice(4 * i - 4, 4 * i) for i in range(1, 6)}
    archive = archive_of({name: pickle_of_python_2(rows[place[name]], labels[place[name]]) for name in names})
    server.files[cifar10.FILE] = archive
    monkeypatch.setattr(cifar10, "SHA256", sha256(archive))
    monkeypatch.setattr(cifar10, "MIRRORS", server.mirrors("short", "good"))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = data.load("cifar10")
    np.testing.assert_array_equal(got.x_train, images[:20].astype("float32") / 255)
    np.testing.assert_array_equal(got.x_test, images[20:].astype("float32") / 255)
    np.testing.assert_array_equal(got.y_train, labels[:20])
    np.testing.assert_array_equal(got.y_test, labels[20:])
    assert got.x_train.dtype == np.float32 and got.y_train.dtype == np.int64 and got.x_train.flags.c_contiguous
    assert got.name == "cifar10" and got.class_names[0] == "airplane" and got.class_names[9] == "truck"


def test_shapes_stand_in_for_cifar10(server, cache, monkeypatch, capsys):
    monkeypatch.setattr(cifar10, "MIRRORS", server.mirrors("missing"))
    got = data.load("cifar10")
    said = capsys.readouterr().out
    assert said.startswith("cifar10 could not be downloaded (127.0.0.1: HTTP 404 Not Found). In its place: shapes, ")
    assert said.count("\n") == 1 and str(cache) not in said
    assert got.x_train.shape[1:] == (32, 32, 3) and set(got.y_train) == set(range(10)) and len(got.class_names) == 10


def test_the_digest_of_cifar10_is_the_one_in_keras():
    source = Path(importlib.util.find_spec("keras").origin).parent / "src" / "datasets" / "cifar10.py"
    assert f'"{cifar10.SHA256}"' in source.read_text()


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_each_file_has_a_digest_and_each_mirror_ends_in_a_slash(name):
    mirrors, digests = mnist.PUBLISHED[name]
    assert len(set(digests)) == len(mnist.FILES) and all(len(bytes.fromhex(digest)) == 32 for digest in digests)
    assert len(mirrors) >= 2 and all(mirror.endswith("/") for mirror in (*mirrors, *cifar10.MIRRORS))
