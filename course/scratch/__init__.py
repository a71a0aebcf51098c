"""The mathematics of the course in NumPy alone: written to be read beside the formula, then made fast."""

from course.scratch.convolution import conv, conv1d, conv2d, conv3d
from course.scratch.geometry import output_size
from course.scratch.matrix import conv_matrix
from course.scratch.naive import conv_naive

__all__ = ["conv", "conv1d", "conv2d", "conv3d", "conv_matrix", "conv_naive", "output_size"]
