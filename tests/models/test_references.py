"""Every network at its full size against published figures (tests/references.csv) and the table in README.

A value is compared as it is printed: "25,557,032" to the last one, "1.7M" to the tenth of a million.
"""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import keras
import numpy as np
import pytest
from quick import no_random_numbers  # noqa: F401, every test uses it

from course import measure, models
from course.cli import zoo as table

TESTS = Path(__file__).parents[1]
README = (TESTS.parent / "README.md").read_text()
with open(TESTS / "references.csv", newline="") as file:
    ROWS = list(csv.DictReader(file))
COUNT = {"parameters": measure.parameters, "weights": keras.Model.count_params, "macs": measure.macs}
UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "B": 1e9}


def as_printed(value, printed):
    """Whether `value` rounds to the figure `printed`: "25,557,032", "1.7M", "0.39B"."""
    digits, unit = re.fullmatch(r"([\d,.]+)([KMGB]?)", printed).groups()
    digits = digits.replace(",", "")
    decimals = len(digits.partition(".")[2])
    return round(value / UNITS[unit], decimals) == float(digits)


@cache
def network(name, arguments=""):
    """A network to count, without weights; several rows ask for the same."""
    with measure.without_weights():
        return models.create(name, **ast.literal_eval(arguments or "{}"))


def check(net, row):
    quantity, _, layer = row["quantity"].partition(":")
    if quantity == "shape":
        assert net.get_layer(layer).output.shape[1:] == tuple(int(n) for n in row["value"].split("x"))
    elif quantity == "layer_parameters":
        assert as_printed(sum(np.prod(w.shape) for w in net.get_layer(layer).weights), row["value"])
    else:
        found = COUNT[quantity](net)
        assert as_printed(found, row["value"]), found


@pytest.mark.parametrize("name", models.list_models())
def test_network_as_published(name):
    rows = [row for row in ROWS if row["model"] == name and not row["arguments"]]
    net = network(name)
    assert rows, "no reference"
    for row in rows:
        check(net, row)
    assert table.row(name, net) in README, "run: course models --write"


VARIANTS = [row for row in ROWS if row["arguments"]]


@pytest.mark.parametrize("row", VARIANTS, ids=lambda row: f"{row['model']} {row['arguments']} {row['quantity']}")
def test_variant_as_published(row):
    check(network(row["model"], row["arguments"]), row)


def test_references_say_their_sources():
    for row in ROWS:
        assert row["source"] and row["model"] in models.list_models(), row
        as_printed(0, row["value"]) if row["quantity"].partition(":")[0] != "shape" else None


def test_the_table_in_readme_has_every_network_and_no_other():
    assert table.names_in(README) == models.list_models()


@pytest.mark.parametrize(
    ("value", "printed", "same"),
    [(25557032, "25,557,032", True), (25557033, "25557032", False), (1.74e6, "1.7M", True), (1.76e6, "1.7M", False)],
)
def test_figures_are_compared_as_printed(value, printed, same):
    assert as_printed(value, printed) == same
