"""Activation functions and their slopes, to play with."""

from functools import partial

from course import plot, scratch
from course.explore.explorer import Explorer

NAMES = ["logistic", "tanh", "relu", "leaky_relu", "relu6", "swish", "step", "linear"]


def activation() -> Explorer:
    """A choice of functions, and sliders for the logistic L, k, x0 and for leaky ReLU's slope in per cent."""

    def draw(function, L, k, x0, slope):
        settings = {"logistic": {"L": L, "k": k, "x0": x0}, "leaky_relu": {"slope": slope / 100}}.get(function, {})
        name = function + "".join(f", {key} = {value:g}" for key, value in settings.items())
        parts = [partial(part, **settings) for part in scratch.ACTIVATIONS[function]]
        return plot.activation({name: parts}, ylim=(-2.2, 6.4), slopes=(-1.2, 2.2))

    return Explorer(draw, function=NAMES, L=(1, 1, 4), k=(1, -2, 2), x0=(0, -5, 5), slope=(1, 0, 100))
