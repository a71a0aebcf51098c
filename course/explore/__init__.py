"""Interactive pictures: sliders in a live notebook, a sensible still picture everywhere else."""

from course.explore.activation import activation
from course.explore.convolution import convolution
from course.explore.receptive_field import receptive_field
from course.explore.search import search

__all__ = ["activation", "convolution", "receptive_field", "search"]
