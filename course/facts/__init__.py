"""What the lecture decks claim, and what is true of it: every figure recomputed by the library."""

from course.facts import (  # noqa: F401, they register themselves
    activations,
    alexnet,
    alexnet_training,
    backprop,
    convolution,
    convolution_cost,
    efficient,
    googlenet,
    lenet,
    other_tasks,
    resnet,
    resnet_family,
    segmentation,
    transfer,
    vgg,
)
from course.facts.claims import DECKS, Claim, topics
from course.facts.computing import function
from course.facts.table import SIGNS, Fact, Facts, check, table
from course.facts.verdict import VERDICTS

__all__ = ["DECKS", "SIGNS", "VERDICTS", "Claim", "Fact", "Facts", "check", "function", "table", "topics"]
