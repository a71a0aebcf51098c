"""Pooling with switches and unpooling against a loop in double precision, and against PyTorch."""

import keras
import numpy as np
import pytest
from keras import ops

from course import backend, blocks

WINDOWS = [(2, None, (8, 6)), (2, None, (7, 9)), (3, 2, (9, 8)), (3, 1, (5, 6)), (2, 3, (9, 11)), (1, 1, (3, 3))]


def loop(x, k, s):
    """Values and switches, each window by itself."""
    n, height, width, c = x.shape
    h, w = (height - k) // s + 1, (width - k) // s + 1
    values, switches = np.zeros((n, h, w, c)), np.zeros((n, h, w, c), int)
    for i, j in np.ndindex(h, w):
        window = x[:, i * s : i * s + k, j * s : j * s + k].reshape(n, k * k, c)
        values[:, i, j], switches[:, i, j] = window.max(axis=1), window.argmax(axis=1)
    return values, switches


def loop_back(values, switches, k, s, size):
    """Values at their places; the mean where several come together."""
    n, h, w, c = values.shape
    total, hits = np.zeros((n, *size, c)), np.zeros((n, *size, c))
    for a, i, j, b in np.ndindex(n, h, w, c):
        row, column = divmod(switches[a, i, j, b], k)
        total[a, i * s + row, j * s + column, b] += values[a, i, j, b]
        hits[a, i * s + row, j * s + column, b] += 1
    return total / np.maximum(hits, 1)


