"""What a network costs, layer by layer."""

import difflib
import fnmatch
from dataclasses import asdict, dataclass, field, fields, replace
from math import prod

from course.measure.memory import Ledger, Memory, bytes_of, ledger
from course.measure.views import Shown, Table, joined, short
from course.measure.walk import walk
from course.measure.work_rules import work_of


@dataclass(frozen=True)
class Conventions:
    """How operations are counted and numbers written; see `complexity`."""

    biases: bool = False
    normalisation: bool = False
    ops_per_mac: int = 1
    kilo: int | None = 1000

    def __post_init__(self):
        if self.ops_per_mac not in (1, 2):
            raise ValueError(f"ops_per_mac={self.ops_per_mac}: must be 1 (a multiply-add is one operation) or 2")
        if self.kilo not in (1000, 1024, None):
            raise ValueError(f"kilo={self.kilo}: must be 1000, 1024, or None for numbers in full")

    @property
    def unit(self) -> str:
        """Name of what is counted."""
        return "MACs" if self.ops_per_mac == 1 else "operations"

    def caption(self) -> str:
        """The conventions in a sentence or two."""
        counted = [what for what in ("biases", "normalisation") if getattr(self, what)]
        left_out = [what for what in ("biases", "normalisation") if not getattr(self, what)]
        said = [f"with {' and '.join(counted)}"] * bool(counted) + [f"without {' and '.join(left_out)}"] * bool(
            left_out
        )
        worth = f"1 MAC (multiply-add) = {self.ops_per_mac} operation{'s' * (self.ops_per_mac > 1)}"
        kilo = f"; K = {self.kilo}" if self.kilo else ""
        return f"{self.unit} for one example {', '.join(said)}; {worth}{kilo}."


@dataclass(frozen=True)
class Row:
    """A layer at one place of the network, for one example.

    output_shape: without the batch; a tuple of shapes for several outputs. parameters: all weights, and trainable:
    those that training changes; 0 where an earlier row has them already. macs: None where they are unknown.
    activations: values that the layer gives, and bytes: what they take.
    """

    name: str
    type: str
    output_shape: tuple
    parameters: int
    trainable: int
    macs: int | None
    activations: int
    bytes: int


@dataclass(frozen=True, repr=False)
class Complexity(Shown):
    """What a network costs: `rows`, a `Row` for each use of a layer, and their totals.

    Shown by ``print`` and in notebooks as a table; `to_frame` gives the exact numbers to pandas.
    """

    name: str
    rows: tuple
    conventions: Conventions
    ledger: Ledger | None = field(compare=False)

    @property
    def parameters(self) -> int:
        """All weights, shared ones once, as ``count_params`` of Keras: with moving statistics."""
        return sum(row.parameters for row in self.rows)

    @property
    def trainable(self) -> int:
        """Weights that training changes, as papers count parameters."""
        return sum(row.trainable for row in self.rows)

    @property
    def macs(self) -> int:
        """Multiply-adds for one example; where layers are unknown, those of all others."""
        return sum(row.macs or 0 for row in self.rows)

    @property
    def operations(self) -> int:
        """`macs` in operations, as the conventions say."""
        return self.macs * self.conventions.ops_per_mac

    @property
    def activations(self) -> int:
        """Values that all layers give for one example, and the values of the input."""
        return sum(row.activations for row in self.rows)

    @property
    def bytes(self) -> int:
        """Bytes of the activations."""
        return sum(row.bytes for row in self.rows)

    @property
    def unknown(self) -> tuple:
        """Names of the layers whose multiply-adds are unknown."""
        return tuple(row.name for row in self.rows if row.macs is None)

    @property
    def totals(self) -> dict:
        """The totals by name; "complete" says whether the multiply-adds of all layers are known."""
        names = ("parameters", "trainable", "macs", "operations", "activations", "bytes")
        return {name: getattr(self, name) for name in names} | {"complete": not self.unknown}

    def only(self, *types):
        """The same table of some layers: ``only("*Conv*", "Dense")``, as decks count activations.

        Args:
            types: names of layer classes, with ``*`` and ``?`` as in file names.

        Raises ValueError for a type that the network does not have, naming the nearest.
        """
        there = sorted({row.type for row in self.rows})
        for pattern in types:
            if not fnmatch.filter(there, pattern):
                near = difflib.get_close_matches(pattern, there, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(there)}"
                raise ValueError(f"{self.name!r} has no layer of type {pattern!r}: {hint}")
        chosen = tuple(row for row in self.rows if any(fnmatch.fnmatchcase(row.type, pattern) for pattern in types))
        return replace(self, rows=chosen, ledger=None)

    def memory(self, batch=1, bytes_per_number=None, slots=2) -> Memory:
        """Bytes that the network takes to run and to train.

        Args:
            batch: number of examples at once.
            bytes_per_number: 4 for single precision; None for what each tensor's and weight's type takes.
            slots: numbers that the optimiser keeps for each trainable weight: 2 Adam, 1 momentum, 0 plain descent.

        Raises ValueError for numbers that are too small or not whole, and for a selection of layers, which does not run
        by itself.
        """
        if self.ledger is None:
            raise ValueError("only a whole network has a memory(): a selection of layers has the sum, `bytes`")
        return self.ledger.memory(batch, bytes_per_number, slots)

    def to_frame(self):
        """The rows as a pandas DataFrame, exact, without totals; unknown multiply-adds are <NA>."""
        import pandas as pd

        names = [column.name for column in fields(Row)]
        frame = pd.DataFrame([asdict(row) for row in self.rows], columns=names).astype({"macs": "Int64"})
        frame["output_shape"] = [row.output_shape for row in self.rows]
        if self.conventions.ops_per_mac != 1:
            frame.insert(names.index("macs") + 1, "operations", frame["macs"] * self.conventions.ops_per_mac)
        return frame

    def table(self) -> Table:
        """The table that is shown."""
        kilo, worth = self.conventions.kilo, self.conventions.ops_per_mac

        def cells(row, macs):
            counts = (row.parameters, row.trainable, macs, row.activations)
            return (*(short(count, kilo) for count in counts), short(row.bytes, kilo, "B"))

        rows = [
            (row.name, row.type, joined(row.output_shape), *cells(row, None if row.macs is None else row.macs * worth))
            for row in self.rows
        ]
        totals = ["total", "", "", *cells(self, self.operations)]
        exact = (
            f"{self.parameters:,} parameters, {self.trainable:,} trainable; {self.operations:,} {self.conventions.unit}"
        )
        if self.unknown:
            totals[5] = f"≥ {totals[5]}"
            exact = (
                exact.replace("; ", "; at least ") + f", without those of {', '.join(self.unknown)}, which are unknown"
            )
        header = ("layer", "type", "output", "parameters", "trainable", self.conventions.unit, "activations", "memory")
        caption = (f"{exact}; {self.activations:,} activations.", self.conventions.caption())
        return Table(self.name, header, rows, tuple(totals), caption, left=3)


