"""Cursors that hold a place in a list and work for nobody else and for no other list.

A cursor is signed over what the list is (team, credential, table, filter, order), so that one of another team, or of
another question, is as unknown as any text.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from app import config
from app.errors import NotFound

_DIGEST_BYTES = 16
MAX_CURSOR_CHARACTERS = 20_000


def list_key(*parts: Any) -> str:
    """What a list is: everything that its rows and their order depend on."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def pack(list_id: str, place: Sequence[Any]) -> str:
    """A cursor for a place (plain JSON values) in a list."""
    body = json.dumps(place, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_digest(list_id, body) + body).decode().rstrip("=")


def unpack(list_id: str, cursor: str) -> list[Any]:
    """The place. Raises NotFound for a cursor that was not made for this list."""
    try:
        if len(cursor) > MAX_CURSOR_CHARACTERS:
            raise ValueError
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        digest, body = packed[:_DIGEST_BYTES], packed[_DIGEST_BYTES:]
        if not hmac.compare_digest(digest, _digest(list_id, body)):
            raise ValueError
        place: list[Any] = json.loads(body)
    except ValueError:
        raise NotFound("There is no such page.", what_to_do="Start the list again.") from None
    return place


def _digest(list_id: str, body: bytes) -> bytes:
    key = config.settings().key_for("list-cursor")
    return hmac.new(key, list_id.encode() + b"\n" + body, hashlib.sha256).digest()[:_DIGEST_BYTES]
