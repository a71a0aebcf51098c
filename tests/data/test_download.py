"""Downloads from a server that misbehaves: whole files, or none."""

import errno
import hashlib
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from course.data.download import fetch

CONTENT = np.random.default_rng(0).bytes(700_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SCRIPT = """
import sys
from course.data.download import fetch
print(len(fetch("set", "file.gz", sys.argv[1], sys.argv[2:])))
"""


@pytest.fixture
def get(server, cache):
    server.files["file.gz"] = CONTENT
    return lambda *manners: fetch("set", "file.gz", SHA256, server.mirrors(*manners))


def test_a_file_is_fetched_once_and_kept(get, server, kept):
    assert get("good", "good") == CONTENT
    assert kept() == {"set/file.gz": CONTENT}
    assert get("good") == CONTENT
    assert server.asked == ["good"]


def test_a_file_that_has_moved(get, server, kept):
    assert get("moved", "good") == CONTENT
    assert server.asked == ["moved", "good"], "the second is where the first sent it"
    assert kept() == {"set/file.gz": CONTENT}


@pytest.mark.parametrize(
    "manner", ["missing", "short", "wrong", "silent", "hangs_up", "in_circles", "nowhere", "garbled"]
)
def test_the_next_mirror_is_asked(get, server, kept, manner):
    assert get(manner, "good") == CONTENT
    assert list(dict.fromkeys(server.asked)) == [manner, "good"]
    assert kept() == {"set/file.gz": CONTENT}


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("missing", "127.0.0.1: HTTP 404 Not Found"),
        ("short", "127.0.0.1: 350000 bytes that are not file.gz as published"),
        ("wrong", "127.0.0.1: 700000 bytes that are not file.gz as published"),
        ("silent", "127.0.0.1: silent for 0.5 s"),
        ("hangs_up", "127.0.0.1: .+"),
        ("in_circles", "127.0.0.1: HTTP 302 .+ Found"),  # in one line
        ("nowhere", "127.0.0.1: .+"),
        ("garbled", "127.0.0.1: Invalid IPv6 URL"),
    ],
)
def test_without_a_good_mirror_nothing_is_kept_and_the_reasons_are_said(get, kept, manner, reason):
    with pytest.raises(ConnectionError, match=f"^{reason}; 127.0.0.1: HTTP 404 Not Found$"):
        get(manner, "missing")
    assert kept() == {}


def test_nobody_listens(cache, kept):
    with pytest.raises(ConnectionError, match=r"^127\.0\.0\.1: .*refused"):
        fetch("set", "file.gz", SHA256, ("http://127.0.0.1:1/",))
    with pytest.raises(ConnectionError, match=r"^nowhere\.invalid: .+"):
        fetch("set", "file.gz", SHA256, ("http://nowhere.invalid/",))
    assert kept() == {}


@pytest.mark.parametrize("damage", [b"", CONTENT[:-1], bytes([CONTENT[0] ^ 1]) + CONTENT[1:]])
def test_a_damaged_file_is_reported_and_replaced(get, cache, kept, capsys, damage):
    (cache / "set").mkdir(parents=True)
    (cache / "set" / "file.gz").write_bytes(damage)
    with pytest.raises(ConnectionError):  # never the damaged one
        get("missing")
    capsys.readouterr()
    assert get("good") == CONTENT
    said = capsys.readouterr().out
    assert said.startswith("file.gz in the folder of downloads is damaged") and said.count("\n") == 1
    assert kept() == {"set/file.gz": CONTENT}
    get("missing")
    assert capsys.readouterr().out == ""


def test_a_full_disk_leaves_nothing_half_written(get, kept, capsys, monkeypatch):
    write = Path.write_bytes

    def full(path, content):
        write(path, content[:1000])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert get("good") == CONTENT
    said = capsys.readouterr().out
    assert "not kept (No space left on device)" in said and "COURSE_DATA" in said
    assert kept() == {}


def test_a_folder_that_cannot_be_written_to(get, cache, capsys):
    cache.write_text("a file where the folder would be")
    assert get("good") == CONTENT
    assert "file.gz was downloaded but not kept" in capsys.readouterr().out


def test_what_lies_in_the_way_is_left_alone(get, cache, capsys):
    """A folder with the file's name, and what a killed process left of one: neither is taken for the file."""
    (cache / "set" / "file.gz").mkdir(parents=True)
    (cache / "set" / ".file.gz.0.part").write_bytes(CONTENT[:10])
    for _ in range(2):
        assert get("good") == CONTENT
        assert "file.gz was downloaded but not kept (Is a directory)" in capsys.readouterr().out
    (cache / "set" / "file.gz").rmdir()
    assert get("good") == get("missing") == CONTENT
    assert capsys.readouterr().out == ""


def test_an_interrupted_write_leaves_nothing(get, kept, monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        get("good")
    assert kept() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to another process there")
def test_an_interrupted_download_leaves_nothing(server, cache, kept):
    server.files["file.gz"] = CONTENT
    # A process started in the background ignores interruptions, and those that it starts: not this one.
    script = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n" + SCRIPT
    command = [sys.executable, "-c", script, SHA256, *server.mirrors("silent", "good")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 30
    while not server.asked and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.2)  # half of the file is there now, and no more comes
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    assert process.returncode != 0 and said.rstrip().endswith("KeyboardInterrupt")
    assert server.asked == ["silent"], "an interruption is no reason to ask the next mirror"
    assert kept() == {}


def test_two_at_once(server, cache, kept):
    server.files["file.gz"] = CONTENT
    command = [sys.executable, "-c", SCRIPT, SHA256, *server.mirrors("together")]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].split()[-1] for process in processes] == ["700000", "700000"]
    assert server.asked == ["together", "together"]
    assert kept() == {"set/file.gz": CONTENT}


def test_two_write_at_once(get, kept, capsys, monkeypatch):
    write, both = Path.write_bytes, threading.Barrier(2, timeout=30)

    def slowly(path, content):
        write(path, content)
        both.wait()

    monkeypatch.setattr(Path, "write_bytes", slowly)
    with ThreadPoolExecutor(2) as pool:
        assert [future.result() for future in [pool.submit(get, "together") for _ in range(2)]] == [CONTENT, CONTENT]
    assert capsys.readouterr().out == "", "neither disturbs the other"
    assert kept() == {"set/file.gz": CONTENT}


def test_kept_offline(get, server, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    with pytest.raises(ConnectionError, match="COURSE_OFFLINE is set"):
        get("good")
    assert server.asked == []
    monkeypatch.setenv("COURSE_OFFLINE", "0")
    get("good")
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert get("good") == CONTENT, "what was downloaded before is used"
