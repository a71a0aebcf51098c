"""Interactive pictures: sliders in a live notebook, a sensible still picture everywhere else."""

from course.explore.convolution import convolution

__all__ = ["convolution"]
