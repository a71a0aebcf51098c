"""One-shot architecture search: Bender et al. 2018, "Understanding and simplifying one-shot architecture search".

A network that holds all its rivals: where they differ, their blocks stand side by side, and a `Choice` takes one.
"""

import keras
import numpy as np


@keras.saving.register_keras_serializable(package="course")
class Choices(keras.layers.Layer):
    """Which path each place of a network takes: in training each example draws its own, at test time all take `chosen`.

    Its input, (N, …), tells it the number of examples; its output are ones and zeros (N, places, options), for the
    layers `Choice`.

    Args:
        places: how many choices there are in the network.
        options: how many paths there are at each place.
        seed: whole number that makes the draws repeatable on one backend, or None.

    Raises ValueError for numbers below 1.
    Source: Guo et al. 2020, "Single path one-shot neural architecture search with uniform sampling", section 3.
    """

    def __init__(self, places, options, seed=None, **kwargs):
        super().__init__(**kwargs)
        if places < 1 or options < 1:
            raise ValueError(f"places={places}, options={options}: must be at least 1")
        self.places, self.options, self.seed = places, options, seed
        self.generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape):
        """The paths of test time: the first ones, to begin with."""
        self.rows = self.add_weight(
            shape=(self.places, self.options), initializer="zeros", trainable=False, name="rows"
        )
        self.choose([0] * self.places)

    def choose(self, chosen):
        """Set the paths that are taken at test time: a number from 0 for each place. Raises ValueError for others."""
        chosen = np.asarray(chosen)
        whole = chosen.shape == (self.places,) and chosen.dtype.kind in "iu"
        if not whole or not all(path in range(self.options) for path in chosen.tolist()):
            raise ValueError(f"chosen={chosen.tolist()}: must be {self.places} integers from 0 to {self.options - 1}")
        self.rows.assign(np.eye(self.options, dtype="float32")[chosen])

    def call(self, x, training=False):
        """Ones where a path is taken (N, places, options)."""
        shape = (keras.ops.shape(x)[0], self.places, self.options)
        if not training:
            return keras.ops.broadcast_to(keras.ops.cast(self.rows, self.compute_dtype)[None], shape)
        drawn = keras.random.randint(shape[:2], 0, self.options, seed=self.generator)
        return keras.ops.one_hot(drawn, self.options, dtype=self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """Without running it."""
        return (input_shape[0], self.places, self.options)

    def macs(self, output_shape):
        """None: nothing is multiplied that a network of one path would multiply."""
        return 0

    def get_config(self):
        """What makes it anew."""
        return {**super().get_config(), "places": self.places, "options": self.options, "seed": self.seed}


@keras.saving.register_keras_serializable(package="course")
class Choice(keras.layers.Layer):
    """Of several paths, of one shape (N, H, W, C), the one that stands for this place in the output of `Choices`.

    All paths are computed, and all but one are replaced by 0: ``Choice(place)([choices, *paths])``.

    Args: place: number of the place, from 0.

    Raises ValueError for a place that `Choices` does not have, as many paths as not options, and paths that differ in
    shape.
    """

    def __init__(self, place, **kwargs):
        super().__init__(**kwargs)
        self.place = place

    def build(self, input_shape):
        """Nothing to make, but to check."""
        (_, places, options), *paths = input_shape
        if not isinstance(self.place, int) or not 0 <= self.place < places:
            raise ValueError(f"place={self.place}: must be an integer, 0 to {places - 1}")
        if len(paths) != options or len({tuple(path[1:]) for path in paths}) > 1:
            shapes = [tuple(path[1:]) for path in paths]
            raise ValueError(f"{len(paths)} paths, and {options} options: must be as many, of one shape, not {shapes}")

    def call(self, inputs):
        """The path that is taken, (N, H, W, C)."""
        choices, *paths = inputs
        total = 0
        for option, path in enumerate(paths):
            taken = keras.ops.reshape(choices[:, self.place, option], (-1, *[1] * (len(path.shape) - 1)))
            total = total + keras.ops.where(taken > 0, path, 0)
        return total

    def compute_output_shape(self, input_shape):
        """Without running it."""
        return input_shape[1]

    def macs(self, output_shape):
        """None: nothing is multiplied that a network of one path would multiply."""
        return 0

    def get_config(self):
        """What makes it anew."""
        return {**super().get_config(), "place": self.place}
