"""DQN: Mnih et al. 2015, "Human-level control through deep reinforcement learning", extended data table 1."""

import keras
from keras import layers

from course.models.arguments import check_positive, fixed_image_input, scaled
from course.models.registry import register
from course.models.weights import load_weights


@register("Mnih et al. 2015", "comp541")
def dqn(input_shape=(84, 84, 4), actions=18, *, width=1, weights=None, name="dqn"):
    """The network that plays Atari games: frames in, the value of each action out.

    Values are expected returns, sums of future rewards: linear, of any sign, and no probabilities, which the decks call
    them. (A softmax over actions is another method, a policy.)

    Args:
        input_shape: (H, W, C), at least 36 x 36 pixels; the paper's are the last four frames, grey, 84 x 84. The decks'
            single frame in colour is (210, 160, 3).
        actions: number of actions, 4 to 18 in the paper's games, 8 in the decks.
        width: multiplies all numbers of filters and hidden units.
        weights: None, or a path to ``*.weights.h5``.

    Returns an uncompiled model, (N, H, W, C) to (N, actions).
    Raises ValueError for bad arguments.
    Source: Mnih et al. 2015, methods, "Model architecture".
    """
    check_positive(actions=actions)
    image = fixed_image_input(input_shape, minimum=36, name="frames")

    x = layers.Conv2D(scaled(32, width), 8, 4, activation="relu", name="conv1")(image)
    x = layers.Conv2D(scaled(64, width), 4, 2, activation="relu", name="conv2")(x)
    x = layers.Conv2D(scaled(64, width), 3, activation="relu", name="conv3")(x)

    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(scaled(512, width), activation="relu", name="fc4")(x)
    x = layers.Dense(actions, name="values", dtype="float32")(x)
    return load_weights(keras.Model(image, x, name=name), weights)
