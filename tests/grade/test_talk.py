"""What an answer does to things that it was given is done to the judge's own."""

import numpy as np

from course.grade.talk import _become


def test_arrays_and_lists_change_in_place():
    array, inner = np.arange(3.0), np.zeros(2)
    chain = [(1, inner), [inner, 5], {"w": array, "b": 1}]
    result = _become(chain, [(3, np.ones(2)), [np.ones(2), 6, 7], {"w": np.full(3, 7.0), "c": 2}])
    assert result is chain
    assert np.array_equal(inner, [1, 1]) and np.array_equal(array, [7, 7, 7])
    assert chain[0][0] == 3 and chain[0][1] is inner
    assert chain[1][0] is inner and chain[1][1:] == [6, 7]
    assert chain[2] == {"w": array, "c": 2}
    seen = {1, 2}
    assert _become(seen, {3}) is seen and seen == {3}


def test_what_cannot_become_it_is_replaced():
    array = np.zeros(2)
    assert _become(array, "x") == "x" and np.array_equal(array, [0, 0])
    assert _become([1, 2, 3], [1]) == [1] and _become((1, 2), (3,)) == (3,)
    assert _become(array, np.zeros(3)).shape == (3,)
