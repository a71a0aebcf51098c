"""Transfer: the first layers of a trained network as the start of another."""

import difflib

import keras


def transfer(source, target, last, freeze=False):
    """Give `target` the weights of `source` up to layer `last`; what comes behind stays as it is.

    Layers are found by their names. Do this before the network is compiled.

    Args:
        source: a trained ``keras.Model``.
        target: a ``keras.Model`` with the same layers from the image to `last`.
        last: name of the last layer that is taken over.
        freeze: whether these layers stay as they are in training; their batch normalisation then goes on
            with the mean and variance that it has learnt. Without, they learn like the others: fine-tuning.

    Returns `target`.
    Raises ValueError, before anything is changed, where `target` has no such layer, or `source` others, and
    where one of them holds layers in a model of its own: give that model.
    Source: Yosinski et al. 2014, "How transferable are features in deep neural networks?", section 2.
    """
    for which, net in (("source", source), ("target", target)):
        inner = [layer.name for layer in net.layers if isinstance(layer, keras.Model) and layer.weights]
        if inner:
            what = f"{which} {net.name!r} holds layers in a model of its own, {inner[0]!r}"
            raise ValueError(f"{what}: give that, {which}.get_layer({inner[0]!r})")
    names = [layer.name for layer in target.layers]
    if last not in names:
        near = difflib.get_close_matches(str(last), names, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"last={last!r}: {target.name} has no such layer: {hint}There are: {', '.join(names)}")
    below = keras.Model(target.inputs, target.get_layer(last).output).layers  # all that the layer depends on
    known = {layer.name: layer for layer in source.layers}
    for layer in below:
        here, there = (shapes(found) if found else None for found in (layer, known.get(layer.name)))
        if here and here != there:
            raise ValueError(f"layer {layer.name!r} has weights {here} in {target.name}, {there} in {source.name}")
    for layer in below:
        if layer.weights:
            layer.set_weights(known[layer.name].get_weights())
        layer.trainable = not freeze
    return target


def shapes(layer):
    """Shapes of a layer's weights."""
    return [tuple(weight.shape) for weight in layer.weights]
