"""The same amounts of several things, beside each other."""

from course.plot.figure import BLACK, BLUE, ORANGE, canvas, styled

LOOKS = ((ORANGE, "///"), (BLUE, ""), ("#FFFFFF", ""))


@styled
def grouped_bars(panels, alt=None):
    """A panel for each measure; in it, for each place, one horizontal bar for each thing compared; returns a Figure.

    Args:
        panels: what is measured, with its unit -> {name of a thing: {place: amount}}; at most three panels of at most
            three things. All panels have the places of the first, in its order; where a thing lacks one, no bar.
        alt: text for those who cannot see it.

    Raises ValueError for no panels, or more panels or things than can be told apart.
    """
    names = list(dict.fromkeys(name for panel in panels.values() for name in panel))
    if not 1 <= len(panels) <= 3 or not 1 <= len(names) <= len(LOOKS):
        raise ValueError(f"{len(panels)} panels of {len(names)} things: give 1 to 3 panels of 1 to {len(LOOKS)} things")
    places = list(dict.fromkeys(place for things in next(iter(panels.values())).values() for place in things))
    alt = alt or f"{' and '.join(names)} compared, for {', '.join(places)}: {'; '.join(panels)}"
    figure, axes = canvas(8.6, 0.4 * len(places) + 1.4, 1, len(panels), alt, sharey=True, squeeze=False)
    thick = 0.8 / len(names)
    for axis, (measure, things) in zip(axes[0], panels.items(), strict=True):
        for i, (name, (colour, hatch)) in enumerate(zip(names, LOOKS, strict=False)):
            middles = [row + (i - (len(names) - 1) / 2) * thick for row in range(len(places))]
            amounts = [things.get(name, {}).get(place, 0) for place in places]
            axis.barh(middles, amounts, thick, label=name, color=colour, hatch=hatch, edgecolor=BLACK, linewidth=0.8)
        axis.set(xlabel=measure)
    axes[0, 0].set_yticks(range(len(places)), places)
    axes[0, 0].invert_yaxis()
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(names))
    return figure
