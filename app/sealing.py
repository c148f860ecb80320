"""Secrets at rest: AES-256-GCM under a key of their purpose, bound to the row they belong to.

A sealed text names the key that sealed it, so that a key can be changed: what an earlier key of
PLATFORM_OLD_SECRET_KEYS sealed is still read, and sealed anew whenever it is written again.
"""

import base64
import binascii
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app import config
from app.errors import ConfigurationError

NONCE_BYTES = 12


def seal(purpose: str, text: str, *, bound_to: str) -> str:
    """The text, unreadable without the secret key; it opens only for the same purpose and the same `bound_to`."""
    key = config.settings().keys_for(purpose)[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())
    return f"{_name_of(key)}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(purpose: str, sealed: str, *, bound_to: str) -> str:
    """The text again. Raises ConfigurationError when no known key opens it, or when it was moved or changed."""
    name, _, body = sealed.partition(".")
    for key in config.settings().keys_for(purpose):
        if _name_of(key) != name:
            continue
        try:
            raw = base64.urlsafe_b64decode(body)
            return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as exc:
            raise ConfigurationError("A stored secret was changed or belongs to another row.") from exc
    raise ConfigurationError(
        "PLATFORM_SECRET_KEY: a stored secret was sealed with another key. Put that key into PLATFORM_OLD_SECRET_KEYS."
    )


def is_current(purpose: str, sealed: str) -> bool:
    """Whether today's key sealed it; what an earlier one did is to be sealed anew."""
    return sealed.partition(".")[0] == _name_of(config.settings().keys_for(purpose)[0])


def _name_of(key: bytes) -> str:
    return hashlib.sha256(b"name" + key).hexdigest()[:8]
