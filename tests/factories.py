"""Rows for tests, each with everything it must have and nothing more. They belong to the actor's team."""

from datetime import timedelta
from typing import Any, TypeVar

from app import db
from app.actor import Actor
from app.models import ChangePlan, Message, OutboxJob, Row, Thread, Turn, new_id, utc_now

AnyRow = TypeVar("AnyRow", bound=Row)


def make_thread(actor: Actor, title: str = "Deals") -> Thread:
    return _added(actor, Thread(team_id=actor.team_id, person_id=actor.person_id, title=title))


def make_turn(actor: Actor, thread: Thread, **columns: Any) -> Turn:
    """A turn at the end of the thread."""
    columns = {"client_id": new_id(), "parent_id": thread.head_id, **columns}
    turn = _added(
        actor, Turn(team_id=actor.team_id, person_id=actor.person_id, thread_id=thread.id, **columns)
    )
    thread.head_id = turn.id
    _added(actor, thread)
    return turn


def make_message(actor: Actor, turn: Turn, text: str, *, role: str = "person") -> Message:
    row = Message(team_id=actor.team_id, thread_id=turn.thread_id, turn_id=turn.id, role=role, text=text)
    return _added(actor, row)


def make_plan(actor: Actor, **columns: Any) -> ChangePlan:
    """A change plan without rows that waits for a decision."""
    row = ChangePlan(
        team_id=actor.team_id,
        person_id=actor.person_id,
        door="test",
        connection_id=new_id(),
        base_id="appStock000000000",
        base_name="Stock",
        title="Things: change 1",
        digest="0" * 64,
        deadline_at=utc_now() + timedelta(days=7),
    )
    for name, value in columns.items():
        setattr(row, name, value)
    return _added(actor, row)


def make_outbox_job(job: str = "health.probe", **columns: Any) -> OutboxJob:
    return _added(Actor.system("test"), OutboxJob(**{"queue": "default", "job": job, **columns}))


def _added(actor: Actor, row: AnyRow) -> AnyRow:
    with db.uow(actor) as session:
        session.add(row)
    return row
