"""Boxes on images stand where the numbers say."""

import numpy as np
import pytest

from course import plot

IMAGES = np.zeros((2, 10, 20, 3))
TRUE = np.array([[0.5, 0.5, 1, 1], [0.25, 0.3, 0.1, 0.2]])


def test_boxes_stand_at_their_pixels():
    figure = plot.boxes(IMAGES, {"true": TRUE, "found": TRUE[::-1]}, ["a", "b"])
    first = [(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in figure.axes[0].patches]
    np.testing.assert_allclose(first[0], (-0.5, -0.5, 20, 10))  # from edge to edge: pixel 0 reaches from -0.5 to 0.5
    np.testing.assert_allclose(first[2], (3.5, 1.5, 2, 2))
    assert [axis.get_title() for axis in figure.axes] == ["a", "b"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["true", "found"]
    lines = figure.legends[0].get_patches()
    assert (0, 0, 0) in {line.get_edgecolor()[:3] for line in lines}, "seen on white"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((IMAGES, {"true": TRUE[:1]}), r"\(1, 4\)"),
        ((IMAGES, {}), "one or two kinds"),
        ((IMAGES, dict.fromkeys("abc", TRUE)), "one or two kinds"),
        ((IMAGES[:0], {"true": TRUE[:0]}), "0 images"),
        ((IMAGES, {"true": TRUE}, ["a"]), "2 images and 1 titles"),
        ((IMAGES, {"true": TRUE}, "ab"), "titles='ab'"),
        ((IMAGES[0], {"true": np.repeat(TRUE, 5, axis=0)}), r"images \(10, 20, 3\): must be \(N, H, W, C\)"),
        ((IMAGES + 255, {"true": TRUE}), "divide by 255"),
        ((IMAGES, {"true": TRUE, "found": TRUE * 20}), "found.* up to 20: must be shares"),
        ((IMAGES, {"true": TRUE * np.nan}), "must be shares"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        plot.boxes(*arguments)


def test_titles_may_be_an_array():
    figure = plot.boxes(IMAGES, {"true": TRUE}, np.array(["a", "b"]))
    assert [axis.get_title() for axis in figure.axes] == ["a", "b"]
