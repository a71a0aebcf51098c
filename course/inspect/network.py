"""A network taken apart: scores before the softmax, parts from layer to layer, and other ways back through a ReLU."""

import difflib
from contextlib import contextmanager
from inspect import signature

import keras
import numpy as np
from keras import layers, ops

RULES = ("gradient", "deconvolution", "guided")
RECTIFIERS = (keras.activations.relu, keras.activations.relu6, ops.relu, ops.relu6)
SQUASHING = (keras.activations.softmax, keras.activations.sigmoid, ops.softmax, ops.sigmoid)


def forward(model, rule="gradient", instead=None, scores=True):
    """The network as a function of images, to what enters the softmax at its end (or the sigmoid), or to maps.

    Args:
        model: a functional or sequential model.
        rule: what a ReLU hands back of the slope R above it: "gradient", R where its input was positive;
            "deconvolution", R where R is positive; "guided", R where both are.
        instead: name of a layer; the function then takes a second tensor, which stands in the place of its maps.
        scores: False for a part of a network, whose last layer keeps its softmax or sigmoid.

    The function raises ValueError for a rule that an operation without a layer, ``keras.ops.relu``, cannot keep to.
    """
    last = model.outputs[0]._keras_history.operation if scores else None
    while graph_of(last):  # a network within the network
        last = last.outputs[0]._keras_history.operation

    def run(graph, tensors, maps):
        def call(operation, *args, **kwargs):
            if operation.name == instead and maps is not None:
                return maps
            if graph_of(operation):
                return run(graph_of(operation), keras.tree.flatten(args), None)
            if rule != "gradient" and type(operation).__name__ in ("Relu", "Relu6"):
                raise ValueError(f"{graph.name!r} calls keras.ops.relu: relu={rule!r} needs layers, keras.layers.ReLU")
            if isinstance(operation, keras.Layer) and "training" in signature(operation.call).parameters:
                kwargs["training"] = False
            if operation is last and type(operation).__name__ in ("Softmax", "Sigmoid"):  # a layer, or from keras.ops
                return args[0]
            if isinstance(operation, layers.ReLU):
                return handing_back(operation, rule)(*args)
            own = other = getattr(operation, "activation", None)
            if operation is last and (own in SQUASHING or isinstance(own, layers.Softmax)):
                other = keras.activations.linear
            with activation(operation, handing_back(own, rule) if has_relu(operation) else other):
                return operation(*args, **kwargs)

        return graph._run_through_graph(tensors, call_fn=call)

    return lambda images, maps=None: keras.tree.flatten(run(graph_of(model), [images], maps))[0]


@contextmanager
def activation(layer, other):
    """Let a layer, if it has an activation, end in another one for a moment."""
    if other is None or other is layer.activation:
        yield
        return
    attributes = vars(layer)  # torch would not set a function where a layer was, and keeps layers elsewhere
    own, attributes["activation"] = attributes.get("activation"), other
    try:
        yield
    finally:
        if own is None:
            del attributes["activation"]
        else:
            attributes["activation"] = own


def has_relu(operation):
    """Whether a layer is or ends in a ReLU that can be exchanged; of a network, whether one of its layers does."""
    if graph_of(operation):
        return any(has_relu(one) for one in graph_of(operation).operations)
    own = None if isinstance(operation, layers.RNN) else getattr(operation, "activation", None)
    return isinstance(operation, layers.ReLU) or own in RECTIFIERS or isinstance(own, layers.ReLU)


def handing_back(rectify, rule):
    """The ReLU `rectify`, which hands back by `rule`."""
    if rule == "gradient":
        return rectify

    @ops.custom_gradient
    def one_way(x):
        def backward(*args, upstream=None):
            return ops.relu(args[0] if upstream is None else upstream)

        return (rectify(x) if rule == "deconvolution" else x), backward

    return one_way if rule == "deconvolution" else lambda x: one_way(rectify(x))


def graph_of(layer):
    """The functional model that `layer` is, or is made of; None for any other layer, and for a `call` of its own."""
    if not isinstance(layer, keras.Model) or not type(layer).call.__module__.startswith("keras."):
        return None
    graph = layer._functional if isinstance(layer, keras.Sequential) else layer
    return graph if hasattr(graph, "_run_through_graph") else None


