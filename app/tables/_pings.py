"""Pings of Airtable: something happened in a base, so that its mirrors are brought up to date now and not later.

A ping only hurries the jobs that whoever uses a mirror has waiting. One that is lost costs nothing but time, and one
that comes again does nothing.
"""

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select, update

from app import airtable, db, queueing, sealing
from app.actor import Actor
from app.airtable import mirror
from app.errors import Forbidden, InvalidInput
from app.models import MirroredBase, MirroredTable
from app.tables._sources import JOB

MAX_PING_BYTES = 10_000
MAX_ID_CHARACTERS = 20


def hear_ping(actor: Actor, raw: bytes, mac: str) -> bool:
    """Takes a notification: its raw body and the header X-Airtable-Content-MAC. True when it was new.

    For the platform itself, as nobody is signed in. Raises InvalidInput for what is no ping, Forbidden for an unknown
    webhook and for another signature, with the same words.
    """
    actor.require_platform()
    base_id, webhook_id = _claimed(raw)
    with db.uow(actor, read_only=True) as session:
        base = session.exec(
            select(MirroredBase).where(
                MirroredBase.webhook_id == webhook_id,
                MirroredBase.base_id == base_id,
                MirroredBase.secret != "",
            )
        ).first()
    if base is None:
        raise Forbidden("This ping was not signed by Airtable for this webhook.")
    secret = sealing.unseal(mirror.SEAL, base.secret, bound_to=base.id)
    ping = airtable.verify_ping(raw, mac, secret)
    with db.uow(actor) as session:
        return _is_new(session, base, ping.timestamp) and _hurried(session, base)


def _claimed(raw: bytes) -> tuple[str, str]:
    """Which base and webhook it says it is about, before anything about it is believed."""
    try:
        if len(raw) > MAX_PING_BYTES:
            raise ValueError
        told: Any = json.loads(raw)
        ids = (told["base"]["id"], told["webhook"]["id"])
        if not all(isinstance(each, str) and 0 < len(each) <= MAX_ID_CHARACTERS for each in ids):
            raise ValueError
        if not all(each.isascii() and each.isalnum() for each in ids):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInput("This is no ping of Airtable.", field="body") from None
    return ids


def _is_new(session: Session, base: MirroredBase, sent_at: datetime) -> bool:
    newer = or_(col(MirroredBase.pinged_at).is_(None), col(MirroredBase.pinged_at) < sent_at)
    taken = session.exec(
        update(MirroredBase).where(col(MirroredBase.id) == base.id, newer).values(pinged_at=sent_at)
    )
    return taken.rowcount == 1


def _hurried(session: Session, base: MirroredBase) -> bool:
    mirrors = session.exec(
        select(MirroredTable.id).where(
            MirroredTable.team_id == base.team_id,
            MirroredTable.identity == base.identity,
            MirroredTable.base_id == base.base_id,
        )
    ).all()
    for mirror_id in mirrors:
        queueing.hurry(session, f"{JOB}:{mirror_id}:")
    return True
