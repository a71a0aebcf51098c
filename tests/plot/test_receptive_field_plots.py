"""What pooling keeps, what a unit sees, and what layers make of an image: the right numbers are drawn."""

import keras
import numpy as np
import pytest

from course import explore, measure, plot, scratch

CHAINS = [
    [(3, 1, 1)] * 3,
    [(3, 2, 1), (3, 1, 1), (3, 1, 1)],
    [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
    [(3, 1, 2)] * 3,
    [(4, 2, 1), (1, 1, 1), (2, 3, 1)],
]


def ways(chain, side):
    """Ways from each pixel to the unit, by the matrices of the layers, all weights 1."""
    matrix = np.eye(side)
    for kernel, stride, dilation in chain:
        out = scratch.conv_matrix(np.ones((kernel, 1, 1)), (len(matrix), 1), stride=stride, dilation=dilation)
        matrix = out @ matrix
    (row,) = matrix  # one unit is left
    return row


@pytest.mark.parametrize("chain", CHAINS)
def test_pixels_are_as_dark_as_the_ways_that_lead_from_them(chain):
    figure = plot.receptive_field(chain)
    _, grid = figure.axes
    drawn = np.asarray(grid.images[0].get_array())
    row = ways(chain, len(drawn))
    np.testing.assert_array_equal(drawn, np.outer(row, row))
    net = keras.Sequential([keras.Input((64, 64, 1))])
    for kernel, stride, dilation in chain:
        net.add(keras.layers.Conv2D(1, kernel, stride, dilation_rate=dilation))
    assert measure.receptive_field(net).size == drawn.shape
    seen = np.count_nonzero(drawn)
    assert grid.get_title() == f"reads {seen} of {len(row)} x {len(row)} pixels"
    assert (f"of which it reads {seen}" in figure.alt) == (seen < drawn.size)


def test_the_tree_has_a_line_wherever_a_unit_reads_another():
    tree = plot.receptive_field([(3, 2, 1), (3, 1, 2)]).axes[0]
    lines = {tuple(zip(*line.get_data(), strict=True)) for line in tree.lines}
    units = [1, 5, 9]  # of layer 1, in pixels: step 2, dilation 2
    assert lines == {((5, 2), (at, 1)) for at in units} | {((at, 1), (at + k, 0)) for at in units for k in (-1, 0, 1)}
    assert [text.get_text() for text in tree.get_yticklabels()] == ["image", "layer 1", "layer 2"]


def test_sliders_say_the_size_and_what_is_too_large():
    box = explore.receptive_field().widget()
    sliders = {slider.description: slider for slider in box.children[:4]}
    message, picture = box.children[4:]
    assert list(sliders) == ["layers", "kernel size", "stride", "dilation"]
    before = picture.value
    sliders["dilation"].value = 2
    assert "13 x 13 pixels, of which it reads 49" in message.value and picture.value != before
    sliders["stride"].value, sliders["kernel size"].value = 3, 7
    assert "Impossible" in message.value and "157 x 157" in message.value


def test_pooling_writes_each_number_into_a_cell_as_its_window_is_shaded():
    x = [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
    left, right = plot.pooling(x, {"maximum": [[6, 8], [3, 4]]}, 2).axes
    assert [text.get_text() for text in left.texts] == [str(n) for row in x for n in row]
    assert [text.get_text() for text in right.texts] == ["6", "8", "3", "4"]
    shades = {}
    for axis, window in ((left, 2), (right, 1)):
        for cell in (patch for patch in axis.patches if patch.get_fill()):
            at = (int(cell.get_y()) // window, int(cell.get_x()) // window)
            shades.setdefault(at, set()).add(cell.get_facecolor())
    assert all(len(shade) == 1 for shade in shades.values()) and len(set.union(*shades.values())) == 4


def test_frames_lie_around_the_pixels_that_are_seen():
    (axis,) = plot.fields_on_image(np.zeros((9, 9)), {"one": ((1, 3), (2, 6)), "two": ((0, 8), (0, 8))}).axes
    frames = [frame.get_bbox().extents.tolist() for frame in axis.patches]
    assert frames == [[1.5, 0.5, 6.5, 3.5], [-0.5, -0.5, 8.5, 8.5]]
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["one: 3 x 5", "two: 9 x 9"]


def test_influence_is_scaled_to_the_largest_and_framed_in_the_middle():
    bump = np.zeros((7, 9))
    bump[3, 4] = 4
    axis = plot.influence([bump], ["one"], [3]).axes[0]
    assert axis.images[0].get_array().max() == 1
    assert axis.patches[0].get_bbox().extents.tolist() == [2.5, 1.5, 5.5, 4.5]


def test_maps_share_a_scale_or_have_their_own():
    maps = {"c1": np.stack([np.eye(3), 5 * np.eye(3)], -1), "s2": np.full((1, 1, 1), 7.0)}
    shared, own = (plot.feature_maps(maps, shared=choice, columns=2).axes for choice in (True, False))
    assert [axis.images[0].get_clim() for axis in shared[:2]] == [(0, 5), (0, 5)]
    assert [axis.images[0].get_clim() for axis in own[:2]] == [(0, 1), (0, 5)]
    assert [axis.get_ylabel() for axis in shared if axis.get_ylabel()] == ["c1\n3 x 3 x 2", "s2\n1 x 1 x 1"]
    assert len(shared[3].images) == 0, "no second map in the second layer"


def test_every_point_is_drawn_as_its_class():
    points, labels = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 2, 1, 0])
    axis, other = plot.projections({"a": points, "b": -points}, labels, ["cat", "dog", "hen"]).axes
    drawn = {tuple(cloud.get_offsets()[0]): len(cloud.get_offsets()) for cloud in axis.collections}
    assert drawn == {(0.0, 1.0): 3, (2.0, 3.0): 2, (6.0, 7.0): 1}
    assert [axis.get_title(), other.get_title()] == ["a", "b"]


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: plot.receptive_field([]), "whole numbers from 1"),
        (lambda: plot.receptive_field([(3, 0, 1)]), "whole numbers from 1"),
        (lambda: plot.receptive_field([(3, 2, 1)] * 6), "127 x 127 pixels: only up to 63"),
        (lambda: plot.pooling(np.ones((4, 4)), {"pooled": np.ones((3, 3))}, 2), r"must be \(2.0, 2.0\)"),
        (lambda: plot.fields_on_image(np.ones((3, 3)), {}), "0 fields"),
        (lambda: plot.influence([np.ones((3, 3))], []), "1 maps, 0 titles"),
        (lambda: plot.feature_maps({"c1": np.ones((3, 3))}), r"\(3, 3\)"),
        (lambda: plot.projections({"a": np.ones((3, 2))}, [0, 1]), "2 labels"),
    ],
)
def test_what_cannot_be_drawn_is_refused(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()
