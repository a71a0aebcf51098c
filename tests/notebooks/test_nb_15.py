"""Notebook 15's experiments come out with another seed than the notebook's: the game, the words, the tags, the tones.

Boxes and captions take the longest to train: they are held by the notebook's own checked cells, over 0.6 and over half,
on each backend. Noted, mean IoU of boxes (always the mean box: 0.57) on TensorFlow, seeds 0 to 3: 0.67, 0.66, 0.64,
0.65; JAX, seeds 0 to 4: 0.66, 0.66, 0.68, 0.68, 0.67; PyTorch: 0.67, 0.67, 0.66, 0.66, 0.66. Exact captions:
TensorFlow, seeds 0 to 3: 1.00, 0.65, 0.79, 1.00; JAX, seeds 0 to 4: 1.00, 0.85, 0.58, 0.39, 0.72; PyTorch: 0.65, 0.66,
1.00, 0.76, 0.30: over half for four of five. On TensorFlow: all balls caught; sentence model and tags 1.00, counts of
words 0.48; tones 0.95. Tags with seeds 1 to 4: 1.00.
"""

from pathlib import Path

import keras
import nbformat
import numpy as np
import pytest

(NOTEBOOK,) = (Path(__file__).parents[2] / "notebooks").glob("15_*.ipynb")


@pytest.fixture(scope="module")
def notebook():
    """What the notebook's cells define up to "learn", and a function that runs those that hold certain words."""
    code = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    names = {}

    def run(*starts):
        for start in starts:
            (source,) = (source for source in code if start in source)
            exec(source, names)
        return names

    exec("\n".join(code[0].splitlines()[:7]), names)
    run("def learn(")
    return run


@pytest.fixture(autouse=True)
def another_seed(monkeypatch):
    monkeypatch.setenv("COURSE_BUDGET", "cpu")
    monkeypatch.setattr(keras.utils, "set_random_seed", lambda _, seed=keras.utils.set_random_seed: seed(1))


def test_the_game_is_learned(notebook):
    names = notebook('"rounds": 16', "def play(", "def of_the_action(", "won = []", "_, caught = ")
    assert names["caught"] > 0.8


def test_a_sentence_is_told_by_its_n_grams(notebook):
    names = notebook('data.load("texts"', "LogisticRegression(")
    assert names["scores"]["time-delay network"] > 0.9
    assert names["scores"]["counts of words"] < 0.6


def test_words_are_tagged_by_what_stands_before_them(notebook):
    assert notebook('data.load("texts"', "tagger = ")["tagged"] > 0.9


def test_the_notebook_holds_boxes_and_captions_to_their_marks():
    """Their cells print comparisons: stored as True, and compared with what each run prints."""
    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    for measured, text in (("quality.mean() > 0.6)", "mean IoU over 0.6: True"), ("right.mean() > 0.5)", "True")):
        checked = [cell for cell in cells if measured in cell.source]
        assert len(checked) == 2
        for cell in checked:
            assert "nbval-check-output" in cell.metadata.tags and text in cell.outputs[0].text


def test_tones_are_told_apart(notebook):
    names = notebook('features="wave"', 'features="mfcc"')
    assert np.mean(names["heard"] == names["tones"].y_test) > 0.9
