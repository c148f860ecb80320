"""Something that listens on a notification URL and answers as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Heard:
    """A ping as it came."""

    path: str
    body: str
    mac: str


@dataclass
class Listener:
    """statuses: what the next pings are answered with, 200 for those after them."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def take(self, ping: Heard) -> int:
        with self._arrived:
            self.heard.append(ping)
            self._arrived.notify_all()
            return self.statuses.pop(0) if self.statuses else 200

    def wait_for(self, count: int) -> list[Heard]:
        """All pings, as soon as there are this many."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.heard) >= count, timeout=10), self.heard
            return list(self.heard)


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status = listener.take(Heard(self.path, body, self.headers["X-Airtable-Content-MAC"]))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nothing: a test reads what was heard."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}/pings?for=test"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
