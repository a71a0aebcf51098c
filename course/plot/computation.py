"""A computation as a graph: values flow along the arrows, gradients against them."""

from matplotlib.patches import Rectangle

from course.plot.figure import BLACK, LIGHT, canvas, styled

WIDE, HIGH = 0.6, 0.62  # of a box, in columns and rows


@styled
def computation(steps, values, gradients=None, size=(8, 3.6), alt=None):
    """Steps of a computation as boxes with their values, white, and the last result's gradients, grey, below them.

    Args:
        steps: list of (name of the result, formula as a text, names of its inputs), in the order of computing; the last
            one's result is what gradients are of.
        values: name -> number.
        gradients: name -> gradient of the last result with respect to it, or None: values alone.
        size: width and height in inches.
        alt: alternative text; by default names and numbers.

    Returns a Figure. Raises ValueError without steps, or where a value or gradient is missing.
    """
    names = list(dict.fromkeys(name for result, _, inputs in steps for name in (*inputs, result)))
    given = {"value": values, **({} if gradients is None else {"gradient": gradients})}
    missing = [f"{what} of {name}" for what, numbers in given.items() for name in names if name not in numbers]
    if not steps or missing:
        raise ValueError(
            f"{len(steps)} steps, missing: {', '.join(missing) or 'nothing'}: need a step and every number"
        )

    said = [f"{what} of {name} {_number(numbers[name])}" for name in names for what, numbers in given.items()]
    figure, axis = canvas(*size, alt=alt or "Graph of a computation: " + ", ".join(said))
    places = _layout(steps)
    for result, _, inputs in steps:
        for name in inputs:
            (x0, y0), (x1, y1) = places[name], places[result]
            look = {"arrowstyle": "->", "shrinkA": 0, "shrinkB": 0, "lw": 1.4}
            axis.annotate("", (x1 - WIDE / 2, y1), (x0 + WIDE / 2, y0), arrowprops=look)

    formulas = {result: f"{result} = {formula}" for result, formula, _ in steps}
    for name, (x, y) in places.items():
        axis.text(x, y - HIGH / 2 - 0.05, formulas.get(name, name), ha="center", va="bottom", weight="bold")
        parts = [(f"{_number(values[name])}", "white", "normal")]
        if gradients is not None:
            parts.append((f"∂{name} = {_number(gradients[name])}", LIGHT, "italic"))
        for i, (text, colour, slant) in enumerate(parts):
            high = HIGH / len(parts)
            top = y - HIGH / 2 + i * high
            axis.add_patch(Rectangle((x - WIDE / 2, top), WIDE, high, facecolor=colour, edgecolor=BLACK))
            axis.text(x, top + high / 2, text, ha="center", va="center_baseline", style=slant)
    columns, rows = zip(*places.values(), strict=True)
    axis.set(xlim=(-0.4, max(columns) + 0.4), ylim=(max(rows) + 0.4, min(rows) - 0.65))
    axis.axis("off")
    return figure


def _layout(steps):
    """Name -> (column, row): inputs one below the other, left of where they enter; results between their inputs."""
    places, column, row = {}, {}, 0
    for result, _, inputs in steps:
        column[result] = 1 + max(column.get(name, 0) for name in inputs)
    for result, _, inputs in steps:
        for name in inputs:
            if name not in places:  # comes from outside
                places[name] = (column[result] - 1, row)
                row += 1
        places[result] = (column[result], sum(places[name][1] for name in inputs) / len(inputs))
    return places


def _number(value):
    return f"{round(float(value), 3) + 0:g}".replace("-", "−")
