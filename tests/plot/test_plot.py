"""Figures: they show themselves once, say what they show, draw the right numbers, and refuse what cannot be drawn."""

import io
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from PIL import Image

from course import blocks, data, explore, plot, scratch
from course.plot.course_map import PARTS

RNG = np.random.default_rng(0)
X, W, B = data.worked_example()
HISTORY = {"loss": [2.0, 1.0], "val_loss": [2.1, 1.2], "accuracy": [0.3, 0.6], "val_accuracy": [0.2, 0.5]}
BANDED = scratch.conv_matrix(np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1), (5, 1), padding=1)


def residual():
    """A residual block on its own."""
    image = keras.Input((8, 8, 4))
    return keras.Model(image, blocks.basic_residual(image, 4, name="b"))


def bowl():
    """A loss surface, as measured."""
    steps = np.linspace(-1, 1, 5)
    return SimpleNamespace(alphas=steps, losses=0.1 + steps[:, None] ** 2 + steps**2)


FIGURES = {
    "image_grid": lambda: plot.image_grid(RNG.uniform(size=(3, 8, 8, 1)), ["a", "b", "c"]),
    "filter_bank": lambda: plot.filter_bank(RNG.normal(size=(3, 3, 2, 2)), ["first", "second"]),
    "confusion_matrix": lambda: plot.confusion_matrix([0, 1, 1], [0, 1, 0], ["cat", "dog"]),
    "curves": lambda: plot.curves(HISTORY),
    "bubbles": lambda: plot.bubbles(
        {"a": (1, 50, 3), "b": (10, 70, 60)}, "GMACs", "accuracy", "M", groups={"a": "x", "b": "y"}
    ),
    "lines": lambda: plot.lines([1, 2], {"one": [1, 2], "two": [2, 1]}, "shift", "difference"),
    "matrix": lambda: plot.matrix(BANDED, "T"),
    "connections": lambda: plot.connections({"dense": np.ones((2, 3), int)}),
    "course_map": lambda: plot.course_map({0}),
    "convolution_step": lambda: plot.convolution_step(X, W, B, stride=2, padding=1, at=(1, 1), filter=1),
    "stacked_bars": lambda: plot.stacked_bars({"a deck": {"right": 3, "wrong": 1}, "another": {"wrong": 2}}, "claims"),
    "layer_bars": lambda: plot.layer_bars({"memory (KB)": {"conv1": 3, "fc8": 1}, "MACs": {"conv1": 2, "fc8": 2}}),
    "grouped_bars": lambda: plot.grouped_bars({"cost": {"a": {"x": 1, "y": 2}, "b": {"x": 3}}}),
    "window": lambda: plot.window(7, 3, 2, 1, 1, 4),
    "masks": lambda: plot.masks(np.ones((2, 8, 8, 3)) * 0.5, {"truth": np.eye(8, dtype=int)[None].repeat(2, 0)}, "ab"),
    "matrices": lambda: plot.matrices({"x": np.eye(2), "y": np.ones((3, 4))}),
    "computation": lambda: plot.computation([("p", "w · x", ["w", "x"])], {"w": 2, "x": 3, "p": 6}),
    "gradient_flow": lambda: plot.gradient_flow({"one": [0.01, 1], "two": [1, 1]}),
    "activation": lambda: plot.activation({"tanh": scratch.ACTIVATIONS["tanh"]}),
    "pooling": lambda: plot.pooling([[1, 2], [3, 4]], {"pooled": [[4]]}, 2),
    "receptive_field": lambda: plot.receptive_field([(3, 2, 1), (3, 1, 1)]),
    "fields_on_image": lambda: plot.fields_on_image(np.ones((9, 9)), {"a": ((1, 3), (2, 4)), "b": ((0, 8), (0, 8))}),
    "influence": lambda: plot.influence([np.eye(9), np.eye(9)], ["a", "b"], [3, 5]),
    "feature_maps": lambda: plot.feature_maps({"c1": RNG.uniform(size=(8, 8, 3)), "s2": np.eye(4)[..., None]}),
    "heat_maps": lambda: plot.heat_maps([np.eye(4)], {"a": [np.eye(2)]}, ["x"], outlines=[np.eye(4)]),
    "arcs": lambda: plot.arcs({"x": [], "1": ["x"], "2": ["x", "1"]}),
    "beside": lambda: plot.beside({"a": plot.matrix(np.eye(2)), "b": plot.matrix(np.ones((3, 4)))}),
    "boxes": lambda: plot.boxes(RNG.uniform(size=(2, 8, 8, 3)), {"true": np.full((2, 4), 0.5)}, ["a", "b"]),
    "projections": lambda: plot.projections({"pixels": RNG.normal(size=(6, 2))}, [0, 1, 2, 0, 1, 2]),
    "graph": lambda: plot.graph(residual()),
    "depth_and_error": lambda: plot.depth_and_error(data.published("ilsvrc")),
    "front": lambda: plot.front({"a": ([1, 2], [0.5, 0.9]), "b": ([3], [0.8])}, "cost", "accuracy"),
    "loss_surface": lambda: plot.loss_surface({"a": bowl(), "b": bowl()}),
}


