"""A dense head as convolutions: Long, Shelhamer, Darrell 2015, "Fully convolutional networks …", section 3.1."""

import keras
from keras import layers

FLATTENS = (layers.Flatten, layers.GlobalAveragePooling2D)
POINTWISE = (
    layers.Dropout,
    layers.Activation,
    layers.ReLU,
    layers.Softmax,
    layers.Rescaling,
    layers.BatchNormalization,
)


def dense_to_conv(model, name=None):
    """Turn a classifier into the same network for images of any size: a map of classes in place of one answer.

    The first dense layer becomes a convolution whose window is all that it saw, the others 1x1 convolutions, a global
    average an average of that window. On images of the old size the map is one pixel, the old answer; on larger ones
    it is what the classifier says of every window, ``strides of the network`` pixels apart. Where the network pads
    inside, windows of a larger image see their neighbours in place of zeros: there the two differ a little.

    Args:
        model: a network of one input and one output, images of fixed size to vectors, which ends in a `Flatten` or
            `GlobalAveragePooling2D`, then dense layers, dropout, activations.
        name: of the new model, ``{model.name}_conv`` by default.

    Returns an uncompiled model with copies of the weights, (N, H, W, C) of any size to (N, h, w, classes).
    Raises ValueError where the end of the network is another.
    Source: Long et al. 2015, section 3.1 and figure 2.
    """
    head = head_of(model)
    features = head[0].input
    if None in features.shape[1:]:
        raise ValueError(f"model {model.name!r} takes images of any size already: build it with a fixed input_shape")

    image = keras.Input((None, None, model.input_shape[-1]), name=model.inputs[0].name, dtype=model.inputs[0].dtype)
    old = keras.Model(model.input, features)
    body = keras.models.clone_model(old, input_tensors=image)
    body.set_weights(old.get_weights())
    x = body.output

    window = features.shape[1:3]
    if isinstance(head[0], layers.GlobalAveragePooling2D):
        x = layers.AveragePooling2D(window, 1, name=head[0].name)(x)
        window = (1, 1)
    for layer in head[1:]:
        if isinstance(layer, layers.Dense):
            x = as_convolution(x, layer, window)
            window = (1, 1)
        else:
            copy = type(layer).from_config(layer.get_config())
            x = copy(x)
            copy.set_weights(layer.get_weights())
    return keras.Model(image, x, name=name or f"{model.name}_conv")


def as_convolution(x, dense, window):
    """Apply to `x` the convolution whose window of height and width `window` computes what `dense` does."""
    conv = layers.Conv2D(
        dense.units, window, use_bias=dense.use_bias, activation=dense.activation, name=dense.name,
        dtype=dense.dtype_policy,
    )  # fmt: skip
    x = conv(x)
    kernel, *bias = dense.get_weights()
    conv.set_weights([kernel.reshape(conv.kernel.shape), *bias])
    return x


def head_of(model):
    """Layers from the one that makes vectors of maps to the end; ValueError where another one is among them."""
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(f"model {model.name!r}: must have one input and one output")
    head, tensor = [], model.output
    while True:
        layer = tensor._keras_history.operation
        head.insert(0, layer)
        if isinstance(layer, FLATTENS):
            return head
        if not isinstance(layer, (layers.Dense, *POINTWISE)):
            raise ValueError(
                f"model {model.name!r} ends in {layer.name!r}, a {type(layer).__name__}: after Flatten or "
                f"GlobalAveragePooling2D there may be Dense, {', '.join(kind.__name__ for kind in POINTWISE)}"
            )
        tensor = layer.input
