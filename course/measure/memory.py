"""Memory that a network takes to run and to train."""

import re
from dataclasses import dataclass
from math import prod
from numbers import Integral

from course.measure.views import short


@dataclass(frozen=True)
class Memory:
    """Bytes that a network takes, for a batch.

    activations: of a forward pass, every layer's output and the input; peak: the most of them that must be there at
    once, when layers run in the order of the graph and each tensor goes after its last use; weights: all; gradients: of
    the trainable weights; slots: what the optimiser keeps.
    """

    batch: int
    activations: int
    peak: int
    weights: int
    gradients: int
    slots: int

    @property
    def training_activations(self) -> int:
        """Every activation, kept for the way back, and its gradient: twice the sum."""
        return 2 * self.activations

    @property
    def inference(self) -> int:
        """All that running takes: the weights, and activations at their peak."""
        return self.weights + self.peak

    @property
    def training(self) -> int:
        """All that training takes: weights, their gradients, the optimiser's slots, activations and their gradients."""
        return self.weights + self.gradients + self.slots + self.training_activations

    def __str__(self):
        run, train = short(self.inference, unit="B"), short(self.training, unit="B")
        return (
            f"batch of {self.batch}: {run} to run (weights {short(self.weights, unit='B')}, activations at their peak "
            f"{short(self.peak, unit='B')} of {short(self.activations, unit='B')}), {train} to train"
        )


@dataclass(frozen=True)
class Ledger:
    """What `peak` needs of a graph: tensors by number, with their elements and bytes.

    steps: for each use of a layer the tensors that it reads and those that it makes; kept: the outputs, which stay;
    weights and trainable: numbers and bytes of weights.
    """

    elements: dict
    bytes: dict
    steps: tuple
    kept: frozenset
    weights: tuple
    trainable: tuple

    def memory(self, batch=1, bytes_per_number=None, slots=2) -> Memory:
        """As of `Complexity.memory`."""
        given = {"batch": (batch, 1), "bytes_per_number": (bytes_per_number, 1), "slots": (slots, 0)}
        for name, (value, least) in given.items():
            if (value, name) == (None, "bytes_per_number"):
                continue
            if not isinstance(value, Integral) or value < least:
                raise ValueError(f"{name}={value}: must be a whole number, at least {least}")
        if bytes_per_number is None:
            sizes, (weights, trainable) = self.bytes, (self.weights[1], self.trainable[1])
        else:
            sizes = {tensor: bytes_per_number * n for tensor, n in self.elements.items()}
            weights, trainable = self.weights[0] * bytes_per_number, self.trainable[0] * bytes_per_number
        return Memory(
            batch=batch,
            activations=batch * sum(sizes.values()),
            peak=batch * peak(self.steps, self.kept, sizes),
            weights=weights,
            gradients=trainable,
            slots=slots * trainable,
        )


def peak(steps, kept, sizes):
    """The most that is alive at once: before a step what is still needed, during it also what the step makes.

    Args:
        steps: pairs (tensors read, tensors made), in order.
        kept: tensors that stay to the end.
        sizes: {tensor: size}.
    """
    last = {tensor: i for i, (reads, made) in enumerate(steps) for tensor in (*made, *reads)}
    alive, most = 0, 0
    for i, (reads, made) in enumerate(steps):
        alive += sum(sizes[tensor] for tensor in made)
        most = max(most, alive)
        gone = {tensor for tensor in (*reads, *made) if last[tensor] == i and tensor not in kept}
        alive -= sum(sizes[tensor] for tensor in gone)
    return most


def ledger(uses, outputs, weights):
    """`Ledger` of a walked graph; `weights` is a list of all its weights."""
    tensors = {id(tensor): tensor for use in uses for tensor in use.outputs}
    trainable = [weight for weight in weights if weight.trainable]
    return Ledger(
        elements={key: prod(tensor.shape[1:]) for key, tensor in tensors.items()},
        bytes={key: bytes_of(tensor.shape[1:], tensor.dtype) for key, tensor in tensors.items()},
        steps=tuple((tuple(map(id, use.inputs)), tuple(map(id, use.outputs))) for use in uses),
        kept=frozenset(map(id, outputs)),
        weights=(sum(prod(w.shape) for w in weights), sum(bytes_of(w.shape, w.dtype) for w in weights)),
        trainable=(sum(prod(w.shape) for w in trainable), sum(bytes_of(w.shape, w.dtype) for w in trainable)),
    )


def bytes_of(shape, dtype):
    """Bytes of a tensor: of "float32" 4 a number, of "bool" 1."""
    bits = re.search(r"\d+", str(dtype))
    return prod(shape) * (int(bits[0]) // 8 if bits else 1)
