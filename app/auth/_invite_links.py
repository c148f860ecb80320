"""The links of invites: one to show and one to mail, of which only the latter proves that the mail is read."""

import base64
import hashlib
import hmac
import secrets

from app import config
from app.errors import NotFound


def make() -> tuple[str, str, str]:
    """A new link to show, the same one to mail, and the hash that is kept."""
    token = secrets.token_urlsafe(32)
    address = f"{config.settings().url}/invite?token="
    return f"{address}{token}", f"{address}{token}.{_proof(token)}", hash_of(token)


def hash_of(token: str) -> str:
    """What is kept of a link's token, mailed or shown."""
    return hashlib.sha256(token.partition(".")[0].encode()).hexdigest()


def came_by_mail(token: str) -> bool:
    """Whether the token is the mailed one, so that whoever has it reads the mail of the invited address."""
    shown, _, proof = token.partition(".")
    return hmac.compare_digest(proof.encode(), _proof(shown).encode())


def dead() -> NotFound:
    """The answer to a link that invites to nothing, whatever the reason."""
    return NotFound(
        "This invite does not work any more.",
        what_to_do="Each link works once and for some days, and can be taken back. Ask for a new one.",
    )


def _proof(token: str) -> str:
    digest = hmac.digest(config.settings().key_for("mailed-invite"), token.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
