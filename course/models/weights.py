"""Weights into a network: those that Keras publishes, or a file of one's own."""

import os
from pathlib import Path

import h5py
from keras import layers

from course import blocks

#: Layers without weights that tell networks apart: sums make a plain one residual, normalisation stands in two places.
#: Others do not: the same network may crop to an image's size, or drop units out, and another time not.
TELLING = (layers.Add, blocks.LocalResponseNormalization)


def load_weights(model, weights, twin=None, include_top=True):
    """Fill `model` with `weights`, and return it.

    Args:
        model: a network of this package.
        weights: None: leave it as it is. "imagenet": what Keras publishes for `twin`. Otherwise a path to a file that
            ``save_weights("*.weights.h5")`` wrote.
        twin: builder of the same network in ``keras.applications``, None where there is none.
        include_top: whether the model ends in classes.

    Raises ValueError if the weights are of another network, ConnectionError if they cannot be downloaded,
    FileNotFoundError if there is no such file.
    """
    if weights is None:
        return model
    if weights == "imagenet":
        transfer(published(model, twin, include_top), model)
    else:
        load_file(model, weights)
    return model


def published(model, twin, include_top):
    """Network of ``keras.applications`` with its ImageNet weights, in the shape of `model`."""
    shape = model.input_shape[1:]
    if twin is None:
        raise ValueError(
            f"weights='imagenet': Keras publishes none for {model.name}; give None or a path to *.weights.h5"
        )
    if shape[-1] != 3:
        raise ValueError(f"input_shape={shape}: the weights of 'imagenet' need three channels, red, green, blue")
    if include_top and model.output_shape[-1] != 1000:
        raise ValueError(
            f"classes={model.output_shape[-1]}: the weights of 'imagenet' have 1000 classes; give classes=1000 or "
            "include_top=False"
        )
    transfer(twin(input_shape=shape, include_top=include_top, weights=None), model)  # fails before the download
    try:
        return twin(input_shape=shape, include_top=include_top, weights="imagenet")
    except ValueError:
        raise
    except Exception as error:  # Keras raises a bare Exception where a download fails
        raise ConnectionError(
            f"the ImageNet weights of {model.name} could not be downloaded ({error}); without a network give "
            "weights=None, or a path to *.weights.h5"
        ) from error


def load_file(model, path):
    """Fill `model` from a ``*.weights.h5`` file, if it was saved from a network with the same layers."""
    path = Path(path) if isinstance(path, str | os.PathLike) else Path(repr(path))
    if not path.name.endswith(".weights.h5"):
        raise ValueError(f"weights={str(path)!r}: must be None, 'imagenet', or a path that ends in .weights.h5")
    if not path.is_file():
        raise FileNotFoundError(f"weights={str(path)!r}: there is no such file")
    saved = saved_shapes(path)
    own = {layer: layer._trainable_variables + layer._non_trainable_variables for layer in model.layers}
    wanted = {
        layer.name: [tuple(w.shape) for w in weights]
        for layer, weights in own.items()
        if weights or isinstance(layer, TELLING)
    }
    if saved != wanted:
        differ = sorted(name for name in saved.keys() | wanted.keys() if saved.get(name) != wanted.get(name))
        raise ValueError(
            f"{path} holds the weights of another network than {model.name}: {len(differ)} layers differ, first "
            f"{differ[0]!r}, {saved.get(differ[0], 'missing')} in the file, {wanted.get(differ[0], 'missing')} here"
        )
    model.load_weights(path)


def transfer(source, target):
    """Copy the weights of `source` into `target`, a network of the same layers, so that both compute the same.

    Layers are paired in the order in which data flows from input to output, the branches of a merge in the order
    of its inputs. What `target` leaves out of `source` is folded into the normalisation that follows: a bias b is
    taken from its moving mean, another epsilon is made good in its moving variance. A 1x1 convolution of averages fits
    a dense layer. Layers that prepare the images, `Normalization`, are passed over: ours take them prepared.

    Raises ValueError if the layers do not fit, before anything is changed.
    """
    ours, theirs = list(with_weights(target)), list(with_weights(source))
    if len(ours) != len(theirs):
        raise ValueError(
            f"{source.name} has {len(theirs)} layers with weights, {target.name} {len(ours)}: not the same"
        )
    values = folded(theirs, ours)
    for mine, new in zip(ours, values, strict=True):
        if [v.shape for v in new] != [tuple(w.shape) for w in mine.weights]:
            raise ValueError(
                f"{source.name} does not fit {target.name}: layer {mine.name!r} has weights of shapes "
                f"{[tuple(w.shape) for w in mine.weights]} here and {[v.shape for v in new]} there"
            )
    for mine, new in zip(ours, values, strict=True):
        mine.set_weights(new)


def folded(theirs, ours):
    """Weights of the layers `theirs` as `ours` take them: biases and epsilons moved into the normalisations."""
    values, bias = [], None
    for other, mine in zip(theirs, ours, strict=True):
        new = other.get_weights()
        if isinstance(mine, layers.BatchNormalization) and isinstance(other, layers.BatchNormalization):
            new[-2] = new[-2] - (0 if bias is None else bias)
            new[-1] = new[-1] + (other.epsilon - mine.epsilon)
            bias = None
        elif bias is not None:
            raise ValueError(f"{mine.name!r} is no normalisation, and cannot hold the bias of the layer before it")
        elif len(new) == len(mine.weights) + 1:
            bias = new.pop()
        if len(new) == len(mine.weights):
            new = [as_dense(value, weight.shape) for value, weight in zip(new, mine.weights, strict=True)]
        values.append(new)
    if bias is not None:
        raise ValueError(f"{ours[-1].name!r} has no bias, and no normalisation behind it to hold one")
    return values


def as_dense(value, shape):
    """`value`, as the kernel of a dense layer where `shape` asks for that and it is of a 1x1 convolution."""
    return value[0, 0] if value.shape == (1, 1, *shape) else value


def with_weights(model):
    """Layers of `model` that have weights to learn, in the order in which data flows, each once."""
    seen, order, stack = set(), [], model.outputs[::-1]
    while stack:  # depth first; networks are deeper than Python's recursion
        layer, node, _ = stack[-1]._keras_history
        inputs = [tensor for tensor in layer._inbound_nodes[node].input_tensors if id(tensor) not in seen]
        if inputs:
            stack.append(inputs[0])
            continue
        seen.add(id(stack.pop()))
        if layer.weights and layer not in order and not isinstance(layer, layers.Normalization):
            order.append(layer)
    return order


def saved_shapes(path):
    """Layer name -> shapes of its weights, from a ``*.weights.h5`` file that Keras wrote; `TELLING` ones too."""
    telling = {"add", "local_response_normalization"}  # as Keras calls them in the file
    try:
        with h5py.File(path) as file:
            groups = [(kind, group["vars"]) for kind, group in file["layers"].items() if "vars" in group]
            return {
                group.attrs["name"]: [group[key].shape for key in sorted(group, key=int)]
                for kind, group in groups
                if len(group) or kind.rstrip("_0123456789") in telling
            }
    except (OSError, LookupError, AttributeError, TypeError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as weights that Keras saved: {error}") from error
