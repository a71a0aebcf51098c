"""Figures side by side."""

from course.plot.figure import canvas, styled

WIDEST = 8.9  # inches: a notebook's page
TITLE, SPACE = 0.35, 0.25  # inches: above a figure, between two


@styled
def beside(figures, alt=None):
    """Several figures in one, side by side under their titles, made smaller together until they fit the page.

    Args:
        figures: title -> Figure.
        alt: alternative text; by default the titles and the figures' own.

    Returns a Figure. Raises ValueError for no figures.
    """
    if not figures:
        raise ValueError("no figures: give at least one, {title: figure}")
    sizes = [figure.get_size_inches() for figure in figures.values()]
    gaps = SPACE * (len(sizes) - 1)
    scale = min(1, (WIDEST - gaps) / sum(width for width, _ in sizes))
    whole = scale * sum(width for width, _ in sizes) + gaps
    high = scale * max(height for _, height in sizes) + TITLE

    said = "; ".join(f"{title}: {figure.alt}" for title, figure in figures.items())
    page, _ = canvas(whole, high, alt=alt or said)
    page.clear()
    page.set_layout_engine("none")
    left = 0
    for (title, figure), (width, height) in zip(figures.items(), sizes, strict=True):
        box = (left / whole, 1 - (TITLE + scale * height) / high, scale * width / whole, scale * height / high)
        axis = page.add_axes(box)
        axis.imshow(figure.picture(figure.sharp).convert("RGB"), aspect="auto", interpolation="antialiased")
        axis.axis("off")
        axis.set_title(title, pad=5)
        left += scale * width + SPACE
    return page
