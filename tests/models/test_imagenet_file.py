"""``weights="imagenet"`` from the download to the output: a file in the published layout, from a server of our own."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import h5py
import keras
import numpy as np
import pytest
import zoo
from keras.src.applications import mobilenet as published
from keras.src.legacy.saving import legacy_h5_format

from course import models

SMALL = {"input_shape": (32, 32, 3), "alpha": 0.25, "include_top": False}
FILE = "mobilenet_2_5_224_tf_no_top.h5"  # as Keras publishes it


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.asked.append(self.path)
        super().do_GET()


@pytest.fixture
def keras_home(tmp_path, monkeypatch):
    """An empty folder in which Keras keeps its downloads."""
    home = tmp_path / "keras"
    home.mkdir()  # or Keras takes a folder that all share
    monkeypatch.setattr("keras.src.utils.file_utils.config.keras_home", lambda: str(home))
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    return home


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server in the place of Keras's; `folder` is what it serves, `asked` the paths that were asked for."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    server.folder, server.asked = folder, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    monkeypatch.setattr(published, "BASE_WEIGHT_PATH", f"http://127.0.0.1:{server.server_port}/")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def stand_in(path):
    """Write Keras's MobileNet, small, with weights of our own, as the published files are laid out; return it.

    They are of 2017: HDF5 with a group for each layer and the names of its weights in attributes.
    """
    net = zoo.randomise(keras.applications.MobileNet(weights=None, **SMALL))
    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, net)
    with h5py.File(path) as file:
        assert "conv1" in file.attrs["layer_names"] and len(file["conv1"].attrs["weight_names"]) == 1
    return net


@pytest.mark.filterwarnings("ignore:`input_shape` is undefined or non-square")
def test_the_published_file_is_fetched_once_and_fills_our_network(server, keras_home):
    theirs = stand_in(server.folder / FILE)
    ours = models.mobilenet(weights="imagenet", **SMALL)
    assert server.asked == [f"/{FILE}"] and (keras_home / "models" / FILE).is_file()

    (x,) = zoo.images(ours, batch=2)
    (wanted,), (found,) = zoo.outputs(theirs, [x]), zoo.outputs(ours, [x])
    assert np.linalg.norm(wanted[0] - wanted[1]) > 1e-3 * np.linalg.norm(wanted), "the images make no difference"
    assert np.linalg.norm(found - wanted) <= 1e-5 * np.linalg.norm(wanted)

    again = models.mobilenet(weights="imagenet", **SMALL)
    assert len(server.asked) == 1, "the second time it comes from the folder of downloads"
    for one, other in zip(ours.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)

    net = keras.Sequential([ours, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3, activation="softmax")])
    assert zoo.outputs(net, [x])[0].shape == (2, 3), "and takes a head of one's own"


@pytest.mark.filterwarnings("ignore:`input_shape` is undefined or non-square")
def test_a_server_without_the_file(server, keras_home):
    with pytest.raises(ConnectionError, match=r"could not be downloaded \(.*404.*\); without a network give weights="):
        models.mobilenet(weights="imagenet", **SMALL)
    assert server.asked and not [file for file in keras_home.rglob("*") if file.is_file()]


@pytest.mark.filterwarnings("ignore:`input_shape` is undefined or non-square")
def test_a_file_that_was_cut_off(server, keras_home):
    stand_in(server.folder / FILE)
    content = (server.folder / FILE).read_bytes()
    (server.folder / FILE).write_bytes(content[: len(content) // 2])
    with pytest.raises(ConnectionError, match="truncated"):
        models.mobilenet(weights="imagenet", **SMALL)
