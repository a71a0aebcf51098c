"""Every figure style of the course. A function returns a figure, which shows itself as the last line of a cell."""

from course.plot.bars import stacked_bars
from course.plot.confusion import confusion_matrix
from course.plot.connections import connections
from course.plot.course_map import course_map
from course.plot.curves import curves, lines
from course.plot.figure import Animation, Figure
from course.plot.images import filter_bank, image_grid
from course.plot.matrix import matrix
from course.plot.sliding import convolution_animation, convolution_step
from course.plot.window import window

__all__ = [
    "Animation",
    "Figure",
    "confusion_matrix",
    "connections",
    "convolution_animation",
    "convolution_step",
    "course_map",
    "curves",
    "filter_bank",
    "image_grid",
    "lines",
    "matrix",
    "stacked_bars",
    "window",
]
