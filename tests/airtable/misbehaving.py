"""A real HTTP server on a free port that answers each connection with what the test says."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from app.airtable import Connection

TOKEN = "patMisbehaving01.secretsecretsecret"
Answer = Callable[[socket.socket, threading.Event], None]


@dataclass
class Misbehaving:
    """Counts the requests; the n-th gets the n-th answer, the last answer repeats."""

    url: str
    answers: list[Answer]
    requests: list[bytes] = field(default_factory=list)

    def connection(self, *, read_seconds: float = 5.0) -> Connection:
        return Connection(self.url, TOKEN, "sandbox", connect_seconds=2.0, read_seconds=read_seconds)


def reply(
    status: int,
    body: str,
    headers: str = "content-type: application/json\r\n",
    *,
    promised: int | None = None,
) -> Answer:
    """A whole answer; a promised length beyond the body leaves the reader waiting or cut off."""

    def send(client: socket.socket, _ended: threading.Event) -> None:
        data = body.encode()
        head = f"HTTP/1.1 {status} X\r\n{headers}content-length: {promised or len(data)}\r\nconnection: close\r\n\r\n"
        client.sendall(head.encode() + data)

    return send


def reset(client: socket.socket, _ended: threading.Event) -> None:
    """Cuts the connection without an answer."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def hang(_client: socket.socket, ended: threading.Event) -> None:
    """Says nothing until the test is over."""
    ended.wait(10)


def hang_in_the_middle(client: socket.socket, ended: threading.Event) -> None:
    """Begins an answer and never ends it."""
    client.sendall(b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{")
    ended.wait(10)


@contextmanager
def misbehaving(*answers: Answer) -> Iterator[Misbehaving]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    server = Misbehaving(f"http://127.0.0.1:{listener.getsockname()[1]}", list(answers))
    ended = threading.Event()
    thread = threading.Thread(target=_serve, args=(listener, server, ended))
    thread.start()
    try:
        yield server
    finally:
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(15)


def _serve(listener: socket.socket, server: Misbehaving, ended: threading.Event) -> None:
    """One connection after the other, until the listener is shut."""
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with client:
            if data := _whole_request(client):
                server.requests.append(data)
                turn = min(len(server.requests), len(server.answers)) - 1
                server.answers[turn](client, ended)


def _whole_request(client: socket.socket) -> bytes:
    """Head and body; the body may come in pieces of its own."""
    data = client.recv(65536)
    while b"\r\n\r\n" not in data and (more := client.recv(65536)):
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    promised = re.search(rb"(?i)content-length: *(\d+)", head)
    while promised and len(body) < int(promised[1]) and (more := client.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body if head else b""


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Retries without waiting; the pauses that would have been."""
    pauses: list[float] = []
    monkeypatch.setattr("app.airtable._client.time.sleep", pauses.append)
    return pauses
