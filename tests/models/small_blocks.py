"""Blocks by themselves, each as a little network on maps of 9 x 10 pixels and 8 channels."""

from functools import partial

import keras

from course import blocks

MAPS = (9, 10, 8)
BLOCKS = {
    "auxiliary_head": lambda x: blocks.auxiliary_head(x, 3, filters=2, units=4, name="block"),
    "basic_residual A": lambda x: blocks.basic_residual(x, 12, 2, shortcut="A", name="block"),
    "basic_residual B": lambda x: blocks.basic_residual(x, 12, 2, shortcut="B", name="block"),
    "basic_residual C": lambda x: blocks.basic_residual(x, 8, shortcut="C", name="block"),
    "batch_norm": lambda x: blocks.batch_norm(x, name="block"),
    "bilinear_upsample": lambda x: blocks.bilinear_upsample(x, 3, name="block"),
    "bn_relu": lambda x: blocks.bn_relu(x, name="block"),
    "bottleneck 1x1": lambda x: blocks.bottleneck(x, 2, 2, name="block"),
    "bottleneck 3x3": lambda x: blocks.bottleneck(x, 2, 2, stride_in="3x3", name="block"),
    "channel_shuffle": lambda x: blocks.channel_shuffle(x, 4, name="block"),
    "context_module basic": lambda x: blocks.context_module(x, name="block"),
    "context_module large": lambda x: blocks.context_module(x, "large", name="block"),
    "conv": lambda x: blocks.conv(x, 4, (3, 5), 2, use_bias=True, activation="relu", name="block"),
    "conv_bn": lambda x: blocks.conv_bn(x, 4, 3, name="block"),
    "conv_bn_relu": lambda x: blocks.conv_bn_relu(x, 4, 3, 2, groups=2, name="block"),
    "conv_bn_relu6": lambda x: blocks.conv_bn_relu6(x, 4, 3, 2, name="block"),
    "deconv_bn_relu": lambda x: blocks.deconv_bn_relu(x, 4, 3, name="block"),
    "dense_block": lambda x: blocks.dense_block(x, 2, 4, name="block"),
    "dense_block plain": lambda x: blocks.dense_block(x, 2, 4, bottleneck=False, name="block"),
    "dense_head": lambda x: blocks.dense_head(x, 3, units=(4,)),
    "depthwise_conv": lambda x: blocks.depthwise_conv(x, 3, 2, depth_multiplier=2, name="block"),
    "depthwise_separable": lambda x: blocks.depthwise_separable(x, 4, 2, name="block"),
    "dilated_stack": lambda x: blocks.dilated_stack(x, 4, name="block"),
    "global_average_head": lambda x: blocks.global_average_head(x, 3),
    "grouped_conv": lambda x: blocks.grouped_conv(x, 8, 3, groups=4, name="block"),
    "inception": lambda x: blocks.inception(x, 2, 3, 4, 2, 3, 2, name="block"),
    "inverted_residual": lambda x: blocks.inverted_residual(x, 8, name="block"),
    "local_response_norm": lambda x: blocks.local_response_norm(x, name="block"),
    "low_rank_conv": lambda x: blocks.low_rank_conv(x, 4, name="block"),
    "max_pool": lambda x: blocks.max_pool(x, name="block"),
    "mbconv": lambda x: blocks.mbconv(x, 8, name="block"),
    "naive_inception": lambda x: blocks.naive_inception(x, 2, 3, 4, name="block"),
    "normal_cell": lambda x: blocks.normal_cell(x, 4, name="block"),
    "plain_block": lambda x: blocks.plain_block(x, 4, 2, name="block"),
    "preactivation A": lambda x: blocks.preactivation(x, 12, 2, shortcut="A", name="block"),
    "preactivation B": lambda x: blocks.preactivation(x, 12, 2, name="block"),
    "preactivation_bottleneck": lambda x: blocks.preactivation_bottleneck(x, 4, 2, name="block"),
    "reduction_cell": lambda x: blocks.reduction_cell(x, 4, name="block"),
    "resnext split": lambda x: blocks.resnext(x, 3, groups=2, group_width=2, form="split", name="block"),
    "resnext concatenate": lambda x: blocks.resnext(x, 3, groups=2, group_width=2, form="concatenate", name="block"),
    "resnext grouped": lambda x: blocks.resnext(x, 3, 2, groups=2, group_width=2, name="block"),
    "shortcut_to": lambda x: blocks.shortcut_to(x, 12, 2, name="block"),
    "shuffle_unit 1": lambda x: blocks.shuffle_unit(x, 8, groups=2, name="block"),
    "shuffle_unit 2": lambda x: blocks.shuffle_unit(x, 16, 2, groups=2, name="block"),
    "squeeze_excite": lambda x: blocks.squeeze_excite(x, 2, name="block"),
    "stochastic_depth": lambda x: blocks.stochastic_depth(x, 0.7, name="block"),
    "transition": lambda x: blocks.transition(x, name="block"),
    "unet_convs": lambda x: blocks.unet_convs(x, 4, name="block"),
    "unet_down": lambda x: blocks.unet_down(x, 4, padding="same", name="block"),
    "unet_up": lambda x: blocks.unet_up(blocks.unet_down(x, 4, padding="same", name="a"), x, 4, name="block"),
    "wide": lambda x: blocks.wide(x, 4, 2, factor=2, dropout=0.3, name="block"),
}  # fmt: skip
NO_BLOCKS = {"dense_to_conv", "linear_decay", "scaled_tanh"}  # of a whole network; of numbers; an activation


def build(name):
    """A network of one block."""
    maps = keras.Input(MAPS, name="maps")
    return keras.Model(maps, BLOCKS[name](maps), name="block_alone")


NETWORKS = {f"block {name}": partial(build, name) for name in BLOCKS}
