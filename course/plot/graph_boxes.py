"""What a graph of a network is drawn from: layers in boxes, with words for each, and the arrows between them."""

import re
from dataclasses import dataclass, field

#: Merges, which are drawn in their own look: class -> words.
MERGES = {
    "Add": "+  add", "Multiply": "×  multiply", "Subtract": "−  subtract", "Average": "average", "Maximum": "maximum",
    "Minimum": "minimum", "Dot": "dot product", "Concatenate": "concatenate",
}  # fmt: skip
#: Layers that work on each value by itself: they stand in one box with the convolution before or behind them.
ONE_BY_ONE = (
    "BatchNormalization", "ReLU", "Activation", "LeakyReLU", "PReLU", "ELU", "Dropout", "SpatialDropout2D",
    "StochasticDepth", "LocalResponseNormalization",
)  # fmt: skip
WORDS = {"relu": "ReLU", "relu6": "ReLU6", "elu": "ELU", "gelu": "GELU", "InputLayer": "input", "Sigmoid": "sigmoid"}


@dataclass(eq=False)
class Box:
    """One or more layers in a row: what the figure draws as one box.

    Attributes: `lines` (a text each), `shape` (of what leaves, as a text), `kind` ("input", "merge", "layer"),
    `layers`, and `sources`, the boxes whose arrows end here, in the order of the layer's inputs.
    """

    lines: list
    shape: str
    kind: str
    layers: list
    sources: list = field(default_factory=list)


def boxes_of(model, label=None):
    """Boxes of a functional model in the order of computing, and those that hold its outputs.

    Raises ValueError for a model without a graph.
    """
    if not getattr(model, "outputs", None) or not getattr(model, "inputs", None):
        what = f"{getattr(model, 'name', model)!r} is a {type(model).__name__} without a graph"
        raise ValueError(f"{what}: give a keras.Model(inputs, outputs), or a Sequential that begins with keras.Input")
    made, readers, order = {}, {}, []

    def visit(tensor):  # depth first: what a step reads stands before it
        if id(tensor) in made:
            return
        operation, index, _ = tensor._keras_history
        node = operation._inbound_nodes[index]
        outside = any(tensor is given for given in model.inputs)
        inputs = [] if outside else list(node.input_tensors)
        for read in inputs:
            visit(read)
            readers.setdefault(id(read), []).append(node)
        step = (operation, inputs, tensor if outside else node.outputs[0], outside)
        order.append(step)
        for given in [tensor] if outside else node.outputs:
            made[id(given)] = step

    for tensor in [*model.inputs, *model.outputs]:
        visit(tensor)

    box_of, ends = {}, {id(made[id(tensor)]) for tensor in model.outputs}
    boxes = []
    for step in order:
        operation, inputs, output, outside = step
        before = [box_of[id(made[id(tensor)])] for tensor in inputs]
        alone = len(before) == 1 and len(readers[id(inputs[0])]) == 1 and id(made[id(inputs[0])]) not in ends
        if alone and joins(operation, before[0]):
            box = before[0]
            box.layers.append(operation)
            box.shape = shape_in_words(output)
        else:
            kind = "input" if outside else "merge" if type(operation).__name__ in MERGES else "layer"
            box = Box([], shape_in_words(output), kind, [operation], before)
            boxes.append(box)
        box_of[id(step)] = box
    for box in boxes:
        shown = [layer for layer in box.layers if kind_of(layer) != "ZeroPadding2D" or len(box.layers) == 1]
        texts = [(label(layer) if label else None) or in_words(layer, box.kind) for layer in shown]
        box.lines = [line for text in texts for line in text.split("\n")]
    return boxes, [box_of[id(made[id(tensor)])] for tensor in model.outputs]


def joins(layer, box):
    """Whether a layer goes into the box before it: convolution, normalisation, ReLU; or the latter two ahead of it."""
    kinds = [kind_of(other) for other in box.layers]
    if box.kind != "layer" or kind_of(layer) in MERGES:
        return False
    if kinds[-1] == "ZeroPadding2D":  # padding belongs to what it is made for
        return True
    if kind_of(layer) in ONE_BY_ONE:
        return kinds[0] not in ONE_BY_ONE or all(kind in ONE_BY_ONE for kind in kinds)
    padding = kind_of(layer) == "ZeroPadding2D"
    return all(kind in ONE_BY_ONE for kind in kinds) and (padding or "Conv" in kind_of(layer))


def kind_of(layer):
    """Name of a layer's class."""
    return type(layer).__name__


def in_words(layer, kind="layer"):
    """A layer in few words, with the numbers that make it what it is: ``conv 3×3 /2, 64``."""
    name = kind_of(layer)
    if kind == "input":
        return "input"
    if name in MERGES:
        return MERGES[name]
    if name == "Activation":
        return activation(layer) or "identity"
    if name == "BatchNormalization":
        return "batch norm"
    if name == "Dropout":
        return f"dropout {layer.rate:g}"
    if name == "Dense":
        return with_activation(f"dense {layer.units}", layer)
    if "Conv" in name and hasattr(layer, "kernel_size"):
        return with_activation(convolution(layer), layer)
    if hasattr(layer, "pool_size"):
        word = "max pool" if "Max" in name else "average pool"
        return f"{word} {sides(layer.pool_size)}{steps(layer.strides)}"
    if name.startswith("Global"):
        return "global max pool" if "Max" in name else "global average pool"
    if name in ("Functional", "Sequential"):
        return layer.name
    return WORDS.get(name) or (name if name.isupper() or name.endswith("ReLU") else words(name))


def convolution(layer):
    """A convolution in words."""
    name = kind_of(layer)
    word = "depthwise" if "Depthwise" in name else "separable" if "Separable" in name else "conv"
    word = f"transposed {word}" if "Transpose" in name else word
    parts = [f"{word} {sides(layer.kernel_size)}{steps(layer.strides)}"]
    if "Depthwise" not in name:
        parts.append(str(layer.filters))
    if max(layer.dilation_rate) > 1:
        parts.append(f"dilation {max(layer.dilation_rate)}")
    more = f"\n{layer.groups} groups" if getattr(layer, "groups", 1) not in (1, None) else ""
    return ", ".join(parts) + more


def with_activation(text, layer):
    """The activation that is part of a layer stands below it, as a layer of its own would."""
    return text + (f"\n{activation(layer)}" if activation(layer) else "")


def activation(layer):
    """Name of a layer's activation; None for none."""
    name = getattr(layer.activation, "__name__", None) or words(kind_of(layer.activation))
    return None if name == "linear" else WORDS.get(name, name.replace("_", " "))


def sides(size):
    """A window, 3×3."""
    return "×".join(map(str, size))


def steps(strides):
    """Strides behind a window: nothing for 1."""
    strides = tuple(strides) if hasattr(strides, "__len__") else (strides,)
    if max(strides) == 1:
        return ""
    return f" /{strides[0]}" if len(set(strides)) == 1 else f" /{sides(strides)}"


def words(name):
    """A class's name in words: ``StochasticDepth`` is stochastic depth."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", re.sub(r"[123]D$", "", name))
    return parts.lower()


def shape_in_words(tensor):
    """Sizes without the batch, 56×56×64; H and W where they are open."""
    shape = tuple(tensor.shape)[1:]
    names = ("H", "W") if len(shape) == 3 else ()
    return "×".join(str(side or (names[i] if i < len(names) else "?")) for i, side in enumerate(shape))
