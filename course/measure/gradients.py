"""How large the gradient of the loss is in each layer: where it vanishes, and where it explodes."""

import inspect
from collections import Counter

import keras
import numpy as np
from keras import ops

from course import backend
from course.measure.graph import functional
from course.measure.walk import in_order


def gradient_norms(model, x, y, loss="sparse_categorical_crossentropy", *, training=False):
    """Norm of the loss's gradient in each layer, with respect to its weights and to what it returns.

    The loss is the mean over the batch; the norm is the root of the sum of squares, over all of a layer's trainable
    weights, or over what it returns for the whole batch.

    Args:
        model: a functional or sequential model of one output, with weights; not changed.
        x: NumPy array of examples, or a list of them or {name: array} for several inputs.
        y: their targets, as the loss wants them.
        loss: name or function of Keras's, of (y, predictions).
        training: run dropout and batch normalisation as in training.

    Returns a DataFrame with columns layer, weights, activations, in the model's order; NaN where there is nothing to
    differentiate: no trainable weights, no path to the loss, several outputs, whole numbers.
    Raises ValueError for a model without a graph, with several outputs, or of open size.
    """
    import pandas as pd

    probed = Probed(model)
    if len(model.outputs) != 1:
        raise ValueError(f"model {model.name!r} has {len(model.outputs)} outputs: must have one")
    measure = keras.losses.get(loss)
    if isinstance(x, dict):
        x = in_order(functional(model), x, "x")
    inputs = list(x) if isinstance(x, list | tuple) else [x]
    if len(inputs) != len(model.inputs):
        raise ValueError(f"x is {len(inputs)} arrays: model {model.name!r} has {len(model.inputs)} inputs")
    zeros = probed.zeros(len(inputs[0]))

    def mean_loss(outputs):
        return ops.mean(measure(ops.convert_to_tensor(y), outputs))

    _, by_input, by_weight = backend.gradients(probed, [*inputs, *zeros], mean_loss, training)
    by_probe = dict(zip(probed.places, by_input[len(by_input) - len(zeros) :], strict=True))
    by_variable = {id(w): g for w, g in zip(model.trainable_variables, by_weight, strict=True)}

    rows = []
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        of_weights = norm([by_variable.get(id(w)) for w in layer.trainable_variables])
        rows.append((layer.name, of_weights, norm([g for (name, _), g in by_probe.items() if name == layer.name])))
    return pd.DataFrame(rows, columns=("layer", "weights", "activations"))


def norm(gradients):
    """Root of the sum of squares of all; NaN without any."""
    found = [np.asarray(g, "float64") for g in gradients if g is not None]
    return float(np.sqrt(sum(np.sum(g**2) for g in found))) if found else float("nan")


class Probed(keras.Layer):
    """A model with more inputs: zeros that are added to what each layer returns.

    The gradient with respect to these zeros is the gradient with respect to what is returned. `places` tells their
    order: name of the layer, and which call of it.
    """

    def __init__(self, model):
        super().__init__()
        self.model, self.places, self.shapes, self.built = model, [], [], True
        graph = functional(model)
        nodes = [node for depth in sorted(graph._nodes_by_depth, reverse=True) for node in graph._nodes_by_depth[depth]]
        names = [node.operation.name for node in nodes]
        for i, node in enumerate(nodes):
            tensor = node.outputs[0]
            if (
                not node.is_input
                and len(node.outputs) == 1
                and "float" in keras.backend.standardize_dtype(tensor.dtype)
            ):
                self.places.append((names[i], names[:i].count(names[i])))
                self.shapes.append(tuple(tensor.shape[1:]))

    def zeros(self, batch):
        """Zeros in the shape of what each layer returns for a batch."""
        for (name, _), shape in zip(self.places, self.shapes, strict=True):
            if None in shape:
                raise ValueError(f"layer {name!r} returns {shape}: build the network with a fixed input_shape")
        return [np.zeros((batch, *shape), "float32") for shape in self.shapes]

    def call(self, inputs, training=False):
        """Outputs of the model for [*its inputs, *zeros]."""
        graph, calls = functional(self.model), Counter()
        zeros = dict(zip(self.places, inputs[len(graph.inputs) :], strict=True))

        def run(operation, *args, **kwargs):
            place = (operation.name, calls[operation.name])
            calls[operation.name] += 1
            if isinstance(operation, keras.Layer) and "training" in inspect.signature(operation.call).parameters:
                kwargs["training"] = training
            y = operation(*args, **kwargs)
            return y + ops.cast(zeros[place], y.dtype) if place in zeros else y

        outputs = graph._run_through_graph(inputs[: len(graph.inputs)], call_fn=run)
        return keras.tree.flatten(outputs)[0]
