"""A mail server for tests: it takes letters, or refuses them as it is told to."""

import contextlib
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class MailServer:
    """A server that runs. `answers` replaces the reply to a command, such as `{"RCPT": "550 no"}`."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    answers: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextlib.contextmanager
def running_mail_server(*, tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """A server on a loopback port; with `tls` it offers STARTTLS."""
    server = MailServer(tls=tls)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            # The other side may hang up at any time.
            with contextlib.suppress(OSError):
                _Talk(self, server).run()

    class Listener(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Listener(("127.0.0.1", 0), Handler) as listener:
        server.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()


class _Talk:
    def __init__(self, handler: Any, server: MailServer) -> None:
        self.server, self.line = server, handler.request
        self.read, self.is_over = handler.rfile, False

    def run(self) -> None:
        self.say("220 ready")
        with contextlib.ExitStack() as self.opened:
            while not self.is_over and (line := self.read.readline()):
                self.answer(line.decode().strip())

    def say(self, text: str) -> None:
        self.line.sendall(f"{text}\r\n".encode())

    def answer(self, command: str) -> None:
        verb = command.partition(" ")[0].upper()
        self.server.commands.append(command)
        if verb in self.server.answers:
            self.say(self.server.answers[verb])
        elif verb == "EHLO":
            self.hello()
        elif verb == "STARTTLS" and self.server.tls is not None:
            self.say("220 go on")
            self.line = self.opened.enter_context(self.server.tls.wrap_socket(self.line, server_side=True))
            self.read = self.opened.enter_context(self.line.makefile("rb"))
        elif verb == "DATA":
            self.take()
        elif verb == "QUIT":
            self.say("221 bye")
            self.is_over = True
        else:
            self.say("235 ok" if verb == "AUTH" else "250 ok")

    def hello(self) -> None:
        offers = ["250-here", "250-AUTH PLAIN"]
        if self.server.tls is not None and not isinstance(self.line, ssl.SSLSocket):
            offers.append("250-STARTTLS")
        for offer in offers:
            self.say(offer)
        self.say("250 HELP")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.read.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.server.letters.append(letter)
        self.say("250 taken")
