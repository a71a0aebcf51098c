"""Notebook 05's threshold holds for another seed than its own.

Noted once, LeNet-5 with the notebook's settings, share right of the 448 test digits at the end: on JAX with
seeds 0, 1, 2: 0.984, 0.984, 0.987; on torch with seed 0: 0.982.
"""

import keras

from course import data, models, train


def test_lenet5_reads_over_97_per_cent_of_the_digits():
    keras.utils.set_random_seed(1)
    digits = data.load("digits", size=32)
    rate = keras.optimizers.schedules.CosineDecay(3e-3, 10 * (len(digits.x_train) // 32))
    history = train.fit(models.lenet5(), digits, epochs=10, batch_size=32, learning_rate=rate)
    assert history["val_accuracy"][-1] > 0.97
