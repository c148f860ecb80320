"""Reading the audit: a page at a time, all of it as a file, and whether every chain fits."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, func, or_, select

from app import db, paging
from app.actor import Actor, Role
from app.audit._acts import ACTS
from app.audit._chain import event_pages, record, verify
from app.errors import Forbidden, InvalidInput
from app.models import AuditChain, AuditEvent, Person, Team
from app.paging import Page


class AuditEntry(BaseModel):
    """One act, as it is shown to admins."""

    model_config = ConfigDict(frozen=True)

    id: str
    seq: int = Field(description="Its place in the team's chain, from 1.")
    at: datetime
    act: str
    meaning: str
    person_id: str = Field(description="Who did it; empty for the platform.")
    person_name: str = Field(description="That person's name today; empty for the platform.")
    door: str
    request_id: str
    subject_id: str = Field(description="What or whom it concerned.")
    facts: dict[str, Any]
    personal: dict[str, Any] = Field(description="Names and addresses; empty once erased.")


class ChainCheck(BaseModel):
    """A team's chain, and where it does not fit."""

    model_config = ConfigDict(frozen=True)

    team_id: str = Field(description="Empty for acts that belong to no team.")
    team_name: str = Field(description="Empty for no team, and for one that was deleted.")
    events: int
    broken_at: str = Field(description="The first event that does not fit, or end; empty when all fit.")


def list_events(
    actor: Actor, *, act: str = "", person_id: str = "", cursor: str = "", limit: int = 0
) -> Page[AuditEntry]:
    """The acts in the actor's team, newest first, of one kind or by or about one person if given.

    Raises Forbidden below admin, InvalidInput.
    """
    actor.require(Role.ADMIN)
    size = paging.size_of(limit)
    statement = (
        select(AuditEvent, Person.name)
        .join(Person, col(Person.id) == AuditEvent.person_id, isouter=True)
        .where(AuditEvent.team_id == actor.team_id)
        .order_by(col(AuditEvent.seq).desc())
        .limit(size + 1)
    )
    if act:
        if act not in ACTS:
            raise InvalidInput("There is no such act.", field="act")
        statement = statement.where(AuditEvent.act == act)
    if person_id:
        statement = statement.where(
            or_(col(AuditEvent.person_id) == person_id, col(AuditEvent.subject_id) == person_id)
        )
    for last in paging.position_in(cursor, parts=1):
        statement = statement.where(AuditEvent.seq < _seq_in(last))
    with db.uow(actor, read_only=True) as unit:
        found = list(unit.exec(statement).all())
    return paging.page_of(
        found, size, card=lambda row: _entry(row[0], row[1]), position=lambda row: (str(row[0].seq),)
    )


def export(actor: Actor) -> Iterator[bytes]:
    """Every act in the actor's team as JSON lines with their digests, oldest first; the last line is the chain's end.

    That it was exported is written down first. Raises Forbidden below admin.
    """
    actor.require(Role.ADMIN)
    with db.uow(actor) as unit:
        record(unit, actor, "audit.exported")
    return _lines(actor)


def iter_pages(actor: Actor) -> Iterator[list[dict[str, Any]]]:
    """Every act in the actor's team with all that its digest is made of, oldest first, a page at a time.

    Raises Forbidden below admin.
    """
    actor.require(Role.ADMIN)
    for page in event_pages(actor, actor.team_id):
        yield [{**event.model_dump(exclude={"at"}), "at": event.at.isoformat()} for event in page]


def verify_all(actor: Actor) -> list[ChainCheck]:
    """Every chain of the installation. Raises Forbidden for everybody but the platform."""
    if not actor.is_system:
        raise Forbidden("Only the platform looks at all chains.")
    with db.uow(actor, read_only=True) as unit:
        # A chain whose end was taken away has events still.
        counts = dict(unit.exec(select(AuditEvent.team_id, func.count()).group_by(AuditEvent.team_id)).all())
        ids = sorted({*counts, *unit.exec(select(AuditChain.team_id)).all()})
        names = dict(unit.exec(select(Team.id, Team.name).where(col(Team.id).in_(ids))).all())
    return [
        ChainCheck(
            team_id=team_id,
            team_name=names.get(team_id, ""),
            events=counts.get(team_id, 0),
            broken_at=verify(actor, team_id),
        )
        for team_id in ids
    ]


def _lines(actor: Actor) -> Iterator[bytes]:
    seq, digest = 0, ""
    for page in iter_pages(actor):
        if page:
            yield "".join(f"{json.dumps(event)}\n" for event in page).encode()
            seq, digest = page[-1]["seq"], page[-1]["digest"]
    yield f"{json.dumps({'end': {'seq': seq, 'digest': digest}})}\n".encode()


def _seq_in(last: str) -> int:
    if not (last.isascii() and last.isdigit() and len(last) < 10):
        raise InvalidInput("This cursor is not one of ours.", field="cursor")
    return int(last)


def _entry(event: AuditEvent, person_name: str | None) -> AuditEntry:
    return AuditEntry(
        id=event.id,
        seq=event.seq,
        at=event.at,
        act=event.act,
        meaning=ACTS.get(event.act, event.act),
        person_id=event.person_id,
        person_name=person_name or "",
        door=event.door,
        request_id=event.request_id,
        subject_id=event.subject_id,
        facts=event.facts,
        personal={key: value for key, value in (event.personal or {}).items() if key != "salt"},
    )
