"""The chain: each event carries the digest of the one before, so that a row that was changed or taken out shows."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import null
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select, update

from app import bus, db
from app.actor import Actor
from app.audit._acts import ACTS
from app.models import AuditChain, AuditEvent

Fact = str | int | bool | None
PAGE = 500


def record(
    unit: Session,
    actor: Actor,
    act: str,
    *,
    subject_id: str = "",
    facts: Mapping[str, Fact] | None = None,
    personal: Mapping[str, Fact] | None = None,
    team_id: str | None = None,
    person_id: str | None = None,
) -> None:
    """Write down an act inside the open unit of work: it is there when the act is, and not otherwise.

    `facts` say what was done, with ids and never with names; what says who somebody is goes into `personal`, which
    can be erased, and so does the actor's address. The event belongs to the actor's team unless `team_id` says
    otherwise ("" for no team), and to the actor's person unless `person_id` does, for acts before anybody is signed
    in. Open tabs hear of it after the commit, as a bus event that is called like the act: those of the person for an
    act on an account, else the team's.
    """
    if act not in ACTS:
        raise ValueError(f"The act {act} is not listed in ACTS.")
    team = _team_of(actor) if team_id is None else team_id
    told = {**({"address": actor.address} if actor.address else {}), **(personal or {})}
    hidden = {**told, "salt": secrets.token_hex(16)} if told else None
    doer = actor.person_id if person_id is None else person_id
    end = _end_of_chain(unit, team)
    event = AuditEvent(
        team_id=team,
        seq=end.seq + 1,
        act=act,
        person_id=doer,
        door=actor.door[:40],
        request_id=actor.request_id[:40],
        subject_id=subject_id,
        facts=dict(facts or {}),
        personal=hidden,
        personal_digest=_digest(hidden) if hidden else "",
        previous=end.digest,
        digest="",
    )
    event.digest = _digest_of(event)
    end.seq, end.digest = event.seq, event.digest
    unit.add(event)
    unit.add(end)
    unit.flush()
    is_of_person = act.startswith(("person.", "session."))
    bus.publish(f"person:{subject_id or doer}" if is_of_person else f"team:{team}", act)


def verify(actor: Actor, team_id: str | None = None) -> str:
    """The id of the first event of a team's chain that does not fit, or "end" when events are missing there; empty
    when the whole chain fits. Others may add events meanwhile."""
    team = _team_of(actor) if team_id is None else team_id
    previous, seq = "", 0
    while True:
        before = seq
        for event in (event for page in event_pages(actor, team, after=seq) for event in page):
            seq += 1
            if (event.seq, event.previous, event.digest) != (seq, previous, _digest_of(event)):
                return event.id
            if event.personal is not None and _digest(event.personal) != event.personal_digest:
                return event.id
            previous = event.digest
        with db.uow(actor, read_only=True) as unit:
            end = unit.get(AuditChain, team) or AuditChain(team_id=team)
        if (end.seq, end.digest) == (seq, previous):
            return ""
        # Events that were cut off at the end leave no gap, but the end of the chain knows of them.
        if seq == before:
            return "end"


def erase_person(unit: Session, person_id: str) -> None:
    """Take everything that says who a person was out of the audit of all teams; the chains stay whole."""
    concerns = or_(col(AuditEvent.person_id) == person_id, col(AuditEvent.subject_id) == person_id)
    unit.exec(update(AuditEvent).where(concerns).values(personal=null()))


def event_pages(actor: Actor, team_id: str, *, after: int = 0) -> Iterator[list[AuditEvent]]:
    """The events of a team's chain in their order, a page in each unit of work."""
    seq = after
    while True:
        with db.uow(actor, read_only=True) as unit:
            page = unit.exec(
                select(AuditEvent)
                .where(AuditEvent.team_id == team_id, col(AuditEvent.seq) > seq)
                .order_by(col(AuditEvent.seq))
                .limit(PAGE)
            ).all()
        yield list(page)
        if len(page) < PAGE:
            return
        seq = page[-1].seq


def _team_of(actor: Actor) -> str:
    return "" if actor.is_system else actor.team_id


def _end_of_chain(unit: Session, team_id: str) -> AuditChain:
    """The team's chain, locked until the transaction ends."""
    locked = select(AuditChain).where(AuditChain.team_id == team_id).with_for_update()
    found = unit.exec(locked).first()
    if found is not None:
        return found
    try:
        with unit.begin_nested():
            unit.add(AuditChain(team_id=team_id))
    except IntegrityError:
        # Another transaction began the chain at the same moment; its row is locked like any other.
        return unit.exec(locked).one()
    return unit.exec(locked).one()


def _digest_of(event: AuditEvent) -> str:
    return _digest(
        [
            event.id,
            event.team_id,
            event.seq,
            event.at.isoformat(),
            event.act,
            event.person_id,
            event.door,
            event.request_id,
            event.subject_id,
            event.facts,
            event.personal_digest,
            event.previous,
        ]
    )


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
