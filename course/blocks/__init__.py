"""Functional builders: a tensor in, a tensor out. One file for each idea, named as its paper names it."""

from course.blocks.conv_bn_relu import batch_norm, conv_bn, conv_bn_relu
from course.blocks.convolution import conv, depthwise_conv, max_pool
from course.blocks.head import dense_head, global_average_head
from course.blocks.residual import basic_residual, bottleneck, plain_block
from course.blocks.shortcut import PadChannels, shortcut_to

__all__ = [
    "PadChannels",
    "basic_residual",
    "batch_norm",
    "bottleneck",
    "conv",
    "conv_bn",
    "conv_bn_relu",
    "dense_head",
    "depthwise_conv",
    "global_average_head",
    "max_pool",
    "plain_block",
    "shortcut_to",
]