def complexity(model, input_shape=None, *, biases=False, normalisation=False, ops_per_mac=1, kilo=1000) -> Complexity:
    """What a network costs for one example: weights, multiply-adds and activations, layer by layer.

    By default as papers count: convolutions, dense and recurrent layers and attention; pooling and element-wise work
    are nothing. A layer of your own tells its number in a method ``macs(output_shape)``; one whose number nobody
    knows is listed with "?", and the totals say "at least".

    Args:
        model: a functional or sequential ``keras.Model``. Layers of models inside it are named "outer/inner"; a layer
            that is used again is listed again, as "name:2", without its parameters.
        input_shape: the input's shape without the batch, where the model leaves it open; a list for several inputs, or
            {name of the input: shape}.
        biases: count the addition of a bias to a value as a multiply-add.
        normalisation: count a multiply-add for each value that is normalised, also by a layer of your own that says
            ``normalises = True``.
        ops_per_mac: what a multiply-add counts in the views and in `operations`: 1, or 2 for FLOPs.
        kilo: what K means in the views, 1000 or 1024; None for numbers in full.

    Raises ValueError for a model without a graph, and for sizes that are open or do not fit.
    """
    conventions = Conventions(biases, normalisation, ops_per_mac, kilo)
    uses, outputs = walk(model, input_shape)
    rows, counted = [], {}
    for use in uses:
        new = {id(weight): weight for weight in getattr(use.layer, "weights", ()) if id(weight) not in counted}
        counted |= new
        rows.append(row(use, new.values(), conventions))
    return Complexity(model.name, tuple(rows), conventions, ledger(uses, outputs, list(counted.values())))


def row(use, weights, conventions):
    """The row of a layer at one place, to which `weights` are new."""
    shapes = tuple(tuple(tensor.shape[1:]) for tensor in use.outputs)
    if any(None in shape for shape in shapes):
        raise ValueError(
            f"layer {use.name!r} gives {', '.join(map(str, shapes))}: sizes are open; say them, as in "
            "complexity(model, input_shape=(height, width, channels)), or build the network with them"
        )
    work = work_of(use)
    return Row(
        name=use.name,
        type=type(use.layer).__name__,
        output_shape=shapes[0] if len(shapes) == 1 else shapes,
        parameters=sum(prod(weight.shape) for weight in weights),
        trainable=sum(prod(weight.shape) for weight in weights if weight.trainable),
        macs=None
        if work is None
        else (work.macs + work.biases * conventions.biases + work.normalisation * conventions.normalisation),
        activations=sum(map(prod, shapes)),
        bytes=sum(bytes_of(tensor.shape[1:], tensor.dtype) for tensor in use.outputs),
    )
