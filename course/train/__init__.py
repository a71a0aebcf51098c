"""Training: a size that this machine can bear, the papers' recipes, a `fit` to watch, augmentation, metrics."""

from course.train.budget import Budget, budget, rehearsing
from course.train.colour import PCAColour, mean_subtraction, principal_colours
from course.train.crops import RandomCrop, resize_and_crop
from course.train.fit import fit
from course.train.metrics import count_pairs, iou, mean_iou, pixel_accuracy, top_k_error
from course.train.papers import list_recipes, recipe
from course.train.recipe import Recipe
from course.train.sgd import SGDWithL2
from course.train.ten_crop import ten_crop, ten_crops

__all__ = [
    "Budget",
    "PCAColour",
    "RandomCrop",
    "Recipe",
    "SGDWithL2",
    "budget",
    "count_pairs",
    "fit",
    "iou",
    "list_recipes",
    "mean_iou",
    "mean_subtraction",
    "pixel_accuracy",
    "principal_colours",
    "recipe",
    "rehearsing",
    "resize_and_crop",
    "ten_crop",
    "ten_crops",
    "top_k_error",
]
