"""Graphs of blocks: the layers and arrows that the model has, in boxes that no arrow crosses."""

from itertools import pairwise

import keras
import numpy as np
import pytest
from keras import layers
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from course import blocks, plot
from course.plot.graph_boxes import boxes_of, in_words


def of(block, shape=(12, 12, 8), name="block"):
    image = keras.Input(shape)
    return keras.Model(image, block(image), name=name)


def squeezed(x):
    return blocks.bottleneck(x, 2, before_add=blocks.squeeze_excite, name="b")


def split(x):
    return blocks.resnext(x, 2, groups=4, group_width=2, form="split", name="b")


BLOCKS = {
    "identity": lambda x: blocks.basic_residual(x, 8, name="b"),
    "projection": lambda x: blocks.basic_residual(x, 16, 2, name="b"),
    "zeros": lambda x: blocks.basic_residual(x, 16, 2, shortcut="A", name="b"),
    "bottleneck": lambda x: blocks.bottleneck(x, 2, name="b"),
    "naive inception": lambda x: blocks.naive_inception(x, 8, 12, 4, name="b"),
    "inception": lambda x: blocks.inception(x, 4, 6, 8, 2, 4, 4, name="b"),
    "dense": lambda x: blocks.dense_block(x, 4, 4, name="b"),
    "resnext": split,
    "squeeze and excite": squeezed,
    "auxiliary head": lambda x: blocks.auxiliary_head(x, 10, filters=4, units=6, name="b"),
    "two": lambda x: blocks.preactivation_bottleneck(blocks.preactivation(x, 8, name="a"), 4, name="b"),
}


@pytest.fixture(scope="module")
def models():
    return {name: of(block) for name, block in BLOCKS.items()}


def drawn(figure):
    """Boxes (left, top, right, bottom) and arrows (points) of a figure."""
    (axis,) = figure.axes
    found = []
    for patch in axis.patches:
        if isinstance(patch, FancyBboxPatch):
            x, y, w, h = patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()
            found.append((x, y, x + w, y + h))
    arrows = []
    for patch in axis.patches:
        if isinstance(patch, FancyArrowPatch):  # the line alone, without the head
            arrows.append(np.concatenate(patch._path_original.to_polygons(closed_only=False)))
    return found, arrows


def dense_points(line):
    """Points along a line, closer to one another than any box is small."""
    t = np.linspace(0, 1, 20)[:, None]
    return np.concatenate([a + t * (b - a) for a, b in pairwise(line)])


@pytest.mark.parametrize("name", BLOCKS)
def test_no_arrow_runs_through_a_box_and_no_boxes_overlap(models, name):
    found, arrows = drawn(plot.graph(models[name]))
    for i, (left, top, right, bottom) in enumerate(found):
        for other in found[:i]:
            assert left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
        if right - left > 2.5:  # a concatenation's bar, behind which a shortcut goes on
            continue
        for arrow in arrows:
            x, y = dense_points(arrow).T
            inner = (x > left + 0.02) & (x < right - 0.02) & (y > top + 0.02) & (y < bottom - 0.02)
            assert not inner.any(), f"an arrow crosses {left, top, right, bottom}"


@pytest.mark.parametrize("name", BLOCKS)
def test_each_layer_has_its_line_and_each_connection_its_arrow(models, name):
    model = models[name]
    figure = plot.graph(model, label=lambda layer: layer.name)
    written = [text.get_text() for text in figure.axes[0].texts]
    padding = [layer.name for layer in model.layers if isinstance(layer, layers.ZeroPadding2D)]
    assert set(written) >= {layer.name for layer in model.layers} - set(padding)

    boxes, ends = boxes_of(model)
    assert [layer for box in boxes for layer in box.layers] and len(ends) == 1
    held = [layer for box in boxes for layer in box.layers]
    assert sorted(layer.name for layer in held) == sorted(layer.name for layer in model.layers)
    home = {layer.name: box for box in boxes for layer in box.layers}
    told = {(id(source), id(box)) for box in boxes for source in box.sources}
    between = set()
    for layer in model.layers:  # the connections as Keras's own description has them
        node = layer._inbound_nodes[0]
        for before in node.parent_nodes:
            pair = (id(home[before.operation.name]), id(home[layer.name]))
            between |= {pair} if pair[0] != pair[1] else set()
    assert told == between
    _, arrows = drawn(figure)
    assert len(arrows) == sum(len(box.sources) for box in boxes) + 1, "and one that leaves"