def texts(figure):
    """Everything written into a figure's axes."""
    return [
        text.get_text()
        for axis in figure.axes
        for text in (*axis.texts, axis.title, axis.xaxis.label, axis.yaxis.label)
    ]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_shows_itself_with_its_size_and_text(name):
    figure = FIGURES[name]()
    shown, about = figure._repr_mimebundle_()
    image, about = Image.open(io.BytesIO(shown["image/png"])), about["image/png"]
    assert about["alt"] == shown["text/plain"] != ""
    assert about["width"] <= 860, "wider than a notebook's page"
    assert image.width == pytest.approx(figure.sharp * about["width"], abs=2)
    pixels = np.asarray(image.convert("L"))
    assert pixels.min() < 100 and pixels.max() == 255, "ink on white"
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    if name != "image_grid":
        assert np.mean(border > 200) > 0.9, "something is cut off at the edge"


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_call_gives_the_same_bytes(name, monkeypatch):
    monkeypatch.setitem(globals(), "RNG", np.random.default_rng(1))
    first = FIGURES[name]().png()
    monkeypatch.setitem(globals(), "RNG", np.random.default_rng(1))
    assert FIGURES[name]().png() == first


def test_drawing_leaves_no_trace_in_the_users_style():
    import matplotlib

    before = dict(matplotlib.rcParams)
    FIGURES["curves"]().png()
    assert dict(matplotlib.rcParams) == before


def test_confusion_matrix_counts():
    figure = plot.confusion_matrix([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 2, 0], "abc")
    cells = {(text.get_position()[::-1]): int(text.get_text()) for text in figure.axes[0].texts}
    assert cells == {(0, 0): 1, (0, 1): 1, (1, 1): 1, (2, 2): 2, (2, 0): 1}  # (true, predicted)
    assert "4 of 6 right" in texts(figure)


def test_step_writes_the_sum_of_the_worked_example():
    for (row, column, o), value in np.ndenumerate(scratch.conv2d(X[None], W, B, stride=2, padding=1)[0]):
        figure = plot.convolution_step(X, W, B, stride=2, padding=1, at=(row, column), filter=o)
        assert figure.alt.endswith(f"plus bias is {value}")
        assert any(text.endswith(f"=  {value}".replace("-", "−")) for text in texts(figure))


def test_animation_plays_every_step_and_stands_still_at_the_first():
    animation = plot.convolution_animation(X[:3, :3], W[..., :1], B[:1], stride=2, padding=1)
    image = Image.open(io.BytesIO(animation.png()))
    assert image.format == "PNG" and image.n_frames == 2 * 2
    assert image.convert("RGB").getpixel((image.width - 2, 2)) == (255, 255, 255)
    shown, about = animation._repr_mimebundle_()
    assert shown["image/png"][:4] == b"\x89PNG" and "all 4 steps" in about["image/png"]["alt"]


def test_connections_draw_an_arrow_for_each_weight():
    figure = plot.connections({"dense": np.arange(1, 26).reshape(5, 5), "shared": BANDED.astype(int)})
    arrows = [
        sum(text.arrow_patch is not None for text in axis.texts if hasattr(text, "arrow_patch")) for axis in figure.axes
    ]
    assert arrows == [25, 13] and figure.alt == "dense: 25 arrows; shared: 13 arrows"


