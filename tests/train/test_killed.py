"""SIGKILL at twenty random places, in one training after another: as if nothing had been."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import small_run

from course import backend

EPOCHS = 8
STEPS = EPOCHS * small_run.STEPS
SCRIPT = Path(__file__).parent / "killed.py"


def killed(folder, kills):
    folder.mkdir()
    environment = os.environ | {"JAX_DISABLE_MOST_OPTIMIZATIONS": "1"}  # they take longer than they gain
    command = [sys.executable, SCRIPT, folder, str(EPOCHS), json.dumps(kills)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    with np.load(folder / "weights.npz") as file:
        return done.stdout, json.loads((folder / "history.json").read_text()), [file[name] for name in file]


def places():
    """Twenty random places with PyTorch, which compiles nothing; two that are chosen with the others."""
    if backend.name() != "torch":
        return [(13, "replace"), (22, "step")]
    draw = random.Random(0)
    return [(step, draw.choice(["step", "fsync", "replace"])) for step in sorted(draw.sample(range(1, STEPS), 20))]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_anywhere_it_ends_as_if_nothing_had_been(tmp_path):
    _, history, weights = killed(tmp_path / "whole", [])
    said, found, found_weights = killed(tmp_path / "killed", places())
    assert said.count("On from step") >= len(places()) - 5  # the first kills come before the first checkpoint
    assert len(found["loss"]) == EPOCHS
    for name, values in history.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-4, atol=1e-5, err_msg=name)
    for here, there in zip(found_weights, weights, strict=True):
        np.testing.assert_allclose(here, there, rtol=1e-4, atol=1e-5)
