"""Keras models between judge and student: Keras's own layers by their configuration, and weights; nothing that runs."""

import json

import numpy as np

#: Where the classes of a configuration may come from.
MODULES = {
    "keras", "keras.layers", "keras.activations", "keras.initializers", "keras.regularizers", "keras.constraints",
    "keras.models", "keras.src.models.functional", "keras.src.models.sequential", "keras.src.models.model", "builtins",
}  # fmt: skip
OPERATIONS = {"keras.src.ops.numpy", "keras.src.ops.nn"}  # x + y, ops.relu(x) on a Keras tensor
MARKS = {"__keras_tensor__", "__tuple__", "__slice__", "__ellipsis__"}  # of Keras's own, for what is no object
#: What carries code of somebody's own, or reads files.
REFUSED = {"Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "Operation", "__lambda__", "function"}
SIZE = 1 << 20  #: characters of a configuration, at most
WEIGHTS = 50_000_000  #: numbers in the weights of one model, at most


class NoModel(ValueError):
    """A model that does not cross; the text says why."""


def is_model(value) -> bool:
    """Whether `value` is a Keras model, without importing Keras."""
    return any(f"{kind.__module__}.{kind.__name__}" == "keras.src.models.model.Model" for kind in type(value).__mro__)


def taken_apart(model) -> tuple[str, list[np.ndarray]]:
    """A model's configuration as JSON, with what is frozen in it, and its weights. Raises NoModel."""
    if not model.built:
        raise NoModel("a model that has never seen a shape has no weights yet: give it an Input")
    try:
        text = json.dumps({"model": json.loads(model.to_json()), "trainable": _flags(model)})
    except (NotImplementedError, TypeError, ValueError) as error:
        raise NoModel(f"a model with parts of one's own has no configuration: {error}"[:300]) from None
    return text, model.get_weights()


def put_together(text: str, weights: list):
    """The model of such a configuration, of Keras's own layers only. Raises NoModel."""
    import keras

    if len(text) > SIZE:
        raise NoModel(f"a model whose configuration has {len(text):,} characters")
    try:
        found = json.loads(text)
        found["model"] = _as_built(found["model"])
        _check(found["model"])
        model = keras.models.model_from_json(json.dumps(found["model"]), custom_objects={})
        if model.count_params() > WEIGHTS:
            raise NoModel(f"a model of {model.count_params():,} parameters")
        model.set_weights(weights)
        for layer, learns in zip(_layers(model), found["trainable"], strict=True):
            layer.trainable = bool(learns)  # from the outside in: a model's flag is handed down to its layers
    except NoModel:
        raise
    except Exception as error:
        raise NoModel(f"a model that cannot be built again: {type(error).__name__}: {error}"[:300]) from None
    return model


def _as_built(tree):
    """A configuration without how the model, or one in it, was compiled: that is nobody's question."""
    if isinstance(tree, list):
        return [_as_built(part) for part in tree]
    if isinstance(tree, dict):
        return {name: _as_built(part) for name, part in tree.items() if name != "compile_config"}
    return tree


def _check(tree, depth=0):
    """Each class that a configuration names is Keras's own."""
    if depth > 60:
        raise NoModel("a model nested too deeply")
    if isinstance(tree, list):
        for part in tree:
            _check(part, depth + 1)
    if not isinstance(tree, dict):
        return
    if "class_name" in tree:
        name, module = tree["class_name"], tree.get("module")
        if name in MARKS and module is None:
            pass
        elif (
            "." in str(name)
            or name in REFUSED
            or module not in MODULES | OPERATIONS
            or tree.get("registered_name") not in (None, name)
        ):
            raise NoModel(f"a model with a layer that is not Keras's own: {name}"[:300])
    for part in tree.values():
        _check(part, depth + 1)


def _layers(model):
    return model._flatten_layers(include_self=True, recursive=True)  # Keras has no public way to the inner ones


def _flags(model):
    return [layer.trainable for layer in _layers(model)]
