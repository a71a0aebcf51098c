"""Functional builders: a tensor in, a tensor out. One file for each idea, named as its paper names it."""

from course.blocks.channel_shuffle import ChannelShuffle, channel_shuffle
from course.blocks.context_module import MapIdentity, context_module
from course.blocks.conv_bn_relu import batch_norm, conv_bn, conv_bn_relu
from course.blocks.convolution import conv, depthwise_conv, max_pool
from course.blocks.dense_to_conv import dense_to_conv
from course.blocks.densenet import dense_block, transition
from course.blocks.depthwise_separable import conv_bn_relu6, depthwise_separable
from course.blocks.dilated import dilated_stack
from course.blocks.grouped_conv import grouped_conv
from course.blocks.head import dense_head, global_average_head
from course.blocks.inception import auxiliary_head, inception, naive_inception
from course.blocks.inverted_residual import inverted_residual
from course.blocks.lenet_parts import RadialBasis, Subsampling, TableConv2D, scaled_tanh
from course.blocks.low_rank_conv import low_rank_conv
from course.blocks.lrn import LocalResponseNormalization, local_response_norm
from course.blocks.mbconv import mbconv
from course.blocks.nasnet import normal_cell, reduction_cell
from course.blocks.preactivation import bn_relu, preactivation, preactivation_bottleneck
from course.blocks.residual import basic_residual, bottleneck, plain_block
from course.blocks.resnext import resnext
from course.blocks.sampling import Sampling
from course.blocks.shortcut import PadChannels, shortcut_to
from course.blocks.shuffle_unit import shuffle_unit
from course.blocks.sizes import CropLike, PadToMultiple
from course.blocks.squeeze_excite import squeeze_excite
from course.blocks.stochastic_depth import StochasticDepth, linear_decay, stochastic_depth
from course.blocks.transposed_conv import Bilinear, bilinear_upsample, deconv_bn_relu
from course.blocks.unet import unet_convs, unet_down, unet_up
from course.blocks.unpooling import MaxPoolingWithSwitches, Unpooling
from course.blocks.wide import wide

__all__ = [
    "Bilinear",
    "ChannelShuffle",
    "CropLike",
    "LocalResponseNormalization",
    "MapIdentity",
    "MaxPoolingWithSwitches",
    "PadChannels",
    "PadToMultiple",
    "RadialBasis",
    "Sampling",
    "StochasticDepth",
    "Subsampling",
    "TableConv2D",
    "Unpooling",
    "auxiliary_head",
    "basic_residual",
    "batch_norm",
    "bilinear_upsample",
    "bn_relu",
    "bottleneck",
    "channel_shuffle",
    "context_module",
    "conv",
    "conv_bn",
    "conv_bn_relu",
    "conv_bn_relu6",
    "deconv_bn_relu",
    "dense_block",
    "dense_head",
    "dense_to_conv",
    "depthwise_conv",
    "depthwise_separable",
    "dilated_stack",
    "global_average_head",
    "grouped_conv",
    "inception",
    "inverted_residual",
    "linear_decay",
    "local_response_norm",
    "low_rank_conv",
    "max_pool",
    "mbconv",
    "naive_inception",
    "normal_cell",
    "plain_block",
    "preactivation",
    "preactivation_bottleneck",
    "reduction_cell",
    "resnext",
    "scaled_tanh",
    "shortcut_to",
    "shuffle_unit",
    "squeeze_excite",
    "stochastic_depth",
    "transition",
    "unet_convs",
    "unet_down",
    "unet_up",
    "wide",
]
