"""A server of files that behaves as badly as it is asked to."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

#: Where a manner sends one on to.
ADDRESSES = {
    "moved": "/good/{name}",
    "in_circles": "/in_circles/{name}",
    "nowhere": "http://a..b/",
    "garbled": "http://[/",
}


class Mirrors(ThreadingHTTPServer):
    """Serves `files` (name -> bytes) under ``/<manner>/<name>``; `asked` lists the manners in which it was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.asked = {}, []
        self.end, self.both = threading.Event(), threading.Barrier(2, timeout=30)

    def mirrors(self, *manners):
        return tuple(f"http://127.0.0.1:{self.server_port}/{manner}/" for manner in manners)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        manner, name = self.path.strip("/").split("/")
        self.server.asked.append(manner)
        if manner == "missing":
            return self.send_error(404)
        if manner == "hangs_up":
            return None
        if manner in ADDRESSES:
            self.send_response(302)
            self.send_header("Location", ADDRESSES[manner].format(name=name))
            return self.end_headers()
        content = self.server.files[name]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if manner == "together":  # answers when two have asked
            self.server.both.wait()
        if manner == "wrong":
            content = bytes(len(content))
        if manner in ("short", "silent"):
            content = content[: len(content) // 2]
        self.wfile.write(content)
        if manner == "silent":  # in the middle, for good
            self.wfile.flush()
            self.server.end.wait(60)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = Mirrors()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.end.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """An empty folder of downloads, the network allowed, and little patience."""
    folder = tmp_path / "downloads"
    monkeypatch.setenv("COURSE_DATA", str(folder))
    monkeypatch.delenv("COURSE_OFFLINE", raising=False)
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("course.data.download.TIMEOUT", 0.5)
    return folder


@pytest.fixture
def kept(cache):
    """What lies in the folder of downloads: a function that gives path -> content."""
    return lambda: {str(file.relative_to(cache)): file.read_bytes() for file in cache.rglob("*") if file.is_file()}
