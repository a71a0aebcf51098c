"""How a paper trained its network, as data."""

import html
from dataclasses import dataclass, replace
from itertools import pairwise
from textwrap import wrap

import keras

from course.train.sgd import SGDWithL2


@dataclass(frozen=True, repr=False)
class Recipe:
    """A paper's training: gradient descent with momentum, and a rate that falls in steps; shown as a table.

    Settings of one's own: ``dataclasses.replace(train.recipe("resnet_cifar"), warm_up=(400, 0.1))``.

    Attributes:
        paper: authors, year and section.
        images: training images of an epoch.
        batch_size: images in a step.
        learning_rate: at the start, behind the warm-up.
        steps: how many there are.
        drops: pairs (step, factor): after so many steps the rate is multiplied by this.
        warm_up: pair (steps, factor): the first steps take the rate times this; None without.
        momentum, nesterov, weight_decay: as in `SGDWithL2`, where weight decay is `l2`.
        augmentation: what is done to the training images, in words; `fit` does none of it.
        loss_weights: of the network's outputs, the first one first; 1 for those that are not named.
        note: what the paper leaves open, and what stands here in its place.

    Raises ValueError for numbers that cannot be: a rate or a count that is not positive, drops that are not in order.
    """

    paper: str
    images: int
    batch_size: int
    learning_rate: float
    steps: int
    drops: tuple[tuple[int, float], ...]
    warm_up: tuple[int, float] | None = None
    momentum: float = 0.9
    nesterov: bool = False
    weight_decay: float = 0.0
    augmentation: str = ""
    loss_weights: tuple[float, ...] = (1.0,)
    note: str = ""

    def __post_init__(self):
        for name in ("images", "batch_size", "learning_rate", "steps"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise ValueError(f"{name}={value!r}: must be a number above 0")
        ends = [step for step, _ in self._phases()[:-1]]
        if ends != sorted(ends) or (ends and not 0 < ends[0] <= ends[-1] <= self.steps):
            raise ValueError(f"warm_up={self.warm_up}, drops={self.drops}: must be in order, from 1 to {self.steps}")

    @property
    def epochs(self) -> float:
        """How often every training image is seen."""
        return self.steps * self.batch_size / self.images

    def schedule(self, steps=None):
        """The learning rate as a Keras schedule, over the paper's steps or squeezed into `steps` of the same shape.

        Returns a ``keras.optimizers.schedules.PiecewiseConstantDecay``: number of steps done to learning rate.
        Raises ValueError for fewer than one step.
        """
        steps = self.steps if steps is None else steps
        if steps < 1:
            raise ValueError(f"steps={steps}: must be at least 1")
        ends, rates = zip(*self._phases(), strict=True)
        last_steps = [round(end * steps / self.steps) - 1 for end in ends]  # counted from 0
        return keras.optimizers.schedules.PiecewiseConstantDecay(last_steps, [*rates, rates[-1]])

    def optimizer(self, steps=None) -> SGDWithL2:
        """The paper's optimizer, with its `schedule` over `steps`."""
        return SGDWithL2(self.schedule(steps), self.momentum, self.nesterov, l2=self.weight_decay)

    def with_rate(self, learning_rate) -> "Recipe":
        """The same recipe from another start: warm-up and drops are factors and keep their shape."""
        return replace(self, learning_rate=learning_rate)

    def _phases(self):
        """Pairs (number of steps at its end, rate) of the stretches of constant rate, the last one to the end."""
        phases, rate = [], self.learning_rate
        if self.warm_up:
            first, factor = self.warm_up
            phases.append((first, rate * factor))
        for step, factor in self.drops:
            phases.append((step, rate))
            rate *= factor
        return [*phases, (self.steps, rate)]

    def _rows(self):
        """What the table says: pairs of words."""
        rows = {
            "paper": self.paper,
            "batch": f"{self.batch_size} images",
            "rate": f"{self.learning_rate:g}{_in_words(self.drops)}",
            "warm-up": self.warm_up and f"rate x {self.warm_up[1]:g} in the first {self.warm_up[0]:,} steps",
            "momentum": f"{self.momentum:g}{' (Nesterov)' if self.nesterov else ''}",
            "weight decay": f"{self.weight_decay:g}",
            "steps": f"{self.steps:,} ({self.epochs:.0f} epochs of {self.images:,} images)",
            "losses": " + ".join(f"{weight:g}" for weight in self.loss_weights) if len(self.loss_weights) > 1 else "",
            "images": self.augmentation,
            "left open": self.note,
        }
        return [(name, words) for name, words in rows.items() if words]

    def __repr__(self):
        lines = []
        for name, words in self._rows():
            first, *more = wrap(words, 90)
            lines += [f"{name:<13} {first}", *(f"{'':<13} {line}" for line in more)]
        return "\n".join(lines)

    def _repr_html_(self):
        left = "text-align:left;vertical-align:top"
        rows = (
            f'<tr><th style="{left}">{name}</th><td style="{left}">{html.escape(words)}</td></tr>'
            for name, words in self._rows()
        )
        return f'<table style="border-collapse:collapse">{"".join(rows)}</table>'


def _in_words(drops):
    """Where and by what the rate falls; many equal drops in one phrase."""
    if not drops:
        return ", constant"
    steps, factors = zip(*drops, strict=True)
    if len(drops) > 3 and len(set(factors)) == 1 and all(b - a == steps[0] for a, b in pairwise(steps)):
        return f", x {factors[0]:g} every {steps[0]:,} steps"
    return "".join(f", x {factor:g} after {step:,}" for step, factor in drops)
