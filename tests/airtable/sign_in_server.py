"""Airtable's token endpoint as its documentation tells it: PKCE, codes and refresh tokens that work once.

A refresh token that comes twice ends its grant. Access tokens are made known to the sandbox behind it.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.sandbox_server import SandboxServer

CLIENT_ID, CLIENT_SECRET = "client-of-the-platform", "a secret of the integration"
SCOPES = "data.records:read data.records:write schema.bases:read user.email:read"


@dataclass
class SignInServer:
    """`codes` maps a code to the challenge it was given for; `refresh` the refresh tokens that work now."""

    url: str
    sandbox: SandboxServer
    codes: dict[str, str] = field(default_factory=dict)
    refresh: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    requests: list[dict[str, str]] = field(default_factory=list)
    expires_in: int = 3600
    lose_answers: int = 0
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.requests.append(form)
            expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
            if authorization != f"Basic {expected}":
                return 401, {"error": "invalid_client"}
            if form.get("grant_type") == "authorization_code":
                digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                if self.codes.pop(form.get("code", ""), None) != challenge:
                    return 400, {"error": "invalid_grant"}
                return self._pair()
            token = form.get("refresh_token", "")
            if token in self.used:
                self.refresh.clear()
            if token not in self.refresh:
                return 400, {"error": "invalid_grant"}
            self.refresh.discard(token)
            self.used.add(token)
            return self._pair()

    def _pair(self) -> tuple[int, dict[str, Any]]:
        self.number += 1
        access, refresh = f"oaa.access-{self.number}-{id(self)}", f"oar.refresh-{self.number}-{id(self)}"
        self.refresh.add(refresh)
        known = {"token": access, "scopes": SCOPES.split()}
        assert self.sandbox.call("POST", "/_control/tokens", json=known).status_code == 200
        return 200, {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "Bearer",
            "scope": SCOPES,
            "expires_in": self.expires_in,
            "refresh_expires_in": 5_184_000,
        }


@contextmanager
def running_sign_in(sandbox: SandboxServer) -> Iterator[SignInServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            form = {key: values[0] for key, values in parse_qs(raw).items()}
            status, answer = made.answer(form, self.headers.get("authorization", ""))
            if made.lose_answers:
                made.lose_answers -= 1
                return
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = SignInServer(f"http://127.0.0.1:{server.server_address[1]}", sandbox)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
