"""A column and a row are one convolution of low rank."""

import keras
import numpy as np
import pytest
from numpy_net import NumpyNet, no_random_numbers, noise  # noqa: F401

from course import blocks, measure, scratch


@pytest.mark.parametrize("size", [3, 5])
def test_is_one_convolution_of_the_product_of_both_kernels(size):
    image = keras.Input((9, 8, 2))
    ours = NumpyNet(keras.Model(image, blocks.low_rank_conv(image, 3, size, name="low")))
    (column,), (row,) = ours.weights("low_vertical"), ours.weights("low_horizontal")
    assert column.shape == (size, 1, 2, 3) and row.shape == (1, size, 3, 3)
    kernel = np.einsum("ick,jko->ijco", column[:, 0], row[0])
    x = noise(2, 9, 8, 2)
    ours.check(x, scratch.conv2d(x.astype(float), kernel, padding=size // 2))


def test_three_ck_and_three_k_squared_weights():
    """The deck's decomposition: 3CK + 3K² in place of 9CK."""
    image = keras.Input((None, None, 16))
    whole, parts = (keras.Model(image, make(image, 32, 3)) for make in (blocks.conv, blocks.low_rank_conv))
    assert measure.parameters(whole) == 9 * 16 * 32
    assert measure.parameters(parts) == 3 * 16 * 32 + 3 * 32**2
    assert parts.output_shape == whole.output_shape


def test_an_even_kernel_is_refused():
    with pytest.raises(ValueError, match="must be odd"):
        blocks.low_rank_conv(keras.Input((9, 9, 2)), 4, 2)
