"""Connections with what they can do now in words, and the bases that each of them sees."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlmodel import col, select

from app import airtable, db
from app.actor import Actor, Role
from app.airtable import ConnectionCard
from app.errors import PlatformError
from app.models import SeenBase, utc_now

Condition = Literal["works", "read_only", "exhausted", "reconnect"]
FEATURE = "connections"


class Shape(BaseModel):
    """Frozen: a shape is a fact that was read, never a handle to change it."""

    model_config = ConfigDict(frozen=True)


class ConnectionLine(Shape):
    """A connection without its credential, and its condition. reason: why it does not do everything, else empty.

    kind: sandbox, token, oauth. plan_calls: calls a month, 0 for no limit.
    """

    id: str
    name: str
    kind: str
    condition: Condition
    reason: str
    owner_email: str
    plan_calls: int
    checked_at: datetime | None


class SeenBases(Shape):
    """The bases that a connection sees, by name. problem: why it could not be asked, else empty."""

    names: tuple[str, ...] = ()
    problem: str = ""


def list_connections(actor: Actor) -> tuple[ConnectionLine, ...]:
    """The connections of the actor's team, oldest first, without a call. Needs admin."""
    return tuple(_line(actor, card) for card in airtable.list_connections(actor))


def can_sign_in() -> bool:
    """Whether the operator has registered an integration, so that people can connect without a token."""
    return airtable.can_sign_in()


def see_bases(actor: Actor, connection_ids: Iterable[str]) -> dict[str, SeenBases]:
    """Asks each of these connections which bases it sees, by the id of the connection; one call each. Needs admin.

    One that fails says why, and what its failure teaches is in `list_connections` afterwards.
    """
    actor.require(Role.ADMIN)
    return {connection_id: _seen_by(actor, connection_id) for connection_id in connection_ids}


def check_connection(actor: Actor, connection_id: str) -> str:
    """Tries to read with it now; why that does not work, empty when it does. Needs admin. Raises NotFound."""
    return airtable.check_connection(actor, connection_id).problem


def change_connection(actor: Actor, connection_id: str, *, name: str, plan_calls: int) -> ConnectionLine:
    """Another name and another limit of calls a month, 0 for none. Needs admin. Raises NotFound, InvalidInput."""
    known = airtable.rename_connection(actor, connection_id, name=name)
    if plan_calls != known.plan_calls:
        known = airtable.set_plan(actor, connection_id, plan_calls=plan_calls)
    return _line(actor, known)


def remove_connection(actor: Actor, connection_id: str) -> None:
    """Forgets its credential; nothing else is read with in its place. Needs admin. Raises NotFound."""
    airtable.remove_connection(actor, connection_id)


def _seen_by(actor: Actor, connection_id: str) -> SeenBases:
    try:
        connection = airtable.connection_for(actor, connection_id)
        bases = airtable.list_bases(connection, feature=FEATURE)
    except PlatformError as error:
        return SeenBases(problem=error.user_text)
    return SeenBases(names=tuple(base.name for base in bases))


def _line(actor: Actor, card: ConnectionCard) -> ConnectionLine:
    condition, reason = _condition(actor, card)
    return ConnectionLine(
        id=card.id,
        name=card.name,
        kind=card.kind,
        condition=condition,
        reason=reason,
        owner_email=card.owner_email,
        plan_calls=card.plan_calls,
        checked_at=card.checked_at,
    )


def _condition(actor: Actor, card: ConnectionCard) -> tuple[Condition, str]:
    """The worst thing first: what does not read at all is no question of writing."""
    if card.state == "reconnect":
        again = "Connect it at Airtable again." if card.kind == "oauth" else "Give it a new token."
        return "reconnect", f"Airtable does not accept its credential any more. {again}"
    if card.exhausted_until is not None and card.exhausted_until > utc_now():
        day = card.exhausted_until.strftime("%-d %B")
        return "exhausted", f"The calls of the month are used up. It works again from {day} (UTC)."
    if card.refused:
        return "read_only", _refusal(actor, card.refused)
    return "works", ""


def _refusal(actor: Actor, refused: Mapping[str, tuple[str, ...]]) -> str:
    scopes = sorted({scope for each in refused.values() for scope in each})
    return (
        f"Airtable refused to write in {_names(actor, refused)}: the token lacks {' and '.join(scopes)}, or its owner "
        "may not edit there. Change that at Airtable, then test it."
    )


def _names(actor: Actor, base_ids: Iterable[str]) -> str:
    """The bases by name, as they were seen last; a number for those that nobody remembers."""
    wanted = list(base_ids)
    with db.uow(actor, read_only=True) as unit:
        statement = select(SeenBase.name).where(
            SeenBase.team_id == actor.team_id, col(SeenBase.base_id).in_(wanted)
        )
        names = sorted(unit.exec(statement))
    if len(names) == len(wanted):
        return " and ".join(names)
    return "one base" if len(wanted) == 1 else f"{len(wanted)} bases"