def noise(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def close(found, wanted, tolerance=1e-6):
    found, wanted = (np.asarray(ops.convert_to_numpy(a), "float64") for a in (found, wanted))
    assert found.shape == wanted.shape
    return np.linalg.norm(found - wanted) <= tolerance * np.linalg.norm(wanted)


@pytest.mark.parametrize(("k", "s", "size"), WINDOWS)
def test_both_ways_as_in_a_loop(k, s, size):
    x = noise(2, *size, 3)
    wanted, at = loop(x, k, s or k)
    values, switches = blocks.MaxPoolingWithSwitches(k, s)(x)
    assert close(values, wanted) and np.array_equal(ops.convert_to_numpy(switches), at)

    other = noise(*wanted.shape, seed=1)  # not the pooled values: their mean is seen where windows overlap
    back = blocks.Unpooling(k, s, size=size)([other, switches])
    assert close(back, loop_back(other, at, k, s or k, size))


@pytest.mark.parametrize(("k", "s", "size"), WINDOWS)
def test_both_ways_as_in_pytorch(k, s, size):
    torch = pytest.importorskip("torch")
    x = noise(2, *size, 3)
    image = torch.from_numpy(x).permute(0, 3, 1, 2)
    wanted, flat = torch.nn.MaxPool2d(k, s, return_indices=True)(image)
    values, switches = blocks.MaxPoolingWithSwitches(k, s)(x)
    assert close(values, wanted.permute(0, 2, 3, 1).numpy())
    rows, columns = np.divmod(ops.convert_to_numpy(switches), k)
    _, h, w, _ = rows.shape
    rows = rows + np.arange(h)[:, None, None] * (s or k)
    columns = columns + np.arange(w)[:, None] * (s or k)
    assert np.array_equal(rows * size[1] + columns, flat.permute(0, 2, 3, 1).numpy())

    back = torch.nn.MaxUnpool2d(k, s)(wanted, flat, output_size=size).permute(0, 2, 3, 1)
    assert close(blocks.Unpooling(k, s, size=size)([values, switches]), back.numpy())


def test_among_equal_values_the_first_wins_and_gets_the_gradient():
    image = keras.Input((4, 4, 1))
    net = keras.Model(image, blocks.MaxPoolingWithSwitches(2)(image))
    (values, switches), (gradient,), _ = backend.gradients(
        net, np.ones((1, 4, 4, 1), "float32"), lambda y: ops.sum(y[0])
    )
    assert not switches.any() and np.all(values == 1)
    assert np.array_equal(gradient[0, :, :, 0], np.tile([[1, 0], [0, 0]], (2, 2)))


@pytest.mark.parametrize(("k", "s"), [(2, 2), (3, 2)])
def test_gradient_of_there_and_back(k, s):
    """What went up into a pixel's place comes down from there: maxima get the gradient, all others none."""
    image = keras.Input((7, 7, 2))
    values, switches = blocks.MaxPoolingWithSwitches(k, s)(image)
    net = keras.Model(image, blocks.Unpooling(k, s, size=(7, 7))([values, switches]))
    x, weights = noise(2, 7, 7, 2), noise(2, 7, 7, 2, seed=1)
    y, (gradient,), _ = backend.gradients(net, x, lambda y: ops.sum(y * ops.convert_to_tensor(weights)))
    assert close(y[0], np.where(y[0] != 0, x, 0))
    assert close(gradient, np.where(y[0] != 0, weights, 0), 1e-5)


def test_open_sizes():
    image = keras.Input((None, None, 2))
    values, switches = blocks.MaxPoolingWithSwitches(2)(image)
    net = keras.Model(image, blocks.Unpooling(2)([values, switches]))
    assert values.shape == switches.shape == (None, None, None, 2) and net.output_shape == (None, None, None, 2)
    for size in ((4, 6), (7, 5)):
        x = noise(3, *size, 2)
        covered = (size[0] // 2 * 2, size[1] // 2 * 2)
        assert close(net.predict(x, verbose=0), loop_back(*loop(x, 2, 2), 2, 2, covered))


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_switches_stay_whole_numbers_in_half_precision(policy):
    x = noise(1, 40, 40, 1)
    pool = blocks.MaxPoolingWithSwitches(20, 1, dtype=policy)
    values, switches = pool(x)
    assert "int32" in str(switches.dtype) and keras.backend.standardize_dtype(values.dtype) == pool.compute_dtype
    rounded = ops.convert_to_numpy(ops.cast(ops.cast(x, pool.compute_dtype), "float32"))
    assert np.array_equal(ops.convert_to_numpy(switches), loop(rounded, 20, 1)[1])  # up to 399: no bfloat16
    image = keras.Input((4, 4, 1))
    values, switches = blocks.MaxPoolingWithSwitches(2, dtype=policy)(image)
    assert switches.dtype == "int32" and values.dtype == pool.compute_dtype
    back = blocks.Unpooling(2, dtype=policy)(pool_of(x, policy))
    assert np.count_nonzero(ops.convert_to_numpy(ops.cast(back, "float32"))) == 20 * 20


def pool_of(x, policy):
    return blocks.MaxPoolingWithSwitches(2, dtype=policy)(x)


def test_saved_settings_come_back():
    pool = blocks.MaxPoolingWithSwitches(3, 2, name="pool")
    back = blocks.Unpooling(3, 2, size=(9, 9), name="unpool")
    for layer in (pool, back):
        twin = type(layer).from_config(layer.get_config())
        assert twin.get_config() == layer.get_config() and (twin.pool_size, twin.strides) == (3, 2)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda x: blocks.MaxPoolingWithSwitches(0)(x), "pool_size=0"),
        (lambda x: blocks.MaxPoolingWithSwitches(2, 0)(x), "strides=0"),
        (lambda x: blocks.MaxPoolingWithSwitches(9)(x), "larger than the maps, which are 6 x 6"),
        (lambda x: blocks.Unpooling(2)([x, x[:, :3]]), "same shape"),
        (lambda x: blocks.Unpooling(2, size=(14, 12))([x, x]), r"size=\(14, 12\).*cover 12 x 12"),
        (lambda x: blocks.Unpooling(2, size=(12, 11))([x, x]), "cover 12 x 12"),
    ],
)
def test_bad_arguments_say_so(build, words):
    with pytest.raises(ValueError, match=words):
        build(keras.Input((6, 6, 2)))
