"""How good predictions are, on arrays; Keras has the same as metrics to compile with, where it has them."""

import numpy as np
from keras import ops


def top_k_error(y_true, scores, k=5) -> float:
    """Share of examples whose true class is not among the `k` that score highest.

    Of equal scores the lower class number comes first, as in ``argmax``: with k = 1 this is 1 - accuracy. Keras's
    ``SparseTopKCategoricalAccuracy`` lets all of them in, scikit-learn prefers the higher number.

    Args:
        y_true: class numbers (N,).
        scores: probabilities or logits (N, classes).
        k: how many guesses count, from 1 to the number of classes.

    Raises ValueError for shapes that do not fit, no examples, a class number without a score, scores that are not
    numbers, and another `k`.
    Source: Russakovsky et al. 2015, "ImageNet large scale visual recognition challenge", section 4.1.
    """
    y_true, scores = np.asarray(ops.convert_to_numpy(y_true)), np.asarray(ops.convert_to_numpy(scores))
    if scores.ndim != 2 or y_true.shape != scores.shape[:1] or not len(y_true):
        raise ValueError(f"y_true {y_true.shape} and scores {scores.shape}: must have shapes (N,) and (N, classes)")
    classes = scores.shape[1]
    check_numbers("y_true", y_true, classes)
    if not 1 <= k <= classes:
        raise ValueError(f"k={k}: must be from 1 to the {classes} classes")
    if np.isnan(scores).any():
        raise ValueError("scores has values that are not numbers (NaN): has the training diverged?")
    guesses = np.argsort(-scores.astype(float), axis=1, kind="stable")[:, :k]
    return float(1 - (guesses == y_true[:, None]).any(axis=1).mean())


def count_pairs(y_true, y_pred, classes):
    """Confusion matrix (classes, classes): how often true class i (row) was taken for class j (column).

    Args: class numbers of one shape each, of images (N,) or pixels (N, H, W), and the number of classes.
    Raises ValueError for other shapes, numbers that are not whole, and class numbers outside 0 to classes - 1.
    """
    y_true, y_pred = np.asarray(ops.convert_to_numpy(y_true)), np.asarray(ops.convert_to_numpy(y_pred))
    if y_true.shape != y_pred.shape or not y_true.size:
        raise ValueError(
            f"y_true {y_true.shape} and y_pred {y_pred.shape}: must have one shape, and not be empty; "
            "of probabilities take argmax(axis=-1) first"
        )
    check_numbers("y_true", y_true, classes)
    check_numbers("y_pred", y_pred, classes)
    pairs = y_true.ravel().astype(np.int64) * classes + y_pred.ravel().astype(np.int64)
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def iou(y_true, y_pred, classes):
    """Intersection over union of each class (classes,): pixels rightly called so, over those that are or are called so.

    A class that is neither in `y_true` nor in `y_pred` has none: NaN. All pixels of all images are counted together.

    Args and errors: those of `count_pairs`.
    Source: Long, Shelhamer, Darrell 2015, "Fully convolutional networks for semantic segmentation", section 5.
    """
    counts = count_pairs(y_true, y_pred, classes)
    both, either = np.diag(counts), counts.sum(axis=0) + counts.sum(axis=1) - np.diag(counts)
    return np.divide(both, either, out=np.full(classes, np.nan), where=either > 0)


def mean_iou(y_true, y_pred, classes) -> float:
    """Mean of `iou` over the classes that are in `y_true` or `y_pred`; the others are left out.

    To watch it in training: ``keras.metrics.MeanIoU(classes, sparse_y_pred=False)``, which does the same.
    """
    return float(np.nanmean(iou(y_true, y_pred, classes)))


def pixel_accuracy(y_true, y_pred) -> float:
    """Share of pixels (or images) with the right class number; to watch it in training: ``"accuracy"``.

    Raises ValueError for shapes that differ, or nothing to count.
    """
    y_true, y_pred = np.asarray(ops.convert_to_numpy(y_true)), np.asarray(ops.convert_to_numpy(y_pred))
    if y_true.shape != y_pred.shape or not y_true.size:
        raise ValueError(f"y_true {y_true.shape} and y_pred {y_pred.shape}: must have one shape, and not be empty")
    return float((y_true == y_pred).mean())


def check_numbers(name, numbers, classes):
    """Raise ValueError unless all are class numbers: integers from 0 to `classes` - 1."""
    if not np.issubdtype(numbers.dtype, np.integer):
        raise ValueError(f"{name} has values of type {numbers.dtype}: must be class numbers, integers")
    if numbers.min() < 0 or numbers.max() >= classes:
        raise ValueError(f"{name} has numbers from {numbers.min()} to {numbers.max()}: must be 0 to {classes - 1}")
