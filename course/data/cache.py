"""Where downloads are kept, and whether there is a network to download with."""

import os
import socket
from pathlib import Path


def cache_dir() -> Path:
    """Folder of downloaded data: ``COURSE_DATA`` where it is set, else ``~/.cache/cnn-course``. Not created here."""
    return Path(os.environ.get("COURSE_DATA") or "~/.cache/cnn-course").expanduser().absolute()


def kept_offline() -> bool:
    """Whether ``COURSE_OFFLINE`` is set (not empty, not 0): nothing is downloaded then; what was, is used."""
    return os.environ.get("COURSE_OFFLINE", "") not in ("", "0")


def online(timeout: float = 2.0) -> bool:
    """Whether a server of public data sets answers within `timeout` seconds; never where ``COURSE_OFFLINE`` is set."""
    if kept_offline():
        return False
    try:
        with socket.create_connection(("storage.googleapis.com", 443), timeout=timeout):
            return True
    except OSError:
        return False
