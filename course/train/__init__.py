"""Training: a size that this machine can bear, the papers' recipes, a `fit` to watch, augmentation, metrics."""

from course.train.budget import Budget, budget, rehearsing
from course.train.colour import PCAColour, mean_subtraction, principal_colours
from course.train.crops import RandomCrop, resize_and_crop
from course.train.fit import fit
from course.train.metrics import count_pairs, iou, mean_iou, pixel_accuracy, top_k_error
from course.train.one_shot import Choice, Choices
from course.train.papers import list_recipes, recipe
from course.train.recipe import Recipe
from course.train.run import Run
from course.train.search import Tried, pareto_front, search
from course.train.sgd import SGDWithL2
from course.train.ten_crop import ten_crop, ten_crops
from course.train.transfer import transfer

__all__ = [
    "Budget",
    "Choice",
    "Choices",
    "PCAColour",
    "RandomCrop",
    "Recipe",
    "Run",
    "SGDWithL2",
    "Tried",
    "budget",
    "count_pairs",
    "fit",
    "iou",
    "list_recipes",
    "mean_iou",
    "mean_subtraction",
    "pareto_front",
    "pixel_accuracy",
    "principal_colours",
    "recipe",
    "rehearsing",
    "resize_and_crop",
    "search",
    "ten_crop",
    "ten_crops",
    "top_k_error",
    "transfer",
]
