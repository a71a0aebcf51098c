"""Training: how much of it this machine can bear, a `fit` that shows where it is, augmentation and metrics."""

from course.train.budget import Budget, budget
from course.train.colour import PCAColour, mean_subtraction, principal_colours
from course.train.crops import RandomCrop, resize_and_crop
from course.train.fit import fit
from course.train.metrics import count_pairs, iou, mean_iou, pixel_accuracy, top_k_error
from course.train.ten_crop import ten_crop, ten_crops

__all__ = [
    "Budget",
    "PCAColour",
    "RandomCrop",
    "budget",
    "count_pairs",
    "fit",
    "iou",
    "mean_iou",
    "mean_subtraction",
    "pixel_accuracy",
    "principal_colours",
    "resize_and_crop",
    "ten_crop",
    "ten_crops",
    "top_k_error",
]
