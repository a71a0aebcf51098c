"""What each layer of a network costs."""

from course.plot.figure import BLUE, canvas, styled


@styled
def layer_bars(panels, alt=None):
    """A panel of horizontal bars for each thing counted, a bar for each layer, from the image downwards.

    Args:
        panels: what is counted, with its unit -> {name of a layer: amount}; the same layers in all.
        alt: text for those who cannot see it; by default the panels and the largest layer of each.

    Returns a Figure: each bar has its share of the panel's sum beside it. Raises ValueError for no panels or no layers,
    and for panels with different layers.
    """
    layers = list(next(iter(panels.values()), ()))
    if not layers or any(list(amounts) != layers for amounts in panels.values()):
        raise ValueError(f"panels={ {name: list(each) for name, each in panels.items()} }: must have the same layers")
    most = {name: max(amounts, key=amounts.get) for name, amounts in panels.items()}
    alt = alt or "Cost of each layer: " + "; ".join(f"{name}, most in {layer}" for name, layer in most.items())
    figure, axes = canvas(
        min(8.6, 2.7 * len(panels) + 0.5), 0.29 * len(layers) + 0.9, 1, len(panels), alt, sharey=True, squeeze=False
    )
    for axis, (name, amounts) in zip(axes[0], panels.items(), strict=True):
        sizes, total = list(amounts.values()), sum(amounts.values())
        axis.barh(range(len(layers)), sizes, color=BLUE)
        for place, size in enumerate(sizes):
            axis.text(size, place, f" {size / (total or 1):.0%}", va="center", fontsize=9.5)
        axis.set(xlabel=name, xlim=(0, 1.25 * max(*sizes, 1e-9)))
        axis.locator_params(axis="x", nbins=4)
    axes[0][0].set_yticks(range(len(layers)), layers)
    axes[0][0].invert_yaxis()
    return figure