def test_the_shape_in_a_box_is_that_of_what_leaves_it(models):
    for name in ("projection", "inception", "auxiliary head"):
        for box in boxes_of(models[name])[0]:
            assert box.shape == "×".join(map(str, box.layers[-1].output.shape[1:]))
    open_size = of(BLOCKS["identity"], (None, None, 8))
    assert {box.shape for box in boxes_of(open_size)[0]} == {"H×W×8"}


def test_a_residual_block_reads_as_its_figure(models):
    boxes, _ = boxes_of(models["projection"])
    assert [box.lines for box in boxes] == [
        ["input"],
        ["conv 1×1 /2, 16", "batch norm"],
        ["conv 3×3 /2, 16", "batch norm", "ReLU"],
        ["conv 3×3, 16", "batch norm"],
        ["+  add"],
        ["ReLU"],
    ]
    figure = plot.graph(models["identity"])
    assert "+  add of input and conv 3×3, 8 batch norm" in figure.alt


@pytest.mark.parametrize("name", ["identity", "bottleneck", "projection", "zeros"])
def test_the_main_path_is_straight_and_the_shortcut_on_its_right(models, name):
    found, arrows = drawn(plot.graph(models[name]))
    middles = [(left + right) / 2 for left, _, right, _ in found]
    main = middles[0]
    assert sum(abs(x - main) < 0.01 for x in middles) == len(found) - {"projection": 1, "zeros": 2}.get(name, 0)
    assert all(x >= main - 0.01 for x in middles)
    furthest = max(arrow[:, 0].max() for arrow in arrows)
    assert furthest > max(right for left, _, right, _ in found if abs((left + right) / 2 - main) < 0.01)


def test_a_concatenation_spans_what_comes_together(models):
    found, _ = drawn(plot.graph(models["inception"]))
    *others, (left, _, right, _) = found
    assert left < min((a + c) / 2 for a, _, c, _ in others) and right > max((a + c) / 2 for a, _, c, _ in others)


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (layers.Conv2D(8, 3, 2, groups=4), "conv 3×3 /2, 8\n4 groups"),
        (layers.Conv2D(8, (1, 7), activation="relu"), "conv 1×7, 8\nReLU"),
        (layers.Conv2D(8, 3, dilation_rate=2), "conv 3×3, 8, dilation 2"),
        (layers.DepthwiseConv2D(5, 2), "depthwise 5×5 /2"),
        (layers.SeparableConv2D(8, 3), "separable 3×3, 8"),
        (layers.Conv2DTranspose(8, 2, 2), "transposed conv 2×2 /2, 8"),
        (layers.MaxPooling2D(3, 2), "max pool 3×3 /2"),
        (layers.AveragePooling2D(2), "average pool 2×2 /2"),
        (layers.GlobalAveragePooling2D(), "global average pool"),
        (layers.Dense(10, activation="softmax"), "dense 10\nsoftmax"),
        (layers.Activation("sigmoid"), "sigmoid"),
        (layers.ReLU(), "ReLU"),
        (layers.PReLU(), "PReLU"),
        (layers.BatchNormalization(), "batch norm"),
        (layers.Dropout(0.5), "dropout 0.5"),
        (layers.Flatten(), "flatten"),
        (layers.UpSampling2D(2), "up sampling"),
        (blocks.ChannelShuffle(2), "channel shuffle"),
        (blocks.LocalResponseNormalization(), "local response normalization"),
    ],
)
def test_layers_in_words(layer, text):
    assert in_words(layer) == text


def test_a_layer_used_twice_a_model_within_and_two_outputs():
    image = keras.Input((8, 8, 3))
    inner = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(3, 1)], name="tower")
    shared = layers.Conv2D(3, 3, padding="same")
    x = shared(shared(inner(image)))
    model = keras.Model(image, [x, layers.Flatten()(x)])
    boxes, ends = boxes_of(model)
    assert [box.lines for box in boxes] == [["input"], ["tower"], ["conv 3×3, 3"], ["conv 3×3, 3"], ["flatten"]]
    assert ends == [boxes[3], boxes[4]]
    assert len(drawn(plot.graph(model))[1]) == 4 + 2


def test_what_is_no_graph_or_too_large_is_refused():
    with pytest.raises(ValueError, match="Sequential without a graph"):
        plot.graph(keras.Sequential([layers.Dense(1)]))
    with pytest.raises(ValueError, match="32 side by side"):
        plot.graph(of(lambda x: blocks.resnext(x, 2, groups=32, group_width=1, form="split", name="b")))
