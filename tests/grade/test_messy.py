"""Honest work keeps its points, however it was written, saved and named."""

import json
import zipfile

import pytest
from small_lab import POINTS, QUESTIONS, SOURCE, cell, find, submission

from course.grade.submissions import find as find_submissions
from course.grade.worker import Limits

RIGHT = "def total(x):\n    {}\n    return float(np.sum(x))"
TALK = {
    "warns": 'import warnings; warnings.warn("deprecated", DeprecationWarning)',
    "logs": 'import logging; logging.getLogger().error("so far so good")',
    "writes to the error stream": 'import os, sys; os.write(2, b"no cuda\\n"); print("x", file=sys.stderr)',
    "draws": "import matplotlib.pyplot as plt; plt.figure(); plt.plot([1, 2]); plt.show(); plt.close()",
    "shows progress": "from tqdm.auto import tqdm; list(tqdm(range(3)))",
    "shows a table": "display({'a': 1})",
    "seeds everything": "np.random.seed(0); keras.utils.set_random_seed(0)",
}


def points(worker, text):
    return worker.grade(SOURCE, text, Limits(cell=20, total=60))["points"]


@pytest.mark.parametrize("line", TALK.values(), ids=TALK)
def test_an_answer_that_talks(worker, line):
    assert points(worker, submission(total=RIGHT.format(line))) == dict.fromkeys(QUESTIONS, POINTS)


def reordered(book):
    """The answers at the end, behind their tests."""
    for name in ("double", "count"):
        book["cells"].append(book["cells"].pop(book["cells"].index(find(book, name))))
    return book


def more_cells(book):
    """Notes and trials of the student's own, one of which fails, with magics."""
    trials = ["%matplotlib inline\n%timeit -n1 double(2)", "!pip list", "double(None)", "x = double(np.ones(2))\nx"]
    own = [cell("code", text, f"own{n}") for n, text in enumerate(trials)]
    book["cells"][6:6] = [
        cell("markdown", "# Notes", "note"),
        *own,
        {"cell_type": "raw", "metadata": {}, "source": "x"},
    ]
    return book


def colab(book):
    """No cell ids (format 4.0), lines in lists, names of its own in the metadata, outputs of everything."""
    for n, each in enumerate(book["cells"]):
        del each["id"]
        each["metadata"] |= {"id": f"aBc{n}", "colab": {"base_uri": "https://localhost:8080/"}}
        each["source"] = each["source"].splitlines(keepends=True)
        if each["cell_type"] == "code":
            each.update(execution_count=n, outputs=[{"output_type": "stream", "name": "stderr", "text": ["WARNING\n"]}])
    return book | {"nbformat_minor": 0, "metadata": {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}}


def vs_code(book):
    """Other ids, a language for each cell, line ends of Windows."""
    for n, each in enumerate(book["cells"]):
        each.update(id=f"{n:08x}", source=each["source"].replace("\n", "\r\n"))
        each["metadata"]["vscode"] = {"languageId": "python"}
    return json.dumps(book, indent=1).replace("\n", "\r\n").encode()


def duplicate_ids(book):
    """As a copied notebook may have them."""
    for each in book["cells"]:
        each["id"] = "same"
    return book


def copied_cells(book):
    """A test and an answer copied within the notebook; the first one counts."""
    book["cells"] += [dict(find(book, name)) for name in ("count-test", "count")]
    return book


SAVED = [reordered, more_cells, colab, vs_code, duplicate_ids, copied_cells]


@pytest.mark.parametrize("change", SAVED, ids=lambda change: change.__name__)
def test_a_notebook_saved_elsewhere(worker, change):
    assert points(worker, submission(change)) == dict.fromkeys(QUESTIONS, POINTS)


@pytest.mark.parametrize("name", ["Copy of lab99_small (2).ipynb", "LAB99.ipynb", "my work.ipynb", "lab99_small.IPYNB"])
@pytest.mark.parametrize("folder", ["Ada Lovelace", "Müller, Jörg (4711)", "李小龍", "o'neill & co", "x" * 120])
def test_whatever_file_and_folder_are_called(tmp_path, folder, name):
    (tmp_path / "in" / folder).mkdir(parents=True)
    (tmp_path / "in" / folder / name).write_bytes(submission())
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "in" / folder / name, f"{folder}/{name}")
    for place in (tmp_path / "in", tmp_path / "all.zip"):
        [one] = find_submissions([place], "lab99_small")
        assert (one.student, one.content, one.problem) == (folder, submission(), "")
