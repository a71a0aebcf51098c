"""Functional builders: a tensor in, a tensor out. One file for each idea, named as its paper names it."""

from course.blocks.conv_bn_relu import conv_bn_relu

__all__ = ["conv_bn_relu"]
