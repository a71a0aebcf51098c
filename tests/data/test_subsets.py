"""Some classes of a set, and some images of each class."""

from dataclasses import replace

import numpy as np
import pytest

from course import data

SHAPES = data.load("shapes", size=16, n_train=30, n_test=12)
DIGITS = data.load("digits", size=8)


def test_some_classes_in_another_order():
    part = SHAPES.of_classes(["star", "circle"])
    assert part.class_names == ("star", "circle")
    for split in ("train", "test"):
        whole = {kind: getattr(SHAPES, f"{kind}_{split}") for kind in ("x", "y", "masks", "boxes")}
        found = {kind: getattr(part, f"{kind}_{split}") for kind in whole}
        kept = [i for i, y in enumerate(whole["y"]) if SHAPES.class_names[y] in part.class_names]
        assert len(kept) == len(found["y"]) > 0 and found["y"].dtype == np.int64
        for new, old in enumerate(kept):  # in their old order, each with the name that it had
            assert part.class_names[found["y"][new]] == SHAPES.class_names[whole["y"][old]]
            np.testing.assert_array_equal(found["x"][new], whole["x"][old])
            np.testing.assert_array_equal(found["boxes"][new], whole["boxes"][old])
            np.testing.assert_array_equal(found["masks"][new] > 0, whole["masks"][old] > 0)
            assert found["masks"].dtype == np.int32 and found["masks"][new].max() == found["y"][new] + 1


def test_two_halves_share_nothing_and_make_up_the_whole():
    one, other = (DIGITS.of_classes(names) for names in (list("01234"), list("56789")))
    assert len(one.x_train) + len(other.x_train) == 1344 and len(one.x_test) + len(other.x_test) == 448
    seen, new = ({image.tobytes() for image in half.x_train} for half in (one, other))
    assert not seen & new
    assert DIGITS.of_classes(DIGITS.class_names).y_train.tolist() == DIGITS.y_train.tolist()
    assert DIGITS.of_classes("7").class_names == ("7",), "a name alone is one class"


def test_other_classes_in_a_mask_are_background():
    masks = np.array([[[0, 1], [2, 3]]] * 30, "int32")
    mixed = replace(SHAPES, masks_train=masks).of_classes(["triangle", "square"])
    assert np.unique(mixed.masks_train.reshape(-1, 4), axis=0).tolist() == [[0, 0, 2, 1]]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["circel"], "unknown class 'circel': did you mean 'circle'"),
        ([], "at least one class"),
        (["star", "star"], "each once"),
        ([3], "unknown class 3"),
        (1, "names=1: must be"),
    ],
)
def test_classes_that_are_not_there(names, words):
    with pytest.raises(ValueError, match=words):
        SHAPES.of_classes(names)


def test_so_many_of_each_class():
    few = DIGITS.per_class(7)
    assert np.bincount(few.y_train).tolist() == [7] * 10 and few.x_test is DIGITS.x_test
    for k in range(10):
        np.testing.assert_array_equal(few.x_train[few.y_train == k], DIGITS.x_train[DIGITS.y_train == k][:7])
    shapes = SHAPES.per_class(2)  # whose classes take turns
    for kind in ("x", "y", "masks", "boxes"):
        np.testing.assert_array_equal(getattr(shapes, f"{kind}_train"), getattr(SHAPES, f"{kind}_train")[:12])


@pytest.mark.parametrize("n", [0, 6, 2.0, True])
def test_more_of_a_class_than_there_are(n):
    with pytest.raises(ValueError, match="must be an integer, 1 to 5, as many as the smallest class has"):
        SHAPES.per_class(n)


def test_a_number_is_no_text():
    texts = data.load("texts")
    with pytest.raises(ValueError, match="numbers=3: must be one list"):
        texts.text(3)
    with pytest.raises(ValueError, match="must be one list"):
        texts.text(texts.x_train[:2])
