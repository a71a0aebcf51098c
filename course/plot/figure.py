"""One style for all figures, and figures that carry a text for those who cannot see them."""

import functools
import io

import matplotlib
import matplotlib.figure
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

# Okabe & Ito's colours, told apart by the colour-blind, in an order in which neighbours differ in grey too.
BLUE, ORANGE, GREEN, RED, BLACK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#000000"
LIGHT, GREY = "#EDEDED", "#777777"

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "axes.titlesize": 11,
    "axes.labelsize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": matplotlib.cycler(
        color=[BLUE, ORANGE, GREEN, RED, BLACK], linestyle=["-", "--", "-.", ":", "-"], marker=["o", "s", "^", "D", "v"]
    ),
    "lines.markersize": 4,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
    "image.cmap": "gray",
}
INCH = 96  # pixels of an inch on a page


class Figure(matplotlib.figure.Figure):
    """A matplotlib figure that shows itself in a notebook, once, with an alternative text (`alt`)."""

    alt = ""
    sharp = 2  # pixels stored for each pixel shown, for dense screens

    def png(self) -> bytes:
        """The figure as a PNG file."""
        file = io.BytesIO()
        self.picture(self.sharp).save(file, "PNG", optimize=True)
        return file.getvalue()

    def picture(self, sharp: int) -> Image.Image:
        """The figure as a PIL image of 256 colours (a third of the bytes), `sharp` stored pixels for one shown."""
        drawn_at = self.get_dpi()
        try:
            self.set_dpi(INCH * sharp)
            agg = FigureCanvasAgg(self)
            with matplotlib.rc_context(STYLE):
                agg.draw()  # once, where savefig draws twice
            image = Image.frombuffer("RGBA", agg.get_width_height(physical=True), agg.buffer_rgba())
            return image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        finally:
            self.set_dpi(drawn_at)

    def _repr_mimebundle_(self, include=None, exclude=None):
        width, height = (round(inches * INCH) for inches in self.get_size_inches())
        return image_bundle(self.png(), width, height, self.alt)


class Animation:
    """Frames that play by themselves wherever a PNG is shown (an animated PNG: no scripts); the first one is the still.

    Attributes: `frames` (PIL images), `seconds` (each frame's), `alt` (alternative text).
    """

    def __init__(self, frames, seconds, alt):
        self.frames, self.seconds, self.alt = frames, seconds, alt

    def png(self) -> bytes:
        """The animation as an animated PNG file."""
        file = io.BytesIO()
        # One palette for all frames: what did not change between two of them then costs nothing.
        palette = self.frames[0].convert("RGB").quantize(64, method=Image.Quantize.MAXCOVERAGE)  # keeps white white
        first, *rest = (frame.convert("RGB").quantize(palette=palette, dither=0) for frame in self.frames)
        first.save(file, "PNG", save_all=True, append_images=rest, duration=round(1000 * self.seconds), loop=0)
        return file.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        return image_bundle(self.png(), *self.frames[0].size, self.alt)


def image_bundle(png, width, height, alt):
    """What a notebook needs to show a PNG file: its data and, beside it, its size on the page and its text."""
    return {"image/png": png, "text/plain": alt}, {"image/png": {"width": width, "height": height, "alt": alt}}


def styled(draw):
    """Make a drawing function run in the course's style; use as a decorator."""

    @functools.wraps(draw)
    def wrapper(*args, **kwargs):
        with matplotlib.rc_context(STYLE):
            return draw(*args, **kwargs)

    return wrapper


def canvas(width, height, rows=1, columns=1, alt="", **subplots):
    """An empty figure of `width` x `height` inches and its axes, as ``plt.subplots`` returns them."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    figure.alt = alt
    return figure, figure.subplots(rows, columns, **subplots)
