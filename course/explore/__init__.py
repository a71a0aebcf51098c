"""Interactive pictures: sliders in a live notebook, a sensible still picture everywhere else."""

from course.explore.convolution import convolution
from course.explore.search import search

__all__ = ["convolution", "search"]
