"""A model that speaks at an even pace, and remembers when it said the first word of each answer."""

import contextlib
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

# What a question carries so that its answer can be told from others: the first piece of the answer is "tok" and it.
TAG = re.compile(r"q(\d+)q")
KEY = "bench"


@dataclass
class StreamingModel:
    """`said` holds when the first piece of each answer left, in seconds since the epoch, by the tag of the question."""

    port: int = 0
    pieces: int = 40
    pause_seconds: float = 0.02
    said: dict[str, float] = field(default_factory=dict)
    begun: dict[str, threading.Event] = field(default_factory=dict)

    def has_begun(self, tag: str) -> threading.Event:
        """Set once the answer to the question with this tag has begun."""
        return self.begun.setdefault(tag, threading.Event())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    model: ClassVar[StreamingModel]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        tags = TAG.findall(json.dumps(body["messages"]))
        tag = tags[-1] if tags else "0"
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.model.said[tag] = time.time()
            self.model.has_begun(tag).set()
            for number in range(self.model.pieces):
                self._event({"content": f"word {number} " if number else f"tok{tag}z "})
                time.sleep(self.model.pause_seconds)
            self._event({}, finish="stop")
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
        kind = {"object": "chat.completion.chunk", "created": 1, "model": "bench"}
        self.wfile.write(f"data: {json.dumps({'id': 'c', **kind, 'choices': choices})}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Nothing: the table is what is printed."""


@contextlib.contextmanager
def speaking(model: StreamingModel) -> Iterator[StreamingModel]:
    """The model on a loopback port, in the words of OpenAI's chat completions."""

    class Handler(_Handler):
        pass

    Handler.model = model
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        model.port = listener.server_address[1]
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        try:
            yield model
        finally:
            listener.shutdown()
