r"""A network of layers, one after the other, and how it learns."""

import numpy as np

from course.scratch.geometry import same_shape, whole
from course.scratch.losses import cross_entropy, cross_entropy_backward


class Sequential:
    """Layers one after the other, the last one's outputs being the scores of the classes.

    ``Sequential([Conv2D(1, 8, rng=0), ReLU(), MaxPool2D(), Flatten(), Dense(8 * 15 * 15, 10, rng=1)])``
    """

    def __init__(self, layers):
        self.layers = list(layers)

    def forward(self, x, training=False):
        """Output of the last layer for a batch x (N, …)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, dy):
        """Gradient with respect to the input, from `dy` for the output; each layer keeps those of its weights."""
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def gradients(self, x, labels):
        """Loss of a batch: mean cross-entropy in training; the layers' ``gradients`` are then those of this loss."""
        logits = self.forward(x, training=True)
        self.backward(cross_entropy_backward(logits, labels))
        return cross_entropy(logits, labels)

    def fit(self, x, labels, optimizer, epochs=1, batch_size=64, rng=None):
        """Learn from examples x (N, …) and their class numbers (N,), in an order that `rng` shuffles each epoch.

        Returns the mean loss of the batches in each epoch, a list. Raises ValueError where the two are not as many.
        """
        x, labels, batch_size = np.asarray(x), np.asarray(labels), whole("batch_size", batch_size, 1)
        if len(x) != len(labels):
            raise ValueError(f"{len(x)} examples and {len(labels)} labels: must be as many")
        rng, history = np.random.default_rng(rng), []
        for _ in range(epochs):
            order, losses = rng.permutation(len(x)), []
            for start in range(0, len(x), batch_size):
                batch = order[start : start + batch_size]
                losses.append(self.gradients(x[batch], labels[batch]))
                optimizer.update(self.layers)
            history.append(float(np.mean(losses)))
        return history

    def predict(self, x, batch_size=256):
        """Scores (N, classes) of examples x, some at a time."""
        x, batch_size = np.asarray(x), whole("batch_size", batch_size, 1)
        return np.concatenate([self.forward(x[i : i + batch_size]) for i in range(0, len(x) or 1, batch_size)])

    def accuracy(self, x, labels):
        """Share of the examples whose highest score is that of their label; ValueError unless they are as many."""
        return float(np.mean(self.predict(x).argmax(axis=-1) == same_shape("labels", labels, (len(x),))))


class SGD:
    r"""Stochastic gradient descent with momentum: each step keeps part of the one before.

    .. math:: v \leftarrow \mu\, v - \eta\, \partial w, \qquad w \leftarrow w + v

    with learning rate η and momentum μ, 0 for none. Source: Polyak 1964; Krizhevsky et al. 2012, section 5.
    """

    def __init__(self, learning_rate=0.05, momentum=0.0):
        self.learning_rate, self.momentum, self.steps = learning_rate, momentum, {}

    def update(self, layers):
        """Take one step with the ``gradients`` that are in the layers."""
        for number, layer in enumerate(layers):
            for name, gradient in layer.gradients.items():
                step = self.momentum * self.steps.get((number, name), 0) - self.learning_rate * gradient
                self.steps[number, name] = step
                layer.weights[name] = layer.weights[name] + step
