"""Notebook 05's threshold holds for another seed than its own.

Noted once, LeNet-5 with the notebook's settings, share right of the 448 test digits at the end: on torch with
seed 0: 0.987, over 0.97 from the fourth epoch on; on JAX and TensorFlow with the notebook's seed over 0.97.
"""

import keras

from course import data, models, train


def test_lenet5_reads_over_97_per_cent_of_the_digits():
    keras.utils.set_random_seed(1)
    digits = data.load("digits", size=32)
    rate = keras.optimizers.schedules.CosineDecay(4e-3, 6 * (len(digits.x_train) // 64))
    history = train.fit(models.lenet5(), digits, epochs=6, batch_size=64, learning_rate=rate)
    assert history["val_accuracy"][-1] > 0.97
