"""Masks in colours: each pixel has its class's colour, and the legend says which."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course import plot

NAMES = ("background", "cat", "dog")


def test_each_pixel_has_the_colour_that_the_legend_gives_its_class():
    rng = np.random.default_rng(0)
    images, truth, said = rng.uniform(size=(2, 6, 6, 3)), *rng.integers(0, 3, (2, 2, 6, 6))
    figure = plot.masks(images, {"truth": truth, "network": said}, NAMES, titles=["a", "b"])
    legend = {text.get_text(): to_rgb(patch.get_facecolor()) for text, patch in
              zip(figure.legends[0].get_texts(), figure.legends[0].get_patches(), strict=True)}  # fmt: skip
    assert list(legend) == list(NAMES) and len(set(legend.values())) == 3
    drawn = [np.asarray(axis.images[0].get_array()) for axis in figure.axes]
    np.testing.assert_allclose(drawn[:2], images)
    for picture, mask in zip(drawn[2:], [*truth, *said], strict=True):
        np.testing.assert_allclose(picture, np.array([legend[name] for name in NAMES])[mask])
    assert [axis.get_ylabel() for axis in figure.axes[::2]] == ["image", "truth", "network"]


def test_neighbours_in_the_legend_differ_in_grey_too():
    from course.plot.masks import colours

    for names in (NAMES, ("brick", "grass", "gravel", "tissue")):
        grey = colours(names) @ (0.299, 0.587, 0.114)
        assert np.abs(grey[:, None] - grey)[~np.eye(len(grey), dtype=bool)].min() > 0.15


def test_masks_refuse_what_does_not_fit():
    images, mask = np.zeros((2, 4, 4, 3)), np.zeros((2, 4, 4), int)
    with pytest.raises(ValueError, match=r"must be \(N, H, W, C\) and \(N, H, W\)"):
        plot.masks(images, {"truth": mask[:1]}, NAMES)
    with pytest.raises(ValueError, match="truth has classes 3 to 3: names are there for 3"):
        plot.masks(images, {"truth": mask + 3}, NAMES)
    with pytest.raises(ValueError, match="8 classes: there are colours for 7"):
        plot.masks(images, {"truth": mask}, "abcdefgh")
    with pytest.raises(ValueError, match="divide by 255"):
        plot.masks((images + 255).astype("uint8"), {"truth": mask}, NAMES)
    with pytest.raises(ValueError, match="2 images and 1 titles"):
        plot.masks(images, {"truth": mask}, NAMES, ["a"])


def test_titles_may_be_an_array():
    figure = plot.masks(np.zeros((2, 4, 4, 3)), {"truth": np.zeros((2, 4, 4), int)}, NAMES, np.array(["a", "b"]))
    assert [axis.get_title() for axis in figure.axes[:2]] == ["a", "b"]


def test_a_value_that_rounding_lifts_above_1_is_drawn():
    plot.masks(np.full((1, 4, 4, 3), 1 + 1e-6), {"truth": np.zeros((1, 4, 4), int)}, NAMES)
