"""Checkpoints on a disk that fails: killed at each stage, damaged, full. No backend takes part in any of it."""

import errno
import os
import resource

import numpy as np
import pytest

from course import backend
from course.train import checkpoint

pytestmark = pytest.mark.skipif(backend.name() != "tensorflow", reason="files alone: tested once, with TensorFlow")
ARRAYS = {"weights": np.arange(6, dtype="float32").reshape(2, 3), "steps": np.asarray(7)}


class Killed(BaseException):
    """In the place of SIGKILL: nothing of the program's runs after it but what the test does."""


@pytest.fixture
def said():
    return []


def write(folder, step, arrays=ARRAYS):
    return checkpoint.write(folder, step, arrays, {"step": step})


def newest_step(folder, said=None):
    found = checkpoint.newest(folder, (said if said is not None else []).append)
    return found and found[2]["step"]


def test_what_is_written_is_read_and_the_newest_comes_first(tmp_path, said):
    folder = tmp_path / "new" / "run"
    assert checkpoint.newest(folder, said.append) is None
    for step in (9, 10, 100):
        path = write(folder, step, ARRAYS | {"steps": np.asarray(step)})
    found, arrays, about = checkpoint.newest(folder, said.append)
    assert (found, about, said) == (path, {"step": 100}, [])
    assert set(arrays) == set(ARRAYS) and arrays["steps"] == 100
    np.testing.assert_array_equal(arrays["weights"], ARRAYS["weights"])
    assert arrays["weights"].dtype == "float32"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_killed_while_it_is_written_the_one_before_is_there(tmp_path, monkeypatch, said, call):
    def killed(*args):
        raise Killed

    write(tmp_path, 1)
    monkeypatch.setattr(os, call, killed)
    with pytest.raises(Killed):
        write(tmp_path, 2)
    monkeypatch.undo()
    assert len(list(tmp_path.iterdir())) == 2  # what was begun lies there under another name
    assert newest_step(tmp_path, said) == 1 and not said
    checkpoint.prune(tmp_path, {write(tmp_path, 2)})
    assert [path.name for path in tmp_path.iterdir()] == ["step-0000000002.checkpoint"]


def test_bytes_are_on_the_disk_before_the_name_is_there_and_then_the_name(tmp_path, monkeypatch):
    calls = []

    def noted(name, call):
        return lambda *args: (calls.append(name), call(*args))[1]

    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name)))
    write(tmp_path, 1)
    assert calls == ["fsync", "replace", "fsync"]


@pytest.mark.parametrize("cut", [0, 10, 200, -1])
def test_of_a_file_cut_short_it_says_so_and_takes_the_one_before(tmp_path, said, cut):
    write(tmp_path, 1)
    path = write(tmp_path, 2)
    path.write_bytes(path.read_bytes()[:cut])
    assert newest_step(tmp_path, said) == 1
    assert len(said) == 1 and str(path) in said[0] and "damaged" in said[0]


def test_a_single_wrong_bit_is_noticed_wherever_it_is(tmp_path, said):
    write(tmp_path, 1)
    path = write(tmp_path, 2)
    whole = bytearray(path.read_bytes())
    places = np.linspace(0, len(whole) - 1, 40).astype(int)
    for place in places:
        wrong = whole.copy()
        wrong[place] ^= 1
        path.write_bytes(wrong)
        assert newest_step(tmp_path, said) == 1, place
    assert len(said) == len(places)


def test_where_all_are_damaged_there_is_none_and_each_is_named(tmp_path, said):
    for step in (1, 2):
        write(tmp_path, step).write_bytes(b"")
    assert newest_step(tmp_path, said) is None
    assert len(said) == 2


def test_a_file_that_may_not_grow_further_is_a_clear_message_and_leaves_the_one_before(tmp_path, said):
    """The kernel's own limit on a file's size, in the place of a full disk."""
    write(tmp_path, 1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    large = {"weights": np.zeros(100_000, "float32")}
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(RuntimeError, match=r"002\.checkpoint, 400,\d+ bytes, cannot be .* are free.*is whole"):
            write(tmp_path, 2, large)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in tmp_path.iterdir()] == ["step-0000000001.checkpoint"]
    assert newest_step(tmp_path, said) == 1 and not said
    assert newest_step(write(tmp_path, 2, large).parent) == 2  # with room again, it goes on


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "No space left on device.*make room"), (errno.EIO, "error; .*mend that")]
)
@pytest.mark.parametrize("before", [False, True])
def test_a_disk_that_refuses_is_a_clear_message(tmp_path, monkeypatch, number, words, before):
    def refuse(handle):
        raise OSError(number, os.strerror(number))

    if before:
        write(tmp_path, 1)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(RuntimeError, match=words) as raised:
        write(tmp_path, 2)
    assert ("checkpoint before is whole" in str(raised.value)) == before
    assert newest_step(tmp_path) == (1 if before else None)
    assert not list(tmp_path.glob("*.partial"))
