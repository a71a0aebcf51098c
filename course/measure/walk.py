"""The graph of a network, walked in the order in which Keras computes it, nested models and all."""

from collections import Counter
from dataclasses import dataclass
from numbers import Integral

import keras


@dataclass(frozen=True, eq=False)
class Use:
    """A layer (or an operation of ``keras.ops``) at one place of the graph, with symbolic tensors in and out.

    A layer that stands at two places is used twice. Tensors are told apart by identity, ``id(tensor)``.
    """

    name: str
    layer: object
    args: tuple
    kwargs: dict
    inputs: tuple
    outputs: tuple


def walk(model, input_shape=None):
    """Uses of all layers of `model`, and its output tensors; nothing is computed and no weight changes.

    Args:
        model: a functional or sequential ``keras.Model``; layers of models inside it are named "outer/inner".
        input_shape: the input's shape without the batch, where the model leaves it open; a list for several inputs, or
            {name of the input: shape}.

    Raises ValueError for a model without a graph, and for shapes that do not fit.
    """
    graph = graph_of(model)
    if graph is None:
        raise ValueError(no_graph(model))
    uses = []
    outputs = follow(graph, input_tensors(graph, input_shape), "", uses)
    return uses, outputs


def graph_of(layer):
    """The functional model that `layer` is, or is made of; None for any other layer, and for a `call` of its own."""
    if not runs_keras(layer):
        return None
    if isinstance(layer, keras.Sequential):
        layer = layer._functional
    return layer if isinstance(layer, keras.Model) and hasattr(layer, "_nodes_by_depth") else None


def runs_keras(layer):
    """Whether what `layer` computes is Keras's own: a subclass with a `call` of its own may compute anything."""
    return str(getattr(getattr(layer, "call", None), "__module__", "")).startswith("keras.")


def no_graph(model):
    """What to say of a model that has no graph to walk."""
    if not isinstance(model, keras.Model):
        return f"{model!r} is a {type(model).__name__}: must be a keras.Model"
    if isinstance(model, keras.Sequential) and runs_keras(model):
        return f"model {model.name!r} is not built: begin it with keras.Input((height, width, channels)), or build() it"
    return (
        f"model {model.name!r} is a {type(model).__name__} with a call() of its own, which cannot be looked into: "
        "build it as keras.Model(inputs, outputs)"
    )


def input_tensors(graph, input_shape):
    """Fresh symbolic inputs, with the sizes of `input_shape` where the model's own are open."""
    own = [tuple(tensor.shape[1:]) for tensor in graph.inputs]
    if input_shape is None:
        shapes = own
    elif isinstance(input_shape, dict):
        shapes = [shape_of(shape) for shape in in_order(graph, input_shape, "input_shape")]
    elif shape_of(input_shape) is not None:
        shapes = [shape_of(input_shape)]
    else:
        shapes = [shape_of(shape) for shape in input_shape] if hasattr(input_shape, "__iter__") else [None]
    if len(shapes) != len(own) or not all(map(fits, shapes, own)):
        names = ", ".join(f"{tensor.name!r} {shape}" for tensor, shape in zip(graph.inputs, own, strict=True))
        raise ValueError(f"input_shape={input_shape} does not fit the inputs of model {graph.name!r}: {names}")
    return [
        keras.KerasTensor((tensor.shape[0], *shape), tensor.dtype)
        for tensor, shape in zip(graph.inputs, shapes, strict=True)
    ]


def shape_of(shape):
    """A shape as a tuple of int and None; None for what is no shape."""
    if not hasattr(shape, "__iter__"):
        return None
    sides = tuple(shape)
    if not all(side is None or (isinstance(side, Integral) and side > 0) for side in sides):
        return None
    return tuple(side if side is None else int(side) for side in sides)


def in_order(graph, given, what):
    """Values of a dict by the names of a model's inputs, as a list in the order of these.

    Raises ValueError, which begins with `what`, for other names.
    """
    names = input_names(graph)
    if set(given) != set(names):
        raise ValueError(f"{what} is of {sorted(map(str, given))}: must be of the inputs of {graph.name!r}, {names}")
    return [given[name] for name in names]


def input_names(graph):
    """Names of a model's inputs: the keys, where it was built with a dict of them."""
    built_with = graph._inputs_struct
    keys = {id(tensor): key for key, tensor in built_with.items()} if isinstance(built_with, dict) else {}
    return [keys.get(id(tensor), tensor.name) for tensor in graph.inputs]


def fits(shape, own):
    """Whether a shape agrees with the model's wherever that is not open."""
    if shape is None:
        return False
    return len(shape) == len(own) and all(side in (None, given) for given, side in zip(shape, own, strict=True))


def follow(graph, tensors, prefix, uses):
    """Append what `graph` computes of its input `tensors` to `uses`, and return its outputs."""
    known = {id(inside): tensor for inside, tensor in zip(graph.inputs, tensors, strict=True)}
    times = Counter()
    for node in ordered(graph):
        layer = node.operation
        times[layer.name] += 1
        name = prefix + layer.name + (f":{times[layer.name]}" if times[layer.name] > 1 else "")
        if node.is_input:
            if not prefix:  # an inner model's input is the outer model's tensor
                uses.append(Use(name, layer, (), {}, (), tuple(known[id(tensor)] for tensor in node.outputs)))
            continue
        args, kwargs = node.arguments.fill_in(known)
        inputs = tuple(known[id(tensor)] for tensor in node.input_tensors)
        inner = graph_of(layer)
        if inner is not None:
            outputs = follow(inner, inputs[: len(inner.inputs)], f"{name}/", uses)
        else:
            outputs = results(node, name, inputs, args, kwargs)
            uses.append(Use(name, layer, args, kwargs, inputs, tuple(outputs)))
        known.update((id(inside), tensor) for inside, tensor in zip(node.outputs, outputs, strict=True))
    return [known[id(tensor)] for tensor in graph.outputs]


def ordered(graph):
    """Nodes of the graph: from its inputs to its outputs, those of one depth in the order of ``model.layers``."""
    place = {id(operation): i for i, operation in enumerate(graph.operations)}
    for depth in sorted(graph._nodes_by_depth, reverse=True):
        yield from sorted(graph._nodes_by_depth[depth], key=lambda node: place[id(node.operation)])


def results(node, name, inputs, args, kwargs):
    """Fresh output tensors: of the shapes known since the model was built, recomputed where the inputs are others."""
    if all(new.shape == old.shape for new, old in zip(inputs, node.input_tensors, strict=True)):
        found = node.outputs
    else:
        try:
            found = keras.tree.flatten(node.operation.compute_output_spec(*args, **kwargs))
        except Exception as error:  # Keras and the backends raise whatever they like
            shapes = ", ".join(str(tuple(tensor.shape[1:])) for tensor in inputs)
            raise ValueError(f"layer {name!r} does not take {shapes}: {error}") from error
    return [keras.KerasTensor(tensor.shape, tensor.dtype) for tensor in found]
