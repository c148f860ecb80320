"""The OAuth integrations that a seed or the control API makes known."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from app.sandbox.access import SCOPES
from app.sandbox.store.oauth import Client, secret_digest


def read_client(given: dict[str, Any]) -> Client:
    """A client of a seed or of the control API: {"clientId", "redirectUris", "name"?, "clientSecret"?, "scopes"?}.

    Raises ValueError with a sentence for what is wrong.
    """
    if unknown := sorted(given.keys() - {"clientId", "name", "clientSecret", "redirectUris", "scopes"}):
        raise ValueError(f"there is no key {unknown[0]!r}.")
    client_id, secret = given.get("clientId"), given.get("clientSecret") or ""
    if not isinstance(client_id, str) or not 0 < len(client_id) <= 200 or not isinstance(secret, str):
        raise ValueError("it needs a clientId, and its clientSecret must be a text.")
    uris, scopes = given.get("redirectUris"), given.get("scopes", list(SCOPES))
    if not isinstance(uris, list) or not uris or not all(is_redirect_uri(uri) for uri in uris):
        raise ValueError("redirectUris must be https addresses, or http addresses of this machine.")
    if not isinstance(scopes, list) or not scopes or set(scopes) - set(SCOPES):
        raise ValueError(f"its scopes must be some of {', '.join(SCOPES)}.")
    name = str(given.get("name") or client_id)
    return Client(client_id, name, secret_digest(secret), tuple(uris), tuple(scopes))


def is_redirect_uri(text: Any) -> bool:
    """Whether a client may be registered with it: https, or http on this machine; no user, fragment or wildcard."""
    if (
        not isinstance(text, str)
        or not text.isascii()
        or not text.isprintable()
        or {"*", " ", "\\"} & set(text)
    ):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or "#" in text or "/.." in parts.path:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))


def is_this_machine(host: str) -> bool:
    """Whether a host of an address is localhost or a loopback address; other names are not looked up."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
