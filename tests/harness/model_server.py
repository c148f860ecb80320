"""A model for tests: a server on loopback that answers by a script, in the words of Gemini or of OpenAI's chat.

It is strict where the services are: a request that Gemini would refuse is refused here.
"""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

JsonObject = dict[str, Any]
KEY = "canary-model-key-7f3a"


@dataclass(frozen=True)
class Call:
    """The model asks for a tool."""

    name: str
    arguments: JsonObject


@dataclass(frozen=True)
class Answer:
    """What the model says in one request: pieces of text and calls, sent one after the other.

    fresh, cached, output and thinking are tokens. `finish` is Gemini's word for the end. A `cut` answer ends without
    its last event. `error` comes in the middle of the stream, behind the parts.
    """

    parts: Sequence[str | Call]
    fresh: int = 1_000
    cached: int = 0
    output: int = 50
    thinking: int = 0
    finish: str = "STOP"
    block_reason: str = ""
    cut: bool = False
    error: "Fault | None" = None
    served_by: str = ""


@dataclass(frozen=True)
class Fault:
    """The service refuses: `status` with Gemini's `reason` in capitals."""

    status: int
    reason: str
    message: str = "The model is overloaded. Please try again later."
    retry_seconds: float | None = None
    quota: str = ""


@dataclass(frozen=True)
class Silence:
    """The service takes the request and says nothing for so long."""

    seconds: float = 30.0


Script = Answer | Fault | Silence
Scripted = Script | Callable[[JsonObject], Script]


@dataclass(frozen=True)
class Heard:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: JsonObject


@dataclass
class ModelServer:
    """A server that runs. `script` is answered from its beginning, its last entry again and again."""

    port: int = 0
    script: list[Scripted] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def will(self, *script: Scripted) -> None:
        """Answer by this script from now on, and forget what was heard."""
        with self.lock:
            self.script, self.heard = list(script), []

    def next(self, heard: Heard) -> Script:
        with self.lock:
            self.heard.append(heard)
            chosen = self.script[0] if len(self.script) == 1 else self.script.pop(0)
        return chosen(heard.body) if callable(chosen) else chosen


class Wire(Protocol):
    """How one service speaks."""

    def refusal(self, path: str, headers: dict[str, str], body: JsonObject) -> Fault | None: ...

    def fault(self, fault: Fault) -> JsonObject: ...

    def events(self, path: str, answer: Answer) -> Iterator[str]: ...

    def models(self) -> JsonObject: ...


@contextlib.contextmanager
def running_model_server(wire: Wire) -> Iterator[ModelServer]:
    """A server on a loopback port that speaks like this."""
    server = ModelServer()

    class Handler(_Talk):
        model, speech = server, wire

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        server.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            listener.shutdown()
            thread.join()


class _Talk(BaseHTTPRequestHandler):
    model: ModelServer
    speech: Wire
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._send(200, self.speech.models())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        heard = Heard(self.path, headers, body)
        said = self.model.next(heard)
        refused = self.speech.refusal(self.path, headers, body)
        # Whoever asked may have gone.
        with contextlib.suppress(OSError):
            if refused is not None or isinstance(said, Fault):
                fault = refused or said
                assert isinstance(fault, Fault)
                self._send(fault.status, self.speech.fault(fault))
            elif isinstance(said, Silence):
                self.model.is_over.wait(said.seconds)
            else:
                self._stream(said)

    def _stream(self, answer: Answer) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for event in self.speech.events(self.path, answer):
            self._chunk(event)
        if answer.cut:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        else:
            self._chunk("")

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send(self, status: int, body: JsonObject) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json; charset=UTF-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: Any) -> None:
        """Tests read what was heard instead."""
