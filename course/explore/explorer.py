"""A picture with sliders."""

from course.plot.figure import image_bundle


class Explorer:
    """Shows `draw(**values)`, a Figure, and a slider for each value; redrawn whenever a slider moves.

    In a live notebook the sliders; without widgets (exports, stored notebooks, viewers on the web) the picture of the
    values they start from. What cannot be drawn says why, in the words of its ValueError, and the last picture stays.

    Args:
        draw: function of the sliders' values, returning a course.plot Figure.
        sliders: name -> (start, least, greatest), integers, or a list of choices, the first one to start with; the
            name is the argument's, shown with spaces.
    """

    def __init__(self, draw, **sliders):
        self.draw, self.sliders = draw, sliders

    def still(self):
        """The Figure of the values that the sliders start from."""
        return self.draw(**{name: values[0] for name, values in self.sliders.items()})

    def widget(self):
        """The sliders and the picture as an ipywidgets box."""
        import ipywidgets as widgets

        def control(name, values):
            look = {"description": name.replace("_", " "), "style": {"description_width": "6em"}}
            choices = isinstance(values, list)
            return widgets.Dropdown(options=values, **look) if choices else widgets.IntSlider(*values, **look)

        controls = {name: control(name, values) for name, values in self.sliders.items()}
        still = self.still()
        width, height = (f"{96 * inches:.0f}px" for inches in still.get_size_inches())
        picture = widgets.Image(value=still.png(), format="png", layout={"width": width, "height": height})
        message = widgets.HTML(still.alt)

        def redraw(_):
            try:
                figure = self.draw(**{name: control.value for name, control in controls.items()})
            except ValueError as error:
                message.value = f"<b>Impossible:</b> {error}"
            else:
                picture.value, message.value = figure.png(), figure.alt

        for control in controls.values():
            control.observe(redraw, "value")
        return widgets.VBox([*controls.values(), message, picture])

    def _repr_mimebundle_(self, include=None, exclude=None):
        still = self.still()
        width, height = (round(96 * inches) for inches in still.get_size_inches())
        data, metadata = image_bundle(still.png(), width, height, still.alt)
        live = self.widget()._repr_mimebundle_()
        live = live[0] if isinstance(live, tuple) else live
        return {**live, **data}, metadata
