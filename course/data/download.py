"""Files from the network: whole and as published, or not at all."""

import hashlib
import http.client
import os
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from course.data.cache import cache_dir, kept_offline

TIMEOUT = 10.0  # seconds that a mirror may be silent
CHUNK = 1 << 18  # bytes read at a time


def fetch(folder: str, file: str, sha256: str, mirrors: tuple[str, ...]) -> bytes:
    """Content of a published file, from the cache, or from the first mirror that has it; then it is kept.

    The digest is checked at every use, so what comes back is the published file. A damaged file in the cache is
    reported and fetched again. Where the cache cannot be written (a full disk), the content is reported as not kept.

    Args:
        folder: name of a folder in the cache.
        file: its name, there and at the end of each mirror's address.
        sha256: digest of its content, in hexadecimal.
        mirrors: addresses to try in this order, each ending in a slash.

    Raises ConnectionError, with each mirror's reason, if none of them gives the file.
    """
    path = cache_dir() / folder / file
    content = _cached(path, sha256)
    if content is not None:
        return content
    if kept_offline():
        raise ConnectionError("COURSE_OFFLINE is set")
    reasons = []
    for mirror in mirrors:
        try:
            content = _download(mirror + file)
        except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: sent on to no address
            reasons.append(f"{urlsplit(mirror).hostname}: {_sentence(error)}")
            continue
        if _digest(content) == sha256:
            _keep(path, content)
            return content
        reasons.append(f"{urlsplit(mirror).hostname}: {len(content)} bytes that are not {file} as published")
    raise ConnectionError("; ".join(reasons))


def _cached(path, sha256):
    try:
        content = path.read_bytes()
    except OSError:  # not there, or not ours to read
        return None
    if _digest(content) == sha256:
        return content
    print(f"{path.name} in the folder of downloads is damaged, its SHA-256 is not the published one: it is not used.")
    return None


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def _download(url):
    from tqdm.auto import tqdm

    hidden = "PYTEST_VERSION" in os.environ or os.environ.get("COURSE_PROGRESS") == "0"
    request = urllib.request.Request(url, headers={"User-Agent": "cnn-course"})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
        name, chunks = url.rsplit("/", 1)[-1], []
        with tqdm(total=response.length, unit="B", unit_scale=True, desc=name, leave=False, disable=hidden) as bar:
            while chunk := response.read(CHUNK):
                chunks.append(chunk)
                bar.update(len(chunk))
    return b"".join(chunks)


def _keep(path: Path, content):
    """Write under a name of our own, then rename: nobody ever sees half a file, whoever else writes it now."""
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(content)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        print(
            f"{path.name} was downloaded but not kept ({_sentence(error)}), and is needed again next time: make room, "
            "or set COURSE_DATA to a folder that can be written to."
        )


def _sentence(error):
    """What went wrong, in a line, without paths and error numbers."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return f"silent for {TIMEOUT:g} s"
    code = f"HTTP {error.code} " if isinstance(error, urllib.error.HTTPError) else ""
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return code + " ".join(said.split())
