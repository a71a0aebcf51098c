"""The course on one page."""

import textwrap

from matplotlib.patches import FancyBboxPatch

from course.plot.figure import BLACK, GREY, LIGHT, canvas, styled

#: Part of the course -> its notebooks, in order: (number, title).
PARTS = {
    "Foundations": [
        (0, "Start here"),
        (1, "Convolution"),
        (2, "Back-propagation"),
        (3, "Activations"),
        (4, "Pooling and receptive fields"),
    ],
    "Case studies": [
        (5, "LeNet"),
        (6, "AlexNet"),
        (7, "VGG"),
        (8, "GoogLeNet"),
        (9, "ResNet"),
        (10, "The ResNet family"),
    ],
    "Design": [(11, "Complexity and guidelines"), (12, "Efficient nets")],
    "Beyond classifying": [
        (13, "Transfer learning"),
        (14, "Segmentation"),
        (15, "Other tasks"),
        (16, "Looking inside"),
        (17, "Fact check"),
    ],
}


@styled
def course_map(written):
    """Parts of the course as columns, notebooks as boxes; those in `written` (numbers) are drawn full, others pale.

    Returns a Figure.
    """
    titles = "; ".join(f"{part}: {', '.join(title for _, title in books)}" for part, books in PARTS.items())
    rows = max(len(books) for books in PARTS.values())
    figure, axis = canvas(8.2, 0.62 * rows + 0.5, alt=f"Map of the course. {titles}")
    for column, (part, books) in enumerate(PARTS.items()):
        axis.text(column + 0.46, 0.1, part, ha="center", weight="bold")
        for row, (number, title) in enumerate(books):
            here = number in written
            axis.add_patch(
                FancyBboxPatch(
                    (column + 0.03, -row - 0.88), 0.86, 0.7, boxstyle="round,pad=0,rounding_size=0.08",
                    facecolor=LIGHT if here else "white", edgecolor=BLACK if here else GREY,
                    linewidth=1.4 if here else 0.8, linestyle="-" if here else ":", mutation_aspect=1.6,
                )
            )  # fmt: skip
            text = "\n".join(textwrap.wrap(f"{number:02d}  {title}", 20))
            axis.text(column + 0.46, -row - 0.53, text, ha="center", va="center", color=BLACK if here else GREY)
            if row + 1 < len(books):
                axis.annotate("", (column + 0.46, -row - 1.2), (column + 0.46, -row - 0.86),
                              arrowprops={"arrowstyle": "->", "color": GREY})  # fmt: skip
    axis.set(xlim=(-0.02, len(PARTS) - 0.06), ylim=(-rows, 0.5))
    axis.axis("off")
    return figure
