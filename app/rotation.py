"""Changing the secret key: everything that was sealed with an earlier one is sealed with today's."""

from typing import Any, NamedTuple

from sqlmodel import col, select

from app import audit, db, models, sealing
from app.actor import Actor
from app.errors import ConfigurationError, Forbidden
from app.telemetry import logger

PAGE_ROWS = 200
log = logger(__name__)


class Rotated(NamedTuple):
    """How many secrets were sealed anew, how many were of today's key already, and how many no known key opens."""

    renewed: int
    current: int
    unreadable: int


def rotate(actor: Actor) -> Rotated:
    """Seals every stored secret with today's key; one that no known key opens stays as it is.

    Safe to stop and to run again, beside a running platform. Only the platform itself may.
    """
    if not actor.is_system:
        raise Forbidden("Keys are rotated at the command line.")
    total = Rotated(0, 0, 0)
    for model in models.sealing_rows():
        done = _table(actor, model)
        log.info("keys_rotated", table=model.__name__, **done._asdict())
        total = Rotated(*(one + other for one, other in zip(total, done, strict=True)))
    with db.uow(actor) as unit:
        audit.record(unit, actor, "keys.rotated", facts=total._asdict())
    return total


def _table(actor: Actor, model: Any) -> Rotated:
    counts = {"renewed": 0, "current": 0, "unreadable": 0}
    last = ""
    while True:
        with db.uow(actor) as unit:
            page = unit.exec(
                select(model)
                .where(col(model.id) > last)
                .order_by(col(model.id))
                .limit(PAGE_ROWS)
                .with_for_update()
            ).all()
            for row in page:
                for column, purpose in model.sealed.items():
                    if sealed := getattr(row, column):
                        counts[_renew(row, column, purpose, sealed)] += 1
                unit.add(row)
        if len(page) < PAGE_ROWS:
            return Rotated(**counts)
        last = page[-1].id


def _renew(row: Any, column: str, purpose: str, sealed: str) -> str:
    """Seals one value anew if it needs that; the word for what was done."""
    try:
        text = sealing.unseal(purpose, sealed, bound_to=row.id)
    except ConfigurationError:
        return "unreadable"
    if sealing.is_current(purpose, sealed):
        return "current"
    setattr(row, column, sealing.seal(purpose, text, bound_to=row.id))
    return "renewed"
