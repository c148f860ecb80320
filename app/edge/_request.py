"""What the edge needs to know about a request, read once."""

import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from app import auth, config
from app.auth import SignedIn

Scope = dict[str, Any]


@dataclass
class Request:
    """The facts of one request or handshake. Header names are lower case; the first of a repeated header counts."""

    scope: Scope
    path: str
    method: str
    headers: dict[bytes, str]
    address: str
    request_id: str = field(default_factory=lambda: secrets.token_hex(8))

    @classmethod
    def of(cls, scope: Scope) -> "Request":
        headers: dict[bytes, str] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.lower(), value.decode("latin-1"))
        return cls(
            scope=scope,
            path=scope["path"],
            method=scope.get("method", "WEBSOCKET"),
            headers=headers,
            address=client_address(scope, headers),
        )

    @property
    def host(self) -> str:
        return self.headers.get(b"host", "").lower()

    @property
    def origin(self) -> str:
        return self.headers.get(b"origin", "")

    @property
    def query(self) -> str:
        return str(self.scope.get("query_string", b"").decode("latin-1"))

    @property
    def wants_html(self) -> bool:
        return not self.path.startswith("/api/") and "text/html" in self.headers.get(b"accept", "")

    @property
    def has_body(self) -> bool:
        return b"transfer-encoding" in self.headers or self.headers.get(b"content-length", "0") != "0"

    @property
    def is_loopback_peer(self) -> bool:
        """Whether it comes from this machine, and not through a proxy on it."""
        return is_loopback(self.address) and b"x-forwarded-for" not in self.headers

    @property
    def session_id(self) -> str:
        return auth.session_id_of(auth.cookie_value(self.headers.get(b"cookie", "")))

    async def signed_in(self) -> SignedIn | None:
        """Who it comes from. Raises Unavailable."""
        return await auth.look_up(self.session_id)


def client_address(scope: Scope, headers: dict[bytes, str]) -> str:
    """The visitor's address. Forwarded ones count only as far as proxies are trusted: all others can be made up."""
    peer = scope.get("client") or ("", 0)
    hops = config.settings().trusted_proxies
    if hops:
        forwarded = [part.strip() for part in headers.get(b"x-forwarded-for", "").split(",") if part.strip()]
        if len(forwarded) >= hops:
            return forwarded[-hops][:64]
    return str(peer[0])


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
