import keras
import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, jaccard_score, top_k_accuracy_score

from course import train

RNG = np.random.default_rng(0)
SCORES = RNG.random((60, 7)).astype("float32")
LABELS = RNG.integers(0, 7, 60)
TRUE, FOUND = RNG.integers(0, 4, (2, 3, 10, 12))


@pytest.mark.filterwarnings("ignore:'k' .7. greater than or equal")  # that all classes hold the true one is the point
@pytest.mark.parametrize("k", [1, 2, 5, 7])
def test_top_k_error_against_scikit_learn_and_keras(k):
    error = train.top_k_error(LABELS, SCORES, k=k)
    assert np.isclose(error, 1 - top_k_accuracy_score(LABELS, SCORES, k=k, labels=range(7)))
    metric = keras.metrics.SparseTopKCategoricalAccuracy(k)
    assert np.isclose(error, 1 - float(metric(LABELS, SCORES)), atol=1e-6)


def test_of_equal_scores_the_lower_class_number_comes_first():
    equal = np.zeros((4, 4))
    assert train.top_k_error([0, 1, 2, 3], equal, k=1) == 0.75 == 1 - np.mean(equal.argmax(axis=1) == [0, 1, 2, 3])
    assert [train.top_k_error([label], equal[:1], k=2) for label in range(4)] == [0, 0, 1, 1]
    assert [train.top_k_error([label], np.zeros((1, 1000)), k=5) for label in (0, 4, 5, 999)] == [0, 0, 1, 1]
    assert top_k_accuracy_score([0, 1, 2, 3], equal, k=2) == 0.5  # of 2 and 3
    assert float(keras.metrics.SparseTopKCategoricalAccuracy(2)(np.arange(4), equal.astype("float32"))) == 1


def test_top_k_takes_whole_and_small_numbers_and_tensors():
    assert train.top_k_error([1], np.array([[0, 1, 255]], "uint8"), k=1) == 1
    assert train.top_k_error([0], np.array([[-(2**63), 1]]), k=1) == 1
    assert train.top_k_error(keras.ops.convert_to_tensor([2]), keras.ops.convert_to_tensor([[0.0, 1, 2]]), k=1) == 0


@pytest.mark.parametrize(
    "labels, scores, k, message",
    [
        ([0, 1], np.zeros((3, 4)), 1, r"y_true \(2,\) and scores \(3, 4\)"),
        ([[0], [1]], np.zeros((2, 4)), 1, r"y_true \(2, 1\)"),
        ([], np.zeros((0, 4)), 1, r"y_true \(0,\)"),
        ([0], np.zeros((1, 4)), 5, "k=5: must be from 1 to the 4 classes"),
        ([0], np.zeros((1, 4)), 0, "k=0"),
        ([4], np.zeros((1, 4)), 1, "from 4 to 4: must be 0 to 3"),
        ([-1], np.zeros((1, 4)), 1, "from -1 to -1"),
        ([0.0], np.zeros((1, 4)), 1, "type float.*must be class numbers"),
        ([0], [[0, np.nan]], 1, "NaN"),
    ],
)
def test_top_k_refuses(labels, scores, k, message):
    with pytest.raises(ValueError, match=message):
        train.top_k_error(labels, scores, k)


def test_overlap_against_scikit_learn_and_keras():
    counts = train.count_pairs(TRUE, FOUND, 4)
    np.testing.assert_array_equal(counts, confusion_matrix(TRUE.ravel(), FOUND.ravel()))
    np.testing.assert_allclose(train.iou(TRUE, FOUND, 4), jaccard_score(TRUE.ravel(), FOUND.ravel(), average=None))
    metric = keras.metrics.MeanIoU(4)
    metric.update_state(TRUE, FOUND)
    assert np.isclose(train.mean_iou(TRUE, FOUND, 4), float(metric.result()), atol=1e-6)
    assert np.isclose(train.pixel_accuracy(TRUE, FOUND), accuracy_score(TRUE.ravel(), FOUND.ravel()))


def test_a_class_that_is_nowhere_does_not_count():
    true, found = np.array([[0, 0, 2, 2]]), np.array([[0, 2, 2, 4]])
    np.testing.assert_allclose(train.iou(true, found, 6), [1 / 2, np.nan, 1 / 3, np.nan, 0, np.nan])
    assert np.isclose(train.mean_iou(true, found, 6), (1 / 2 + 1 / 3 + 0) / 3)
    metric = keras.metrics.MeanIoU(6)
    metric.update_state(true, found)
    assert np.isclose(train.mean_iou(true, found, 6), float(metric.result()), atol=1e-6)


def test_counts_do_not_overflow_small_types():
    true = np.full((1, 50, 50), 20, "uint8")
    for dtype in ("uint8", "uint64"):
        assert train.count_pairs(true.astype(dtype), true.astype(dtype), 30)[20, 20] == 2500


@pytest.mark.parametrize(
    "true, found, message",
    [
        (np.zeros((2, 3), int), np.zeros((2, 3, 4)), r"y_pred \(2, 3, 4\).*argmax"),
        (np.zeros(0, int), np.zeros(0, int), "not be empty"),
        ([3], [0], "y_true has numbers from 3 to 3: must be 0 to 2"),
        ([0], [-1], "y_pred has numbers from -1"),
        ([0], [0.5], "y_pred has values of type float"),
    ],
)
def test_overlap_refuses(true, found, message):
    with pytest.raises(ValueError, match=message):
        train.iou(true, found, 3)


def test_pixel_accuracy_refuses_what_would_broadcast():
    with pytest.raises(ValueError, match=r"\(2, 3, 1\) and y_pred \(2, 3\)"):
        train.pixel_accuracy(np.zeros((2, 3, 1), int), np.zeros((2, 3), int))
