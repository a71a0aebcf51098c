"""Training: how much of it this machine can bear, and a `fit` that shows where it is."""

from course.train.budget import Budget, budget
from course.train.fit import fit

__all__ = ["Budget", "budget", "fit"]
