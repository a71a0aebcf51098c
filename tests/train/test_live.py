"""Curves that grow while a network trains: in a real kernel, and step by step."""

import os
import sys
from types import SimpleNamespace

import keras
import nbformat
import pytest
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

from course import data, plot, train

KEYS = ("loss", "accuracy", "val_loss", "val_accuracy")
TRAIN = "h = train.fit(net, digits, epochs=3, live=True)"
SETUP = """
import keras
from course import data, train
net = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])
digits = data.load("digits", size=8)
"""
COUNT = """
from course.plot.figure import Figure
drawn, png = [], Figure.png
Figure.png = lambda figure: drawn.append(1) or png(figure)
"""


@pytest.fixture
def digits():
    return data.load("digits", size=8)


def tiny():
    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(10, "softmax")])


def execute(cells, **environment):
    """Outputs of each cell in a fresh kernel."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    kernel = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    env = {k: v for k, v in os.environ.items() if k not in ("PYTEST_VERSION", "COURSE_PROGRESS")} | environment
    NotebookClient(book, km=kernel, timeout=120).execute(env=env, cleanup_kc=True)
    return [cell.outputs for cell in book.cells]


def test_a_kernel_shows_one_picture_drawn_after_each_epoch_or_once_where_it_is_kept():
    kept = "import os; os.environ['COURSE_PROGRESS'] = '0'; drawn.clear()"
    live = SETUP + COUNT
    outputs = execute([live, TRAIN, "len(drawn)", kept, TRAIN, "len(drawn)", "train.fit(net, digits, epochs=1); 0"])
    for at in (1, 4):
        pictures = [output for output in outputs[at] if "image/png" in output.get("data", {})]
        assert len(pictures) == 1
        assert pictures[0].data["text/plain"] == plot.curves({k: [1] for k in KEYS}).alt
    assert [outputs[at][0].data["text/plain"] for at in (2, 5)] == ["3", "1"]
    assert outputs[6][0].data == {"text/plain": "0"}  # without live no picture


class Notebook:
    """Stands in for IPython with a kernel, and writes down what is shown."""

    def __init__(self, monkeypatch, kernel):
        plot.curves({key: [1] for key in KEYS})  # Matplotlib asks IPython for more at its first figure
        self.shown, self.updated = [], []
        shell = SimpleNamespace(kernel=kernel)
        fake = SimpleNamespace(get_ipython=lambda: shell)
        monkeypatch.setitem(sys.modules, "IPython", fake)
        monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=self.display))

    def display(self, figure, display_id):
        self.shown.append(figure)
        return SimpleNamespace(update=self.updated.append)


def epochs_drawn(figure):
    return [len(line.get_xdata()) for axis in figure.axes for line in axis.lines]


def test_each_epoch_adds_to_the_picture(digits, monkeypatch):
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    notebook = Notebook(monkeypatch, kernel=object())
    history = train.fit(tiny(), digits, epochs=3, live=True)
    assert [epochs_drawn(f) for f in notebook.shown + notebook.updated] == [[1] * 4, [2] * 4, [3] * 4]
    last = notebook.updated[-1]
    lines = {name: line for axis, name in zip(last.axes, KEYS[:2], strict=True) for line in axis.lines[:1]}
    assert {name: list(line.get_ydata()) for name, line in lines.items()} == {n: history[n] for n in lines}


def test_where_outputs_are_kept_it_is_drawn_once(digits, monkeypatch):
    notebook = Notebook(monkeypatch, kernel=object())
    train.fit(tiny(), digits, epochs=2, live=True)
    assert [epochs_drawn(f) for f in notebook.shown] == [[2] * 4] and not notebook.updated


def test_in_a_terminal_there_is_no_picture(digits, monkeypatch, capfd):
    notebook = Notebook(monkeypatch, kernel=None)
    train.fit(tiny(), digits, epochs=1, live=True)
    assert not notebook.shown and capfd.readouterr() == ("", "")