def test_filters_are_scaled_one_by_one_with_zero_in_one_grey():
    w = np.stack([np.diag([1.0, 0.0, -1.0]), 100 * np.diag([1.0, 0.0, -1.0])], axis=-1)[:, :, None]
    first, second = (axis.images[0] for axis in plot.filter_bank(w).axes)
    np.testing.assert_array_equal(first.get_array(), second.get_array())
    assert first.norm.vmin == second.norm.vmin == -1.5


def cells(axis):
    """(left, top, hatched or coloured) of every unit square that is more than grid."""
    from matplotlib.colors import to_hex

    plain = {"#ffffff", to_hex(plot.figure.LIGHT)}
    marked = [p for p in axis.patches if p.get_hatch() or to_hex(p.get_facecolor()) not in plain]
    return {(p.get_x(), p.get_y(), bool(p.get_hatch())) for p in marked}


def test_window_marks_what_two_neighbours_read_and_where_it_goes():
    left, right = plot.window(7, 2, 3, 1, 2, 3).axes  # kernel 2 with dilation 2, stride 3, padding 1
    first = {(x, y, False) for x in (-1, 1) for y in (-1, 1)}
    second = {(x, y, True) for x in (2, 4) for y in (-1, 1)}
    assert cells(left) == first | second
    assert cells(right) == {(0, 0, False), (1, 0, True)}


def test_curves_tell_training_from_test():
    for axis, name in zip(plot.curves(HISTORY).axes, ("loss", "accuracy"), strict=True):
        drawn = {line.get_label(): list(line.get_ydata()) for line in axis.lines}
        assert drawn == {"training images": HISTORY[name], "test images": HISTORY[f"val_{name}"]}
        assert axis.get_ylabel() == name and list(axis.lines[0].get_xdata()) == [1, 2]


def test_matrix_writes_each_number_in_its_place():
    (axis,) = plot.matrix([[1, 0, 2.5], [0, -3, 0]], xlabel="input", ylabel="output").axes
    written = {text.get_position(): text.get_text() for text in axis.texts}
    assert written == {(0, 0): "1", (2, 0): "2.5", (1, 1): "-3"}  # (column, row)
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("input", "output")


def test_shared_weights_look_the_same():
    (axis,) = plot.connections({"shared": BANDED.astype(int)}).axes
    looks = {}
    for text in axis.texts:
        if getattr(text, "arrow_patch", None) is not None:
            (o, _), (i, _) = text.xy, text.xyann
            looks.setdefault(BANDED[int(o), int(i)], set()).add(text.arrow_patch.get_edgecolor())
    assert len(looks) == 3 and all(len(colours) == 1 for colours in looks.values())
    assert len(set().union(*looks.values())) == 3
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["$w_1$", "$w_2$", "$w_3$"]


def test_step_writes_the_parts_of_the_sum_and_the_output_so_far():
    written = texts(plot.convolution_step(X, W, B, stride=2, padding=1, at=(0, 1), filter=0))
    window = np.pad(X, [(1, 1), (1, 1), (0, 0)])[0:3, 2:5]
    parts = (window * W[..., 0]).sum(axis=(0, 1))
    assert [text for text in written if text.startswith("Σ")] == [f"Σ = {part}".replace("-", "−") for part in parts]
    blank = texts(plot.convolution_step(0 * X, 0 * W, B, stride=2, padding=1, at=(0, 1), filter=0))
    assert blank.count("1") == 2, "two outputs so far, both the bias"


def test_grey_images_are_scaled_with_zero_in_the_middle_where_it_has_a_meaning():
    photo, signed = (axis.images[0].norm for axis in plot.image_grid([np.eye(2), np.diag([1, -3])]).axes)
    assert (photo.vmin, photo.vmax) == (0, 1) and (signed.vmin, signed.vmax) == (-3, 3)


