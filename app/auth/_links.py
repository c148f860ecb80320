"""Mailed links: 256 random bits of which only the hash is kept, good once, for one purpose and one e-mail address."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from sqlmodel import Session as Unit
from sqlmodel import col, delete, select, update

from app import config, db, mail
from app.actor import Actor
from app.auth._letters import Letter
from app.errors import Forbidden, NotFound
from app.models import OneTimeToken, utc_now

Purpose = Literal["sign_up", "verify_email", "change_email", "reset_password", "new_device"]
# Where each link leads.
PLACES: dict[Purpose, str] = {
    "sign_up": "/sign-up/new",
    "verify_email": "/verify",
    "change_email": "/verify",
    "reset_password": "/reset/new",
    "new_device": "/device",
}
TOKEN_CHARACTERS = 43
KEPT_DAYS = 1


def mail_link(
    unit: Unit,
    purpose: Purpose,
    *,
    email: str,
    letter: Callable[[str], Letter],
    person_id: str | None = None,
    facts: dict[str, Any] | None = None,
    is_notice: bool = False,
    minutes: int = 0,
) -> bool:
    """Inside the open unit of work: make a link and write the letter that `letter(link)` gives. False, and nothing is
    made, when the address got its letters of this hour."""
    token = secrets.token_urlsafe(32)
    told = letter(f"{config.settings().url}{PLACES[purpose]}?token={token}")
    if not mail.post(unit, to=email, subject=told.subject, text=told.text, is_notice=is_notice):
        return False
    add(unit, purpose, token, email=email, person_id=person_id, facts=facts, minutes=minutes)
    return True


def add(
    unit: Unit,
    purpose: Purpose,
    token: str,
    *,
    email: str,
    person_id: str | None = None,
    facts: dict[str, Any] | None = None,
    minutes: int = 0,
) -> OneTimeToken:
    """The row of a token."""
    row = OneTimeToken(
        id=_hashed(token),
        purpose=purpose,
        person_id=person_id,
        email=email,
        facts=facts or {},
        expires_at=utc_now() + timedelta(minutes=minutes or config.limits().token_minutes),
    )
    unit.add(row)
    return row


def open_link(token: str, *purposes: Purpose) -> OneTimeToken:
    """What a token was made for, without using it. Raises NotFound when it opens nothing (any more)."""
    with db.uow(Actor.system("links"), read_only=True) as unit:
        row = unit.get(OneTimeToken, _hashed(token))
    if row is None or row.purpose not in purposes or row.used_at is not None or row.expires_at <= utc_now():
        raise dead()
    return row


def is_open(token: str, *purposes: Purpose) -> bool:
    """Whether the token still opens something."""
    try:
        open_link(token, *purposes)
    except NotFound:
        return False
    return True


def use(unit: Unit, token: str, *purposes: Purpose) -> OneTimeToken:
    """Inside the open unit of work: use the token up. Of many who try at once one succeeds. Raises NotFound."""
    now = utc_now()
    used = unit.exec(
        update(OneTimeToken)
        .where(
            col(OneTimeToken.id) == _hashed(token),
            col(OneTimeToken.purpose).in_(purposes),
            col(OneTimeToken.used_at).is_(None),
            col(OneTimeToken.expires_at) > now,
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:
        raise dead()
    return unit.exec(select(OneTimeToken).where(OneTimeToken.id == _hashed(token))).one()


def is_asked(unit: Unit, purpose: Purpose, email: str) -> bool:
    """Whether somebody asked for such a link for this address a while ago; see `_asking`."""
    found = select(OneTimeToken.id).where(
        OneTimeToken.purpose == purpose,
        OneTimeToken.email == email,
        col(OneTimeToken.person_id).is_(None),
        col(OneTimeToken.expires_at) > utc_now(),
    )
    return unit.exec(found.limit(1)).first() is not None


def claim_ask(unit: Unit, ask_id: str) -> OneTimeToken | None:
    """What was asked for, to whoever comes first; None for everybody else."""
    claimed = update(OneTimeToken).where(col(OneTimeToken.id) == ask_id, col(OneTimeToken.used_at).is_(None))
    if unit.exec(claimed.values(used_at=utc_now())).rowcount != 1:
        return None
    return unit.exec(select(OneTimeToken).where(OneTimeToken.id == ask_id)).one()


def purge_links(actor: Actor) -> int:
    """Delete links that ended a day ago; how many. Only the platform may."""
    if not actor.is_system:
        raise Forbidden("Only the platform deletes links.")
    with db.uow(actor) as unit:
        old = col(OneTimeToken.expires_at) < utc_now() - timedelta(days=KEPT_DAYS)
        return int(unit.exec(delete(OneTimeToken).where(old)).rowcount)


def dead() -> NotFound:
    """The answer to a token that opens nothing, whatever the reason."""
    return NotFound(
        "This link does not work any more.",
        what_to_do="Each works once and for a short time. Ask for another.",
    )


def _hashed(token: str) -> str:
    if len(token) != TOKEN_CHARACTERS:
        raise dead()
    return hashlib.sha256(token.encode()).hexdigest()
