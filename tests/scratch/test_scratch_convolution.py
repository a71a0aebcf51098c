"""scratch.conv and its naive twin against SciPy, the backend in use and PyTorch, on random geometry."""

import keras
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from course import scratch

QUICK = settings(max_examples=40, deadline=None, derandomize=True)


@st.composite
def cases(draw, ranks=(1, 2, 3), mixed=True):
    """Random input, filters, bias and geometry for which at least one output position exists."""
    rank = draw(st.sampled_from(ranks))
    groups = draw(st.integers(1, 3))
    one = lambda least, most: tuple(draw(st.integers(least, most)) for _ in range(rank))  # noqa: E731
    kernel, stride, padding, dilation = one(1, 3), one(1, 3), one(0, 2), one(1, 3)
    if not mixed:  # frameworks refuse strides and dilation together
        stride = stride if draw(st.booleans()) else (1,) * rank
        dilation = (1,) * rank if stride != (1,) * rank else dilation
    size = tuple(
        max(1, d * (k - 1) + 1 - 2 * p) + e for k, p, d, e in zip(kernel, padding, dilation, one(0, 4), strict=True)
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    channels, filters = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 3))
    x = rng.normal(size=(draw(st.integers(1, 3)), *size, channels))
    w = rng.normal(size=(*kernel, channels // groups, filters))
    b = rng.normal(size=filters)
    return x, w, b, {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}


def by_scipy(x, w, b, stride, padding, dilation, groups):
    """The same layer from scipy.signal.correlate: filters with holes, all positions, then every s-th."""
    holes = np.zeros((*(d * (k - 1) + 1 for d, k in zip(dilation, w.shape, strict=False)), *w.shape[-2:]))
    holes[tuple(np.s_[::d] for d in dilation)] = w
    x = np.pad(x, [(0, 0), *((p, p) for p in padding), (0, 0)])
    per_group, filters = w.shape[-2], w.shape[-1] // groups
    y = [
        [
            sum(
                scipy.signal.correlate(image[..., o // filters * per_group + c], holes[..., c, o], mode="valid")
                for c in range(per_group)
            )[tuple(np.s_[::s] for s in stride)]
            for o in range(w.shape[-1])
        ]
        for image in x
    ]
    return np.moveaxis(np.array(y), 1, -1) + b


@QUICK
@given(cases())
def test_naive_agrees_with_scipy(case):
    x, w, b, how = case
    np.testing.assert_allclose(scratch.conv_naive(x, w, b, **how), by_scipy(x, w, b, **how), atol=1e-10)


@settings(QUICK, max_examples=150)
@given(cases())
def test_fast_agrees_with_scipy(case):
    x, w, b, how = case
    np.testing.assert_allclose(scratch.conv(x, w, b, **how), by_scipy(x, w, b, **how), atol=1e-10)


@settings(QUICK, max_examples=15)
@given(cases(mixed=False))
def test_fast_agrees_with_the_backend(case):
    x, w, b, how = case
    padded = np.pad(x, [(0, 0), *((p, p) for p in how["padding"]), (0, 0)])
    y = keras.ops.conv(
        keras.ops.convert_to_tensor(padded, "float32"),
        keras.ops.convert_to_tensor(w, "float32"),
        strides=how["stride"], padding="valid", dilation_rate=how["dilation"],
    )  # fmt: skip
    np.testing.assert_allclose(scratch.conv(x, w, b, **how), keras.ops.convert_to_numpy(y) + b, atol=1e-4)


@QUICK
@given(cases())
def test_fast_agrees_with_pytorch(case):
    torch = pytest.importorskip("torch", reason="PyTorch is an extra: pip install -e '.[torch]'")
    x, w, b, how = case
    rank = x.ndim - 2
    layer = (torch.nn.functional.conv1d, torch.nn.functional.conv2d, torch.nn.functional.conv3d)[rank - 1]
    y = layer(
        torch.tensor(np.moveaxis(x, -1, 1)), torch.tensor(np.moveaxis(w, (-1, -2), (0, 1))), torch.tensor(b), **how
    )
    np.testing.assert_allclose(scratch.conv(x, w, b, **how), np.moveaxis(y.numpy(), 1, -1), atol=1e-10)


@QUICK
@given(cases())
def test_matrix_is_the_layer(case):
    x, w, _, how = case
    matrix = scratch.conv_matrix(w, x.shape[1:], **how)
    y = by_scipy(x, w, 0, **how)
    np.testing.assert_allclose(np.stack([matrix @ image.ravel() for image in x]), y.reshape(len(x), -1), atol=1e-10)


def test_large_images_go_through_in_pieces(monkeypatch):
    """The buffer holds an image, some of its lines, or one: always the same output, the last piece ragged."""
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(3, 9, 6, 4)), rng.normal(size=(3, 3, 2, 6)), rng.normal(size=6)
    whole = scratch.conv2d(x, w, b, groups=2)
    line = 4 * 9 * 2 * 8  # bytes of the windows of one line of a group
    for size in (1, 2 * line, 3 * line, 100 * line):
        monkeypatch.setattr("course.scratch.convolution.CACHE", size)
        np.testing.assert_allclose(scratch.conv2d(x, w, b, groups=2), whole, rtol=1e-12)


def test_memory_stays_small_on_a_large_image():
    """All windows of this image at once would take 25 times its own 8 MB."""
    import tracemalloc

    x, w = np.ones((1, 512, 512, 8), "float32"), np.ones((5, 5, 8, 1), "float32")
    tracemalloc.start()
    scratch.conv2d(x, w)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * x.nbytes


@pytest.mark.parametrize("integer", [np.uint8, np.int8, np.int64])
def test_small_integers_do_not_overflow(integer):
    assert scratch.output_size(integer(100), integer(3), padding=integer(100)) == 298
    x, w = np.ones((1, 2, 2, 1)), np.ones((1, 1, 1, 1))
    assert scratch.conv2d(x, w, padding=integer(100)).shape == (1, 202, 202, 1)
    assert scratch.conv_naive(x, w, stride=integer(100), padding=integer(100)).shape == (1, 3, 3, 1)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_keeps_the_type_and_its_arguments(dtype):
    x, w, b = (np.arange(n).astype(dtype) for n in (2 * 5 * 5 * 3, 3 * 3 * 3 * 2, 2))
    x, w = x.reshape(2, 5, 5, 3), w.reshape(3, 3, 3, 2)
    before = x.copy(), w.copy(), b.copy()
    assert scratch.conv(x, w, b).dtype == scratch.conv_naive(x, w, b).dtype == dtype
    np.testing.assert_array_equal(scratch.conv(x, w, b), scratch.conv_naive(x, w, b))
    for now, then in zip((x, w, b), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_an_empty_batch_gives_an_empty_batch():
    assert scratch.conv2d(np.zeros((0, 5, 5, 3)), np.zeros((3, 3, 3, 2))).shape == (0, 3, 3, 2)


def test_views_and_lists_are_welcome():
    x = np.arange(64.0).reshape(1, 8, 8, 1)
    w = [[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]
    flipped = x[:, ::-1, ::2].transpose(0, 2, 1, 3)
    np.testing.assert_array_equal(scratch.conv2d(flipped, w), scratch.conv2d(flipped.copy(), w))
    np.testing.assert_array_equal(scratch.conv2d(flipped.tolist(), w), scratch.conv2d(flipped.copy(), w))


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({"w": (7, 7, 4, 2)}, ["7 pixels", "6", "size=6", "padding=0"]),
        ({"w": (3, 3, 4, 2), "dilation": 3}, ["7 pixels", "dilation=3", "6"]),
        ({"groups": 3}, ["groups=3", "4 input channels", "2 filters"]),
        ({"groups": 0}, ["groups=0"]),
        ({"groups": 2}, ["(3, 3, 4, 2)", "expected 2"]),
        ({"w": (3, 3, 3, 2)}, ["(3, 3, 3, 2)", "(1, 6, 6, 4)", "expected 4"]),
        ({"padding": -1}, ["padding=-1", "at least 0"]),
        ({"stride": 0}, ["stride=0", "at least 1"]),
        ({"stride": 1.5}, ["stride=1.5", "integer"]),
        ({"stride": 2.0}, ["stride=2.0", "integer"]),
        ({"groups": 1.5}, ["groups=1.5", "integer"]),
        ({"padding": "same"}, ["padding='same'", "integer"]),
        ({"padding": float("nan")}, ["padding=nan", "integer"]),
        ({"dilation": None}, ["dilation=None", "integer"]),
        ({"padding": (1, -1)}, ["padding=-1", "at least 0"]),
        ({"w": (3, 3, 4, 0)}, ["(3, 3, 4, 0)", "at least one"]),
        ({"stride": (1, 1, 1)}, ["stride=(1, 1, 1)", "2 spatial axes"]),
        ({"w": (3, 4, 2)}, ["(3, 4, 2)", "(1, 6, 6, 4)"]),
        ({"b": 3}, ["bias", "(3,)", "(2,)"]),
    ],
)
@pytest.mark.parametrize("layer", [scratch.conv, scratch.conv_naive])
def test_impossible_geometry_says_what_was_given(layer, kwargs, words):
    kwargs = dict(kwargs)
    w = np.zeros(kwargs.pop("w", (3, 3, 4, 2)))
    b = np.zeros(kwargs.pop("b")) if "b" in kwargs else None
    with pytest.raises(ValueError) as error:
        layer(np.zeros((1, 6, 6, 4)), w, b, **kwargs)
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize(("layer", "axes"), [(scratch.conv1d, 3), (scratch.conv2d, 4), (scratch.conv3d, 5)])
def test_the_wrong_rank_is_refused_by_name(layer, axes):
    with pytest.raises(ValueError, match=rf"{layer.__name__} takes input with {axes} axes, not of shape"):
        layer(np.zeros((3,) * (axes + 1)), np.zeros((3,) * axes))
    with pytest.raises(ValueError, match=rf"{layer.__name__} takes filters with {axes} axes"):
        layer(np.zeros((3,) * axes), np.zeros((3,) * (axes - 1)))


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "output"),
    # 32 and 5: the decks; 227/11/4, 55/3/2, 27/5: AlexNet; 224/7/2/3: ResNet's conv1; 7/3/2: the worked example
    [(32, 5, 1, 0, 1, 28), (227, 11, 4, 0, 1, 55), (55, 3, 2, 0, 1, 27), (27, 5, 1, 2, 1, 27),
     (224, 7, 2, 3, 1, 112), (5, 3, 2, 1, 1, 3), (28, 3, 1, 4, 4, 28), (1, 1, 1, 0, 9, 1)],
)  # fmt: skip
def test_output_sizes_of_known_layers(size, kernel, stride, padding, dilation, output):
    assert scratch.output_size(size, kernel, stride, padding, dilation) == output


def test_the_worked_example_of_the_deck():
    from course.data import worked_example

    x, w, b = worked_example()
    y = scratch.conv2d(x[None], w, b, stride=2, padding=1)[0]
    np.testing.assert_array_equal(y[..., 0], [[-3, -1, 4], [-2, -7, -4], [1, -1, 1]])
    np.testing.assert_array_equal(y[..., 1], [[-7, 3, 1], [-7, -11, -1], [-4, -2, -4]])
