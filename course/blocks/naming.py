"""Blocks that name their layers."""

import functools

from keras.backend import get_uid


def named(block):
    """Decorate a block so that `name` is always there: without one it is counted, ``bottleneck_1``, ``bottleneck_2``, …

    A block names its layers ``f"{name}_conv"``: in every summary and every saved file each says where it stands.
    """

    @functools.wraps(block)
    def build(x, *args, name=None, **kwargs):
        return block(x, *args, name=name or f"{block.__name__}_{get_uid(block.__name__)}", **kwargs)

    return build
