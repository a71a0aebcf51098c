"""The steps of a network that lead to one of its layers, as receptive fields and connections need them."""

import difflib
import re
from typing import NamedTuple

from course.measure.walk import graph_of, no_graph, walk


class Step(NamedTuple):
    """One call of a layer, or of another operation; in a model within the model its name is ``model/layer``."""

    name: str
    operation: object
    inputs: list
    outputs: list

    @property
    def kind(self):
        """Name of the layer's class, for messages."""
        return type(self.operation).__name__

    def is_a(self, *names):
        """Whether the layer's class, or one that it comes from, has one of these names."""
        return any(cls.__name__ in names for cls in type(self.operation).__mro__)


def steps_of(model):
    """Steps of a model in the order in which they run, its input tensors, and its output tensors.

    Raises ValueError for a model without a graph: not built, or a subclass of ``keras.Model`` with a ``call`` of its
    own.
    """
    uses, outputs = walk(model)
    inputs = [use.outputs[0] for use in uses if not use.inputs]
    return (
        [Step(use.name, use.layer, list(use.inputs), list(use.outputs)) for use in uses if use.inputs],
        inputs,
        outputs,
    )


def functional(model):
    """The functional model behind a model; ValueError as of `steps_of`."""
    graph = graph_of(model)
    if graph is None:
        raise ValueError(no_graph(model))
    return graph


def steps_to(model, layer=None):
    """The steps that lead to a layer's output (default: the model's), that layer's last, and the inputs.

    Of a layer that is used several times it is the last use; ``name:2`` is the second.
    Raises ValueError as `steps_of`, for a layer that the model does not have, and without a layer for several outputs.
    """
    steps, inputs, outputs = steps_of(model)
    if not steps:
        raise ValueError(f"model {model.name!r} returns its input: it has no layers")
    if layer is None:
        check_one_output(model, outputs)
        output = next((step for step in reversed(steps) if id(outputs[0]) in map(id, step.outputs)), None)
        if output is None:
            raise ValueError(f"model {model.name!r} returns its input: name a layer")
    else:
        found = [s for s in steps if any(f"{name}/".startswith(f"{layer}/") for name in (s.name, plain(s.name)))]
        if not found:
            raise ValueError(f"model {model.name!r} has no layer {layer!r}{nearest(layer, [s.name for s in steps])}")
        output = found[-1]
    needed, kept = {id(x) for x in output.inputs}, [output]
    before = next(i for i, step in enumerate(steps) if step is output)
    for step in reversed(steps[:before]):
        if needed & {id(x) for x in step.outputs}:
            needed |= {id(x) for x in step.inputs}
            kept.insert(0, step)
    return kept, inputs


def check_one_output(model, outputs):
    """Raise ValueError for a model of several outputs, of which one must be chosen."""
    if len(outputs) != 1:
        raise ValueError(f"model {model.name!r} has {len(outputs)} outputs: name a layer")


def plain(name):
    """Name of a layer without the number of its use: ``inner:2/conv`` is ``inner/conv``."""
    return re.sub(r":\d+(?=/|$)", "", name)


def nearest(name, names):
    """End of an error message: the name that was probably meant."""
    near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.4)
    return f": did you mean {near[0]!r}?" if near else f"; the last is {names[-1]!r}"


def fixed(shape):
    """A shape without open axes, for messages: 224 pixels in place of each."""
    return tuple(224 if side is None else side for side in shape[1:])
