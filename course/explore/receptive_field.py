"""What a unit of a deep layer sees, to play with."""

from course import plot
from course.explore.explorer import Explorer


def receptive_field() -> Explorer:
    """Sliders for the number of layers, and for the kernel size, stride and dilation that all of them have."""

    def draw(layers, kernel_size, stride, dilation):
        return plot.receptive_field([(kernel_size, stride, dilation)] * layers)

    return Explorer(draw, layers=(3, 1, 6), kernel_size=(3, 1, 7), stride=(1, 1, 3), dilation=(1, 1, 4))
