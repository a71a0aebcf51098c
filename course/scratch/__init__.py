"""The mathematics of the course in NumPy alone: written to be read beside the formula, then made fast."""

from course.scratch.activations import (
    ACTIVATIONS,
    leaky_relu,
    leaky_relu_derivative,
    linear,
    linear_derivative,
    logistic,
    logistic_derivative,
    relu,
    relu6,
    relu6_derivative,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    silu,
    silu_derivative,
    step,
    step_derivative,
    swish,
    swish_derivative,
    tanh,
    tanh_derivative,
)
from course.scratch.backward import conv2d_backward, conv_backward_naive
from course.scratch.convolution import conv, conv1d, conv2d, conv3d
from course.scratch.dense import dense, dense_backward
from course.scratch.dropout import dropout
from course.scratch.geometry import output_size
from course.scratch.gradient_check import numerical_gradient, relative_error
from course.scratch.layers import (
    Activation,
    AveragePool2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    ReLU,
)
from course.scratch.losses import cross_entropy, cross_entropy_backward, log_softmax, softmax, softmax_backward
from course.scratch.matrix import conv_matrix
from course.scratch.naive import conv_naive
from course.scratch.normalisation import batch_norm, batch_norm_backward, local_response_norm
from course.scratch.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from course.scratch.sequential import SGD, Sequential
from course.scratch.transposed import conv2d_transpose, conv2d_transpose_backward

__all__ = [
    "ACTIVATIONS",
    "SGD",
    "Activation",
    "AveragePool2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "MaxPool2D",
    "ReLU",
    "Sequential",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm",
    "batch_norm_backward",
    "conv",
    "conv1d",
    "conv2d",
    "conv2d_backward",
    "conv2d_transpose",
    "conv2d_transpose_backward",
    "conv3d",
    "conv_backward_naive",
    "conv_matrix",
    "conv_naive",
    "cross_entropy",
    "cross_entropy_backward",
    "dense",
    "dense_backward",
    "dropout",
    "leaky_relu",
    "leaky_relu_derivative",
    "linear",
    "linear_derivative",
    "local_response_norm",
    "log_softmax",
    "logistic",
    "logistic_derivative",
    "max_pool2d",
    "max_pool2d_backward",
    "numerical_gradient",
    "output_size",
    "relative_error",
    "relu",
    "relu6",
    "relu6_derivative",
    "relu_derivative",
    "sigmoid",
    "sigmoid_derivative",
    "silu",
    "silu_derivative",
    "softmax",
    "softmax_backward",
    "step",
    "step_derivative",
    "swish",
    "swish_derivative",
    "tanh",
    "tanh_derivative",
]
