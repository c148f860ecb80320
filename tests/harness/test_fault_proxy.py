"""The fault proxy between a client and a server that answers in capitals."""

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from tests.harness.fault_proxy import FaultProxy


class _Capitals(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while line := self.request.recv(1024):
                self.request.sendall(line.upper())


@pytest.fixture
def proxy() -> Iterator[FaultProxy]:
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Capitals) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        with FaultProxy(server.server_address[1]).running() as proxy:
            yield proxy
        server.shutdown()


@pytest.fixture
def line(proxy: FaultProxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=2) as line:
        yield line


def ask(line: socket.socket) -> bytes:
    line.sendall(b"hello")
    return line.recv(1024)


def ask_on_a_new_line(proxy: FaultProxy) -> bytes:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=2) as line:
        return ask(line)


def test_bytes_pass_both_ways(line: socket.socket) -> None:
    assert ask(line) == b"HELLO"


def test_delay_holds_the_question_and_the_answer_back(proxy: FaultProxy, line: socket.socket) -> None:
    proxy.delay(0.1)
    started = time.monotonic()

    assert ask(line) == b"HELLO"
    assert time.monotonic() - started >= 0.2


def test_half_open_line_takes_bytes_and_gives_none(proxy: FaultProxy, line: socket.socket) -> None:
    proxy.half_open()
    line.settimeout(0.2)

    with pytest.raises(TimeoutError):
        ask(line)


def test_garbage_keeps_the_length_only(proxy: FaultProxy, line: socket.socket) -> None:
    proxy.garbage()

    answer = ask(line)

    assert len(answer) == 5
    assert answer != b"HELLO"


def test_cut_ends_the_line_and_lets_the_next_one_pass(proxy: FaultProxy, line: socket.socket) -> None:
    ask(line)

    proxy.cut()

    with pytest.raises(ConnectionResetError):
        line.recv(1024)
    assert ask_on_a_new_line(proxy) == b"HELLO"


def test_refusing_proxy_closes_every_new_line_until_it_heals(proxy: FaultProxy) -> None:
    proxy.refuse()
    with pytest.raises(ConnectionResetError):
        ask_on_a_new_line(proxy)

    proxy.heal()

    assert ask_on_a_new_line(proxy) == b"HELLO"
