"""Heat maps: each map under its image, in its own scale and over the image's whole extent."""

import numpy as np
import pytest

from course import plot

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(size=(2, 6, 8, 3))


def test_every_map_stands_under_its_image_and_covers_it():
    rows = {"fine": RNG.uniform(size=(2, 6, 8)), "coarse": RNG.uniform(size=(2, 3, 4))}
    axes = np.reshape(plot.heat_maps(IMAGES, rows, ["a", "b"]).axes, (3, 2))
    assert [axis.get_ylabel() for axis in axes[:, 0]] == ["image", "fine", "coarse"]
    assert [axis.get_title() for axis in axes[0]] == ["a", "b"]
    for i in range(2):
        for axis, expected in zip(axes[:, i], (IMAGES[i], rows["fine"][i], rows["coarse"][i]), strict=True):
            (drawn,) = axis.images
            np.testing.assert_allclose(drawn.get_array(), expected)
            assert drawn.get_extent() == [0, 8, 6, 0]
        shades = axes[2, i].images[0]
        assert shades.norm.vmin == rows["coarse"][i].min() and shades.norm.vmax == rows["coarse"][i].max()


def test_an_outline_runs_around_the_mask():
    mask = np.zeros((6, 8))
    mask[2:4, 3:6] = 1
    figure = plot.heat_maps(IMAGES[:1], {"map": [mask]}, outlines=[mask])
    for axis in figure.axes:
        points = np.concatenate([path.vertices for path in axis.collections[0].get_paths()])
        np.testing.assert_allclose([points.min(axis=0), points.max(axis=0)], [(3, 2), (6, 4)])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plot.heat_maps([], {"a": []}), "'images': 0"),
        (lambda: plot.heat_maps(IMAGES, {}), "one row"),
        (lambda: plot.heat_maps(IMAGES, {"a": IMAGES[:1, ..., 0]}), "'images': 2, 'a': 1"),
        (lambda: plot.heat_maps(IMAGES, {"a": IMAGES[..., 0]}, ["x"]), "'titles': 1"),
        (lambda: plot.heat_maps(IMAGES, {"a": IMAGES[..., 0]}, outlines=[np.eye(6)]), "'outlines': 1"),
        (lambda: plot.heat_maps(IMAGES, {"a": IMAGES}), r"a: a map of shape \(6, 8, 3\), must be \(h, w\)"),
        (lambda: plot.heat_maps((IMAGES * 255).astype("uint8"), {"a": IMAGES[..., 0]}), "divide by 255"),
        (lambda: plot.heat_maps([IMAGES], {"a": [IMAGES[0, ..., 0]]}), r"an image of shape \(2, 6, 8, 3\)"),
    ],
)
def test_what_does_not_fit_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_titles_may_be_an_array():
    figure = plot.heat_maps(IMAGES, {"a": IMAGES[..., 0]}, np.array(["x", "y"]))
    assert [axis.get_title() for axis in figure.axes[:2]] == ["x", "y"] and "x; y" in figure.alt
