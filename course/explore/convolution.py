"""Where the window of a convolution goes, to play with."""

from course import plot, scratch
from course.explore.explorer import Explorer


def convolution() -> Explorer:
    """Sliders for input size, kernel size, stride, padding and dilation; the grid and the output size as a picture."""

    def draw(size, kernel_size, stride, padding, dilation):
        output = scratch.output_size(size, kernel_size, stride, padding, dilation)
        return plot.window(size, kernel_size, stride, padding, dilation, output)

    return Explorer(
        draw, size=(7, 1, 12), kernel_size=(3, 1, 7), stride=(2, 1, 4), padding=(1, 0, 4), dilation=(1, 1, 4)
    )
