"""Answers are bounded in size and time, whatever the other side sends."""

import gzip
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from app import airtable
from app.airtable import _client
from app.errors import InvalidInput, PlatformError, TooLarge, Unavailable
from tests.airtable.misbehaving import misbehaving, no_pauses, reply

__all__ = ["no_pauses"]
pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("no_pauses")]
HEAD = b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\n"
Send = Callable[[socket.socket, threading.Event], None]


def endless(client: socket.socket, ended: threading.Event) -> None:
    client.sendall(HEAD + b"transfer-encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    while not ended.is_set():
        try:
            client.sendall(chunk)
        except OSError:
            return


def dripping(client: socket.socket, ended: threading.Event) -> None:
    client.sendall(HEAD + b"content-length: 100000\r\n\r\n")
    while not ended.wait(0.02):
        try:
            client.sendall(b" ")
        except OSError:
            return


def bomb(client: socket.socket, _ended: threading.Event) -> None:
    body = gzip.compress(b" " * 50_000_000)
    client.sendall(HEAD + f"content-encoding: gzip\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)


@pytest.mark.parametrize("send", [endless, bomb])
def test_an_answer_above_the_limit_is_given_up(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_client, "MAX_ANSWER_BYTES", 1_000_000)
    with misbehaving(send) as server, pytest.raises(TooLarge):
        airtable.list_bases(server.connection())

    assert len(server.requests) == 1


def test_an_answer_that_drips_is_given_up_in_time() -> None:
    with misbehaving(dripping) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable, match="did not answer in time"):
            airtable.list_bases(replace(server.connection(), total_seconds=0.3))
        spent = time.monotonic() - started

    assert spent < 2
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"bases":' + "[" * 5_000,
        '{"bases":[{"id":"app1","name":"a","permissionLevel":"' + "x" * 10 + '"},5]}',
        '{"bases":[],"offset":5}',
        '{"bases":[],"offset":"' + "x" * 201 + '"}',
        "\ufeff{}",
        "NaN",
        '"bases"',
    ],
)
def test_garbage_is_a_typed_error(body: str) -> None:
    with misbehaving(reply(200, body)) as server, pytest.raises(PlatformError) as caught:
        airtable.list_bases(server.connection())

    assert type(caught.value) is Unavailable


def test_an_answer_in_pieces_and_packed_is_read_whole() -> None:
    def send(client: socket.socket, _ended: threading.Event) -> None:
        body = gzip.compress(b'{"bases":[{"id":"app1","name":"A","permissionLevel":"read"}]}')
        client.sendall(HEAD + b"content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n")
        for byte in body:
            client.sendall(b"1\r\n" + bytes([byte]) + b"\r\n")
        client.sendall(b"0\r\n\r\n")

    with misbehaving(send) as server:
        assert [base.name for base in airtable.list_bases(server.connection())] == ["A"]


@pytest.mark.parametrize("page_size", [0, 101, -1])
def test_a_page_of_no_size_is_refused_without_a_call(page_size: int) -> None:
    with misbehaving(reply(200, "{}")) as server, pytest.raises(InvalidInput):
        airtable.read_page(server.connection(), "appAAAAAAAAAAAAAA", "Things", page_size=page_size)

    assert server.requests == []
