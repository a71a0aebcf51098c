"""Numbers against numbers."""

from matplotlib.ticker import MaxNLocator

from course.plot.figure import canvas, styled


@styled
def lines(x, series, xlabel, ylabel, title="", size=(5.6, 3.2), alt=None, **axis_settings):
    """One line for each entry of `series` (name -> values) over the shared values `x`; returns a Figure."""
    figure, axis = canvas(*size, alt=alt or f"{ylabel} against {xlabel}: {', '.join(series)}")
    for name, values in series.items():
        axis.plot(x, values, label=name, **({"marker": ""} if len(values) > 40 else {}))  # else nothing but markers
    if isinstance(x, range):
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))  # there is no epoch 2.5
    axis.set(xlabel=xlabel, ylabel=ylabel, title=title, **axis_settings)
    if len(series) > 1:
        axis.legend()
    return figure


@styled
def curves(history):
    """Loss and accuracy of a training, epoch by epoch, on training and test images; returns a Figure.

    `history` is what ``train.fit`` returns.
    """
    figure, axes = canvas(
        8, 2.9, 1, 2, alt="Loss falls and accuracy rises over the epochs, on training and test images"
    )
    epochs = range(1, len(history["loss"]) + 1)
    for axis, name in zip(axes, ("loss", "accuracy"), strict=True):
        axis.plot(epochs, history[name], label="training images")
        axis.plot(epochs, history[f"val_{name}"], label="test images")
        axis.set(xlabel="epoch", ylabel=name)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.legend()
    return figure
