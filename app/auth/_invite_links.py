"""The links of invites, and the letter that carries one."""

import base64
import hashlib
import hmac
import secrets

from app import config
from app.actor import Role
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


def letter(link: str, *, team: str, inviter: str, role: Role) -> tuple[str, str]:
    """Subject and text."""
    days = config.limits().invite_days
    return f"{inviter} invites you to {team}", (
        f"Hello,\n\n{inviter} invites you to the team {team} as {role.value}. Open this link to join:\n\n{link}\n\n"
        f"It works once and for {days} days. If you do not know {inviter}, leave it alone: nothing happens then.\n"
    )


def dead() -> NotFound:
    return NotFound(
        "This invite does not work any more.",
        what_to_do="Each link works once and for some days, and can be taken back. Ask for a new one.",
    )


def _proof(token: str) -> str:
    digest = hmac.digest(config.settings().key_for("mailed-invite"), token.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
