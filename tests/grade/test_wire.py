"""Between judge and student: what arrives is what was sent, and what is no message is refused."""

import math
import socket

import numpy as np
import pytest

from course.grade import wire


@pytest.fixture
def ends():
    """Two channels that talk to each other; what does not cross is kept here, by its number."""
    kept, pair = [], socket.socketpair()
    made = [
        wire.Channel(end, lambda thing: kept.append(thing) or len(kept) - 1, lambda number: kept[number])
        for end in pair
    ]
    yield made
    for end in made:
        end.close()


def crossed(ends, value):
    ends[0].send({"value": value})
    return ends[1].receive()["value"]


@pytest.mark.parametrize("value", [
    None, True, 0, -7, 1 << 62, -(1 << 200), 0.1, math.inf, -0.0, 1e-320, 2 + 3j, "", "ä\n\0", [], (), {1, 2},
    slice(1, None, 2), [1, [2.5, ("x", None)]], {"a": [1], 2: {"b": (3,)}, (4, 5): "c"},
])  # fmt: skip
def test_plain_values(ends, value):
    found = crossed(ends, value)
    assert found == value and type(found) is type(value) and repr(found) == repr(value)


def test_not_a_number(ends):
    assert math.isnan(crossed(ends, math.nan))


@pytest.mark.parametrize("code", ["?", "i1", "<i4", ">i4", "u8", "f2", "f4", ">f8", "c8", "c16"])
def test_arrays_of_numbers(ends, code):
    value = np.arange(6).reshape(2, 3).astype(code)
    found = crossed(ends, value)
    assert found.dtype == value.dtype and np.array_equal(found, value) and found.flags.writeable
    scalar = crossed(ends, value[1, 1])
    assert type(scalar) is type(value[1, 1]) and scalar == value[1, 1]


@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1, 1, 1)])
def test_arrays_of_odd_shapes(ends, shape):
    found = crossed(ends, np.ones(shape))
    assert isinstance(found, np.ndarray) and found.shape == shape


VIEWS = {
    "turned": np.arange(6.0).reshape(2, 3).T,
    "every second": np.arange(12.0).reshape(3, 4)[:, ::2],
    "backwards": np.arange(4.0)[::-1],
    "spread": np.broadcast_to(np.arange(3.0), (2, 3)),
}


@pytest.mark.parametrize("value", VIEWS.values(), ids=VIEWS)
def test_a_view_arrives_as_a_view(ends, value):
    """An answer that takes memory to be dense fails on both sides."""
    found = crossed(ends, value)
    assert np.array_equal(found, value) and not found.flags.c_contiguous and found.flags.writeable
    assert found.astype("f8").flags.c_contiguous == value.astype("f8").flags.c_contiguous


def test_bytes_are_used_once():
    array = {"array": [0, "<f8", [1], "dense"]}
    with pytest.raises(TypeError):
        wire.decode({"list": [array, array]}, [bytes(8)], None)


def test_what_is_no_data_stays_and_a_number_stands_for_it(ends):
    thing = object()
    assert crossed(ends, [thing])[0] is thing


@pytest.mark.parametrize(
    "value", ["x" * (wire.TEXT + 1), np.broadcast_to(1.0, (wire.ARRAYS // 8 + 1,))], ids=["text", "array"]
)
def test_too_large_to_send(ends, value):
    with pytest.raises(ValueError, match="MiB"):
        ends[0].send({"value": value})


def test_too_deep_to_send(ends):
    value = []
    for _ in range(wire.DEPTH + 1):
        value = [value]
    with pytest.raises(ValueError, match=f"more than {wire.DEPTH} deep"):
        ends[0].send({"value": value})


def test_nobody_answers(ends):
    ends[1].deadline = 0
    with pytest.raises(wire.Late):
        ends[1].receive()
    ends[0].close()
    ends[1].deadline = None
    with pytest.raises(wire.Broken):
        ends[1].receive()
