"""Architecture search: networks that breed, and what became of each."""

from dataclasses import dataclass
from math import prod

import numpy as np

from course import plot


@dataclass(frozen=True)
class Tried:
    """A network that was tried: `choices`, one for each place, its `accuracy`, 0…1, its `cost` and its `reward`."""

    choices: tuple
    accuracy: float
    cost: float
    reward: float


def reward(accuracy, cost, target, weight=-0.07):
    """What MnasNet and EfficientNet's search maximise: accuracy · (cost / target) ** weight.

    With the weight of -0.07 a network of twice the cost has to be 5 % more accurate, of its own accuracy.
    Source: Tan et al. 2019, "MnasNet: platform-aware neural architecture search for mobile", section 3.
    """
    return accuracy * (cost / target) ** weight


def search(options, accuracy, cost, *, target, tries=60, population=20, sample=5, weight=-0.07, seed=0):
    """Search among all combinations of options by regularised evolution; no combination is tried twice.

    The first networks are drawn by chance. Then, again and again: of `sample` networks out of the population the one
    with the best `reward` has a child, which differs from it in one place; the child joins, and the oldest one leaves.

    Args:
        options: for each place a sequence of what may stand there, at least two, each once.
        accuracy: function of a tuple of choices, one for each place; returns the network's accuracy, 0…1.
        cost: the same for its cost, above 0, such as multiply-adds.
        target: cost that the reward neither punishes nor favours, above 0.
        tries: how many networks there are to be, fewer where there are no more combinations.
        population: networks that may breed; with ``population=tries`` all are drawn by chance.
        sample: networks among which a parent is found.
        weight: how the reward weighs cost, see `reward`.
        seed: of all draws.

    Returns a list of `Tried`, in the order of the search: the best is ``max(found, key=lambda t: t.reward)``, those
    that no other beats are `pareto_front`'s.
    Raises ValueError for places with fewer than two options or one twice, numbers that are not in
    1 <= sample <= population, and accuracies, costs and targets out of range.
    Source: Real et al. 2019, "Regularized evolution for image classifier architecture search", algorithm 1.
    """
    options = [tuple(place) for place in options]
    if not options or min(map(len, options)) < 2:
        raise ValueError(f"options={options}: must be places with at least two options each")
    if any(option in place[:i] for place in options for i, option in enumerate(place)):
        raise ValueError(f"options={options}: must be in a place each once")
    if not 0 < target < np.inf:
        raise ValueError(f"target={target}: must be above 0")
    if not 1 <= sample <= population or tries < 1:
        raise ValueError(f"tries={tries}, population={population}, sample={sample}: must be at least 1, and a sample "
                         "no larger than the population")  # fmt: skip
    rng = np.random.default_rng(seed)
    everything = prod(map(len, options))
    found = {}  # numbers of the options that were chosen -> what came of them, in the order of the search
    while len(found) < min(tries, everything):
        alive = list(found)[-population:]
        if len(found) < population:
            numbers = _drawn(options, rng)
        else:
            rivals = [alive[i] for i in rng.choice(len(alive), sample, replace=False)]
            numbers = _child(max(rivals, key=lambda rival: found[rival].reward), options, rng)
        while numbers in found:  # known: move on from there, one place at a time
            numbers = _child(numbers, options, rng)
        choices = tuple(place[i] for place, i in zip(options, numbers, strict=True))
        share, price = float(accuracy(choices)), float(cost(choices))
        if not 0 <= share <= 1 or not 0 < price < np.inf:
            raise ValueError(f"{choices}: accuracy {share} must be from 0 to 1, cost {price} above 0")
        found[numbers] = Tried(choices, share, price, reward(share, price, target, weight))
    return list(found.values())


def pareto_front(found):
    """Those of the networks tried that no other beats in both accuracy and cost, the cheapest first.

    Raises ValueError for accuracies and costs that are not finite.
    """
    best = plot.pareto_front([tried.cost for tried in found], [tried.accuracy for tried in found])
    return sorted((tried for tried, is_best in zip(found, best, strict=True) if is_best), key=lambda t: t.cost)


def _drawn(options, rng):
    """Numbers of options, by chance."""
    return tuple(int(rng.integers(len(place))) for place in options)


def _child(parent, options, rng):
    """The parent's numbers but for one place, where another option stands."""
    place = int(rng.integers(len(options)))
    moved = (parent[place] + int(rng.integers(1, len(options[place])))) % len(options[place])
    return (*parent[:place], moved, *parent[place + 1 :])
