"""What several networks cost, side by side."""

from dataclasses import dataclass

import keras

from course.measure.complexity import Complexity, Conventions, complexity
from course.measure.views import Shown, Table, short
from course.measure.walk import no_graph

COLUMNS = ("parameters", "trainable", "macs", "activations", "inference", "training")


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Totals of networks by name: `parts`, {name: Complexity}."""

    parts: dict
    conventions: Conventions

    def rows(self) -> dict:
        """{name: {column: number}}: totals, and the bytes that one example takes to run and to train (with Adam)."""
        rows = {}
        for name, part in self.parts.items():
            memory = part.memory()
            rows[name] = {column: getattr(part, column, None) for column in COLUMNS[:4]}
            rows[name] |= {"inference": memory.inference, "training": memory.training}
            rows[name]["complete"] = not part.unknown
        return rows

    def to_frame(self):
        """The rows as a pandas DataFrame, exact, networks by name."""
        import pandas as pd

        return pd.DataFrame.from_dict(self.rows(), orient="index").rename_axis("network")

    def table(self) -> Table:
        """The table that is shown."""
        kilo, worth = self.conventions.kilo, self.conventions.ops_per_mac
        rows = []
        for name, row in self.rows().items():
            macs = ("" if row["complete"] else "≥ ") + short(row["macs"] * worth, kilo)
            bytes_ = (short(row[column], kilo, "B") for column in COLUMNS[4:])
            rows.append(
                (name, *(short(row[c], kilo) for c in COLUMNS[:2]), macs, short(row["activations"], kilo), *bytes_)
            )
        header = ("network", "parameters", "trainable", self.conventions.unit, "activations", "to run", "to train")
        memory = "Memory for one example: to run weights and activations at their peak, to train with Adam."
        return Table("Networks compared", header, rows, None, (self.conventions.caption(), memory))


def compare(models, **conventions) -> Comparison:
    """Totals of several networks in one table: parameters, multiply-adds, activations, memory.

    Args:
        models: list of networks, or {name: network}; in place of a network what `complexity` gave of it.
        conventions: as of `complexity`, for all networks.

    Raises ValueError for no networks, or one without a list, conventions that differ, and as `complexity` does.
    """
    if isinstance(models, keras.Model | Complexity):
        raise ValueError(f"{models.name!r} is one network: give a list of networks, or {{name: network}}")
    if not models:
        raise ValueError("models is empty: give a list of networks, or {name: network}")
    named = models if isinstance(models, dict) else named_parts(models)
    parts = {
        name: model if isinstance(model, Complexity) else complexity(model, **conventions)
        for name, model in named.items()
    }
    for name, model in named.items():
        if isinstance(model, Complexity):
            check_same(name, model.conventions, conventions)
    first = next(iter(parts.values())).conventions
    for name, part in parts.items():
        if part.conventions != first:
            raise ValueError(f"{name!r} is counted otherwise than the first: {part.conventions}, and {first}")
    return Comparison(parts, first)


def check_same(name, counted, wanted):
    """Raise ValueError if a network was counted otherwise than `wanted`, or not so as to say."""
    for key, value in wanted.items():
        if key == "input_shape" or getattr(counted, key, None) != value:
            raise ValueError(f"{name!r} is counted already, so {key}={value} comes too late: give it to complexity()")


def named_parts(models):
    """{name: network}, a name that comes again with a number."""
    named = {}
    for model in models:
        if not isinstance(model, keras.Model | Complexity):
            raise ValueError(no_graph(model))
        name, n = model.name, 2
        while name in named:
            name, n = f"{model.name}:{n}", n + 1
        named[name] = model
    return named