def test_the_map_tells_what_is_written():
    (axis,) = plot.course_map({0, 16}).axes
    full = [patch.get_linestyle() for patch in axis.patches if hasattr(patch, "get_boxstyle")]
    assert len(full) == 18 and [n for n, dash in enumerate(full) if dash in ("-", "solid")] == [0, 16]


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: plot.image_grid([]), "0 images"),
        (lambda: plot.image_grid([X], ["a", "b"]), "1 images and 2 titles"),
        (lambda: plot.filter_bank(np.ones((3, 3))), r"not \(3, 3\)"),
        (lambda: plot.confusion_matrix([0, 1], [0], "ab"), r"\(2,\), \(1,\)"),
        (lambda: plot.confusion_matrix([0, 2], [0, 1], "ab"), "from 0 to 1"),
        (lambda: plot.confusion_matrix([], [], []), "class_names is empty"),
        (lambda: plot.filter_bank(np.ones((3, 3, 1, 0))), r"not \(3, 3, 1, 0\)"),
        (lambda: plot.matrix(np.ones(3)), r"shape \(3,\)"),
        (lambda: plot.convolution_step(X, W, B, stride=2, padding=1, at=(3, 0)), "3 x 3 positions"),
        (lambda: plot.convolution_step(X, W, B, stride=2, filter=2), "2 filters"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()


def test_the_map_holds_every_notebook():
    numbers = [number for books in PARTS.values() for number, _ in books]
    assert numbers == list(range(18))


class TestExplorer:
    def test_without_widgets_there_is_a_picture(self):
        shown, about = explore.convolution()._repr_mimebundle_()
        assert "application/vnd.jupyter.widget-view+json" in shown
        assert shown["image/png"] == explore.convolution().still().png()
        assert about["image/png"]["alt"] == shown["text/plain"]

    def test_sliders_redraw(self):
        box = explore.convolution().widget()
        sliders = {slider.description: slider for slider in box.children[:5]}
        message, picture = box.children[5:]
        assert list(sliders) == ["size", "kernel size", "stride", "padding", "dilation"]
        before = picture.value
        sliders["stride"].value = 1
        assert picture.value != before
        output = scratch.output_size(7, 3, stride=1, padding=1)
        assert message.value.endswith(f"{output} by {output} output")

    def test_the_impossible_says_why_and_keeps_the_picture(self):
        box = explore.convolution().widget()
        sliders = {slider.description: slider for slider in box.children[:5]}
        message, picture = box.children[5:]
        sliders["padding"].value = 0
        sliders["kernel size"].value = 7
        before = picture.value
        sliders["size"].value = 3
        assert "Impossible" in message.value and "size=3" in message.value and picture.value == before
        sliders["size"].value = 9
        assert "Impossible" not in message.value and picture.value != before


def test_stacked_bars_are_as_long_as_the_numbers():
    figure = plot.stacked_bars({"a": {"right": 3, "wrong": 1}, "b": {"wrong": 2}}, "claims")
    bars = [(bar.get_x(), bar.get_width()) for bar in figure.axes[0].patches]
    assert bars == [(0, 3), (0, 0), (3, 1), (0, 2)], "part by part, each row's beside one another"
    assert {"3", "1", "2"} <= set(texts(figure)) and "0" not in texts(figure)
    edge = plot.stacked_bars({"a": {"right": 37}, "b": {"wrong": 2}}, "claims").axes[0].get_xlim()[1]
    assert edge > 37, "the longest bar's edge is seen"
    with pytest.raises(ValueError, match="7 parts: give rows of 1 to 6 parts"):
        plot.stacked_bars({"a": dict.fromkeys("bcdefgh", 1)}, "claims")


def test_layer_bars_are_as_long_as_the_numbers_and_say_their_share():
    figure = plot.layer_bars({"memory": {"conv1": 30, "fc8": 10}, "weights": {"conv1": 0, "fc8": 7}})
    first, second = figure.axes
    assert [bar.get_width() for bar in first.patches] == [30, 10]
    assert [bar.get_width() for bar in second.patches] == [0, 7]
    assert [text.get_text().strip() for text in first.texts] == ["75%", "25%"]
    assert [label.get_text() for label in first.get_yticklabels()] == ["conv1", "fc8"] and first.yaxis_inverted()
    with pytest.raises(ValueError, match="same layers"):
        plot.layer_bars({"memory": {"conv1": 1}, "weights": {"fc8": 1}})
