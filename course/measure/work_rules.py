"""Which rule counts which layer."""

import inspect
from functools import cache

from keras import layers

from course.measure import work_attention as at
from course.measure import work_layers as of
from course.measure.walk import Use, graph_of, runs_keras, walk
from course.measure.work import OpenSizeError, UnknownError, Work, size


def work_of(use: Use) -> Work | None:
    """Work of a layer at one place of the graph; None where it is unknown.

    Raises ValueError where it takes a size that is open.
    """
    try:
        return work(use.layer, shapes(use.inputs), shapes(use.outputs), (use.args, use.kwargs))
    except UnknownError:
        return None
    except OpenSizeError as error:
        raise ValueError(
            f"layer {use.name!r} works on {error}: build the network with a fixed input_shape, or give the size as "
            "input_shape=(height, width, channels) here"
        ) from None


def shapes(tensors):
    """Shapes of tensors without the batch."""
    return [tuple(tensor.shape[1:]) for tensor in tensors]


def work(layer, x, y, call=((), {})):
    """Work of `layer` between inputs of shapes `x` and outputs of shapes `y`, with the arguments of its call.

    A layer that Keras does not have tells its number in a method ``macs(output_shape)``, and with ``normalises = True``
    that it normalises what it returns.
    """
    if hasattr(layer, "macs"):
        values = size(y[0])
        biases = 0 if getattr(layer, "bias", None) is None else values
        return Work(layer.macs(y[0]), biases, values if getattr(layer, "normalises", False) is True else 0)
    if not runs_keras(layer):  # a rule knows what Keras's own layer does, not what a subclass made of it
        raise UnknownError
    if not isinstance(layer, layers.Layer):  # of keras.ops
        if type(layer).__name__ in FREE_OPERATIONS:
            return Work()
        raise UnknownError
    if type(layer).__module__.startswith("keras.") and type(layer).__name__ in PRIVATE:
        return Work()
    for names, rule in RULES.items():
        if isinstance(layer, classes(names)):
            args, kwargs = call
            return rule(layer, x, y, inspect.signature(layer.call).bind_partial(*args, **kwargs).arguments)
    raise UnknownError


@cache
def classes(names):
    """Classes of ``keras.layers`` by their names, "Conv1D Conv2D"; "Conv?D" for Conv1D, Conv2D and Conv3D."""
    listed = (name.replace("?", str(n)) for name in names.split() for n in (range(1, 4) if "?" in name else (0,)))
    return tuple(getattr(layers, name) for name in listed if hasattr(layers, name))


def free(layer, x, y, call):
    """Pooling, element-wise work, copies, look-ups: nothing, as papers count."""
    return Work()


def normalisation(layer, x, y, call):
    """A multiply-add for each value, where normalisation is counted at all."""
    return Work(normalisation=size(y[0]))


def bidirectional(layer, x, y, call):
    """There and back."""
    return work(layer.forward_layer, x, y) + work(layer.backward_layer, x, y)


def time_distributed(layer, x, y, call):
    """The layer, or the model, inside, once in each step."""
    steps = size(x[0][:1])
    if graph_of(layer.layer) is None:
        return work(layer.layer, [x[0][1:]], [shape[1:] for shape in y]) * steps
    found = [work_of(use) for use in walk(layer.layer, x[0][1:])[0]]
    if None in found:
        raise UnknownError
    return sum(found, Work()) * steps


def inside(layer, x, y, call):
    """The layer that is wrapped."""
    return work(layer.layer, x, y)


RULES = {  # the first that fits
    "SeparableConv?D": of.separable,
    "Conv?DTranspose": of.transposed,
    "Conv?D DepthwiseConv?D": of.convolution,
    "Dense": of.dense,
    "EinsumDense": of.einsum_dense,
    "ReversibleEmbedding": of.reversible_embedding,
    "ConvLSTM?D": of.recurrent_convolution,
    "RNN": of.recurrent,
    "Bidirectional": bidirectional,
    "TimeDistributed": time_distributed,
    "SpectralNormalization": inside,
    "Dot": at.dot,
    "Attention AdditiveAttention": at.attention,
    "MultiHeadAttention": at.multi_head,
    "GroupQueryAttention": at.grouped_query,
    """BatchNormalization LayerNormalization GroupNormalization RMSNormalization UnitNormalization
    Normalization""": normalisation,
    """InputLayer Identity Masking Embedding Activation ReLU LeakyReLU PReLU ELU Softmax ActivityRegularization
    MaxPooling?D AveragePooling?D GlobalMaxPooling?D GlobalAveragePooling?D AdaptiveMaxPooling?D
    AdaptiveAveragePooling?D Add Subtract Multiply Average Maximum Minimum Concatenate
    Flatten Reshape Permute RepeatVector Cropping?D ZeroPadding?D UpSampling?D
    Dropout SpatialDropout?D AlphaDropout GaussianDropout GaussianNoise
    Rescaling Resizing CenterCrop CategoryEncoding Discretization Hashing HashedCrossing IntegerLookup StringLookup
    TextVectorization AugMix AutoContrast CutMix Equalization MixUp RandAugment RandomBrightness
    RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip
    RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation
    RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Solarization""": free,
}

PRIVATE = ("LayerScale", "StochasticDepth")  # of keras.applications' ConvNeXt: element-wise

OPERATIONS = """
    Absolute Abs Add All Amax Amin Any Arange Arccos Arcsin Arctan Arctan2 Argmax Argmin Argsort Average
    AdaptiveAveragePool AdaptiveMaxPool AveragePool BroadcastTo Cast Ceil Celu Clip Concatenate Copy Cos Cosh
    CropImages DepthToSpace Divide DivideNoNan Elu Equal Erf Exp ExpandDims Expm1 Flip Floor FloorDivide FullLike
    Gelu GetItem Glu Greater GreaterEqual HardShrink HardSigmoid HardSilu HardTanh LeakyRelu Less LessEqual
    Log Log10 Log1p Log2 LogSigmoid LogSoftmax LogicalAnd LogicalNot LogicalOr Logsumexp Max MaxPool Maximum Mean Median
    Min Minimum Mod Moveaxis Multiply Negative NotEqual OneHot OnesLike Pad PadImages Power Prod Ravel Reciprocal Relu
    Relu6 Repeat Reshape Resize RGBToGrayscale Roll Round Rsqrt Selu Sigmoid Sign Silu Sin Sinh Slice Softmax Softplus
    Softsign Sort SpaceToDepth Split Sqrt Square Squeeze Stack Std StopGradient Subtract Sum Swapaxes Take
    TakeAlongAxis Tan Tanh TanhShrink Tile TopK Transpose TrueDivide Unstack Var Where ZerosLike"""
FREE_OPERATIONS = frozenset(OPERATIONS.split())
