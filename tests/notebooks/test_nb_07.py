"""Notebook 07: two 3 x 3 layers end higher than one 5 x 5 with fewer parameters, on average.

Noted once, with the notebook's settings for a CPU, share right of the 512 test images at the end, two 3 x 3 and one
5 x 5: on TensorFlow with seeds 0 to 4: 0.703 and 0.565, 0.674 and 0.709, 0.768 and 0.445, 0.721 and 0.619, 0.703 and
0.535; on JAX 0.676 and 0.615, 0.672 and 0.580, 0.658 and 0.459, 0.650 and 0.555, 0.646 and 0.600; on torch 0.555 and
0.529, 0.688 and 0.680, 0.590 and 0.557, 0.566 and 0.594, 0.639 and 0.621, and with seed 5, not among those that the
setting was picked on, 0.621 and 0.521. With three stages
in place of one there is no reliable lead, on digits or on textured shapes.
"""

from pathlib import Path

import keras
import nbformat

from course import blocks, data, measure, plot, train

SEEDED = keras.utils.set_random_seed
NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "07_vgg.ipynb"


def test_two_small_filters_are_ahead_of_a_large_one(monkeypatch):
    """On average: one start in five turns the order."""
    monkeypatch.setenv("COURSE_BUDGET", "cpu")
    code = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    start = next(i for i, source in enumerate(code) if source.startswith("def small("))
    ends = {}
    for seed in (2, 4):
        monkeypatch.setattr(keras.utils, "set_random_seed", lambda _, n=seed, seeded=SEEDED: seeded(n))
        names = {"blocks": blocks, "data": data, "keras": keras, "layers": keras.layers, "measure": measure}
        names |= {"plot": plot, "train": train}
        for source in code[start : start + 3]:  # the networks, their data, their training
            exec(source, names)
        for name, values in names["right"].items():
            ends.setdefault(name, []).append(values[-1])
    assert sum(ends["two 3 x 3"]) > sum(ends["one 5 x 5"])
    assert measure.parameters(names["pair"]["two 3 x 3"]) < measure.parameters(names["pair"]["one 5 x 5"])
