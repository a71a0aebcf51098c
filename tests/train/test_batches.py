"""The order of the images: a function of the seed, on one machine or many, from any step on."""

from itertools import chain

import numpy as np
import pytest
from keras import ops

from course import backend
from course.train import batches
from course.train.batches import Batches, order

X = np.arange(20, dtype="float32").reshape(20, 1)
Y = np.arange(20)


def make(first=0, last=12, seed=3, size=6, share=(0, 1), copies=lambda labels: labels):
    return Batches(X, Y, copies, size, seed, first, last, share)


def seen(found):
    """Numbers of the images in each batch; labels are theirs."""
    pairs = [[ops.convert_to_numpy(part) for part in found[i]] for i in range(found.num_batches)]
    assert all(np.array_equal(x[:, 0], y) for x, y in pairs)
    return [y.tolist() for _, y in pairs]


def test_each_epoch_has_each_image_once_in_an_order_of_its_own():
    found = seen(make())
    epochs = [[*chain(*found[i : i + 3])] for i in range(0, 12, 3)]
    assert all(sorted(epoch) == list(range(18)) for epoch in epochs)  # 18 and 19 do not fill a batch
    assert len({tuple(epoch) for epoch in epochs}) == 4 and list(range(18)) not in epochs


def test_the_order_is_that_of_the_seed_on_every_machine():
    assert order(0, 0, 6).tolist() == [3, 2, 5, 4, 0, 1]
    assert order(0, 1, 6).tolist() != order(0, 0, 6).tolist() != order(1, 0, 6).tolist()


@pytest.mark.parametrize("first", [0, 1, 3, 5, 11])
def test_from_any_step_on_it_is_the_same(first):
    assert seen(make(first)) == seen(make())[first:]
    assert seen(make(first, first + 1)) == seen(make())[first : first + 1]


def test_hosts_share_each_batch():
    parts = [seen(make(share=(host, 3))) for host in range(3)]
    assert [[*chain(*shares)] for shares in zip(*parts, strict=True)] == seen(make())


def test_a_large_set_is_loaded_by_a_thread_that_is_one_batch_ahead(monkeypatch):
    expected = seen(make())
    monkeypatch.setattr(batches, "SMALL", X.nbytes - 1)
    large = make()
    assert large.loader and not make(0, 1).next
    assert seen(large) == expected
    assert large[4][1].tolist() == expected[4] and set(large.next) == {5}
    assert large.next[5].result()[1].tolist() == expected[5]  # it is there before it is asked for
    assert large[2][1].tolist() == expected[2]  # back again


def test_what_fails_in_the_thread_fails_the_training(monkeypatch):
    monkeypatch.setattr(batches, "SMALL", 0)
    broken = make()
    broken.x = X[:1]
    with pytest.raises(IndexError):
        broken[0]


def test_a_small_set_is_cut_where_it_lies(monkeypatch):
    expected = seen(make())
    moved = []
    monkeypatch.setattr(backend, "on_device", lambda array: moved.append(array) or ops.convert_to_tensor(array))
    small = make()
    assert [array.nbytes for array in moved] == [X.nbytes, Y.nbytes]
    assert not isinstance(small[0][0], np.ndarray) and seen(small) == expected


def test_each_output_gets_its_labels():
    _, labels = make(copies=lambda labels: (labels, labels))[0]
    assert len(labels) == 2 and labels[0].tolist() == labels[1].tolist()
