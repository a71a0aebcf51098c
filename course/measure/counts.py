"""Parameters and multiply-adds."""

from math import prod

from keras import layers

CONVOLUTIONS = (layers.Conv1D, layers.Conv2D, layers.Conv3D, layers.DepthwiseConv1D, layers.DepthwiseConv2D)
TRANSPOSED = (layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose)
FREE = (layers.BatchNormalization, layers.Normalization, layers.Embedding)  # none, by the papers' convention


def parameters(model) -> int:
    """Number of trainable weights, as papers count: without the moving statistics of batch normalisation."""
    return sum(prod(weight.shape) for weight in model.trainable_weights)


def macs(model) -> int:
    """Multiply-adds for one example: those of convolutions, dense and recurrent layers, as papers count.

    Biases, normalisation, activations and pooling are left out. A layer of another kind tells its own number in a
    method ``macs()``.

    Raises ValueError if the size of the images is open, and for a layer with weights whose multiply-adds are unknown.
    """
    return sum(layer_macs(layer) for layer in model.layers)


def layer_macs(layer) -> int:
    """Multiply-adds of one layer for one example; errors as of `macs`."""
    if hasattr(layer, "macs"):
        return layer.macs()
    if isinstance(layer, TRANSPOSED):
        return prod(layer.kernel.shape) * places(layer, layer.input)
    if isinstance(layer, CONVOLUTIONS):
        return prod(layer.kernel.shape) * places(layer, layer.output)
    if isinstance(layer, layers.SeparableConv2D):
        weights = prod(layer.depthwise_kernel.shape) + prod(layer.pointwise_kernel.shape)
        return weights * places(layer, layer.output)
    if isinstance(layer, layers.Dense):
        return prod(layer.kernel.shape) * places(layer, layer.output)
    if isinstance(layer, layers.LSTM):
        return (prod(layer.cell.kernel.shape) + prod(layer.cell.recurrent_kernel.shape)) * places(layer, layer.input)
    if layer.trainable_weights and not isinstance(layer, FREE):
        raise ValueError(f"layer {layer.name!r}: the multiply-adds of {type(layer).__name__} are unknown")
    return 0


def places(layer, tensor):
    """Number of positions at which a layer's weights are used: the axes between batch and channels."""
    if None in tensor.shape[1:-1]:
        raise ValueError(f"layer {layer.name!r} works on {tensor.shape}: build the network with a fixed input_shape")
    return prod(tensor.shape[1:-1])
