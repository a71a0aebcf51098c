"""Every figure style of the course. A function returns a figure, which shows itself as the last line of a cell."""

from course.plot.activation import activation
from course.plot.arcs import arcs
from course.plot.bars import stacked_bars
from course.plot.beside import beside
from course.plot.boxes import boxes
from course.plot.bubbles import bubbles
from course.plot.computation import computation
from course.plot.confusion import confusion_matrix
from course.plot.connections import connections
from course.plot.course_map import course_map
from course.plot.curves import curves, lines
from course.plot.feature_maps import feature_maps
from course.plot.fields import fields_on_image, influence
from course.plot.figure import Animation, Figure
from course.plot.front import front, pareto_front
from course.plot.gradient_flow import gradient_flow
from course.plot.graph import graph
from course.plot.grouped_bars import grouped_bars
from course.plot.growth import depth_and_error
from course.plot.heat_maps import heat_maps
from course.plot.images import filter_bank, image_grid
from course.plot.layer_bars import layer_bars
from course.plot.loss_surface import loss_surface
from course.plot.masks import masks
from course.plot.matrices import matrices
from course.plot.matrix import matrix
from course.plot.pooling import pooling
from course.plot.projections import projections
from course.plot.receptive_field import receptive_field
from course.plot.sliding import convolution_animation, convolution_step
from course.plot.window import window

__all__ = [
    "Animation",
    "Figure",
    "activation",
    "arcs",
    "beside",
    "boxes",
    "bubbles",
    "computation",
    "confusion_matrix",
    "connections",
    "convolution_animation",
    "convolution_step",
    "course_map",
    "curves",
    "depth_and_error",
    "feature_maps",
    "fields_on_image",
    "filter_bank",
    "front",
    "gradient_flow",
    "graph",
    "grouped_bars",
    "heat_maps",
    "image_grid",
    "influence",
    "layer_bars",
    "lines",
    "loss_surface",
    "masks",
    "matrices",
    "matrix",
    "pareto_front",
    "pooling",
    "projections",
    "receptive_field",
    "stacked_bars",
    "window",
]