def check_model(model):
    """Raise ValueError unless `model` is made of layers and has one input."""
    if not graph_of(model):
        what = f"{getattr(model, 'name', model)!r} is a {type(model).__name__} without a graph"
        raise ValueError(f"{what}: must be a built functional or sequential keras.Model")
    if len(model.inputs) != 1:
        raise ValueError(f"model {model.name!r} has {len(model.inputs)} inputs: must have one, images")


def check_rule(model, rule):
    """Raise ValueError for an unknown rule, and one that changes nothing since the network has no ReLUs."""
    if rule not in RULES:
        raise ValueError(f"relu={rule!r}: must be one of {', '.join(map(repr, RULES))}")
    by_ops = any(type(one).__name__ in ("Relu", "Relu6") for one in graph_of(model).operations)  # `forward` refuses it
    if rule != "gradient" and not has_relu(model) and not by_ops:
        raise ValueError(f"{model.name!r} has no ReLU that relu={rule!r} could change: relu='gradient' does without")


def check_images(model, images):
    """Images as float32 (N, H, W, C); ValueError unless the model has a graph, and takes them."""
    check_model(model)
    images, own = np.asarray(images), tuple(model.inputs[0].shape[1:])
    fit = images.ndim == len(own) + 1 and all(b in (None, a) for a, b in zip(images.shape[1:], own, strict=True))
    if not fit or not len(images):
        raise ValueError(f"images of shape {images.shape}: model {model.name!r} takes (N, {', '.join(map(str, own))})")
    return images.astype("float32")


def outputs_of(model, layer):
    """What the layer of this name returns in the model: not what it returns in others, or, a model itself, inside."""
    layer, levels = model.get_layer(layer), graph_of(model)._nodes_by_depth.values()
    return [tensor for nodes in levels for node in nodes if node.operation is layer for tensor in node.output_tensors]


def layers_with_maps(model):
    """Names of the layers that return maps (N, h, w, C)."""
    inside = (one.name for one in model.layers if not isinstance(one, layers.InputLayer))
    return [name for name in inside if len(outputs_of(model, name)[0].shape) == 4]


def check_layer(model, layer, maps=True):
    """Name of a layer; by default the last that returns maps.

    Raises ValueError for an unknown one, one without maps, and one that returns several tensors or is called twice.
    """
    names, with_maps = [one.name for one in model.layers], layers_with_maps(model)
    if layer is None:
        if not with_maps:
            raise ValueError(f"model {model.name!r} has no layer that returns maps (N, h, w, C)")
        layer = with_maps[-1]
    if layer not in names:
        near = difflib.get_close_matches(str(layer), names, n=1, cutoff=0.4)
        hint = f": did you mean {near[0]!r}?" if near else f"; the last is {names[-1]!r}"
        raise ValueError(f"model {model.name!r} has no layer {layer!r}{hint}")
    if maps and layer not in with_maps:
        raise ValueError(f"layer {layer!r} returns no maps (N, h, w, C); of {model.name!r} these do: {with_maps}")
    if (count := len(outputs_of(model, layer))) > 1:
        raise ValueError(
            f"layer {layer!r} of {model.name!r} returns {count} tensors: must be called once, and return one"
        )
    return layer


def one_each(name, numbers, count, most):
    """One whole number from 0 to `most` - 1 for each of `count`, as an array; ValueError otherwise."""
    found = np.asarray(numbers)
    if found.dtype.kind not in "iu" or found.shape not in ((), (count,)) or found.min() < 0 or found.max() >= most:
        raise ValueError(f"{name}={numbers!r}: must be a number from 0 to {most - 1}, or {count} of them")
    return np.broadcast_to(found, (count,))


def classes_of(model, images, classes):
    """One class number for each image; those with the highest score where `classes` is None."""
    if len(model.outputs) != 1 or len(model.outputs[0].shape) != 2:
        shapes = [tuple(output.shape) for output in model.outputs]
        raise ValueError(f"model {model.name!r} returns {shapes}: must be scores of classes, (N, classes)")
    if classes is None:
        return np.argmax(ops.convert_to_numpy(model.predict_on_batch(images)), axis=-1)
    return one_each("classes", classes, len(images), model.outputs[0].shape[-1])


def chosen(scores, numbers):
    """Sum over the batch of the score with each one's number."""
    return ops.sum(scores * ops.one_hot(ops.convert_to_tensor(numbers), scores.shape[-1], dtype=scores.dtype))
