"""Everything of a team as one JSON document, written page by page."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlmodel import col, select, update

from app import audit, bus, db
from app.actor import Actor, Role
from app.auth import _standing
from app.auth._confirming import require_confirmed
from app.errors import Forbidden
from app.models import (
    ApiKey,
    ChangeItem,
    ChangePlan,
    ChangeRule,
    ChatFile,
    Invite,
    Membership,
    Message,
    ModelBudget,
    ModelCall,
    Person,
    Prompt,
    PromptVersion,
    SagaRun,
    SagaSchedule,
    SavedView,
    SharedThread,
    StoredConnection,
    Team,
    Thread,
    Turn,
    utc_now,
)
from app.telemetry import logger

FORMAT = "pyairtable-platform team, version 1"
PAGE = 100
# A file has up to 700 kB.
FILES_AT_ONCE = 4
log = logger(__name__)
Fields = dict[str, Any]


def export_team(actor: Actor) -> Iterator[bytes]:
    """The team as pieces of one JSON document: members, invites, keys, connections, saved views, changes, runs,
    schedules, threads with messages and files (as base64), and audit; no secrets, and no copies of what lives in
    Airtable.

    Only owners may, with a fresh password; what is raised is raised before the first piece. Each page is read when
    it is asked for, so that changes made meanwhile may be in it; it ends with Forbidden when the actor stops being
    an owner. Raises Forbidden, ConfirmPassword.
    """
    with db.uow(actor) as unit:
        actor = _standing.as_of_now(unit, actor)
        actor.require(Role.OWNER)
        require_confirmed(actor)
        team = unit.get_one(Team, actor.team_id)
        audit.record(unit, actor, "team.exported", subject_id=team.id)
    return (piece.encode() for piece in _document(actor, team))


def _document(actor: Actor, team: Team) -> Iterator[str]:
    began = utc_now()
    yield f'{{"format":{_json(FORMAT)},"exported_at":{_json(began)},"team":{_json(_fields(team))}'
    yield from _array("members", _members(actor))
    yield from _array("invites", _pages(actor, select(Invite), Invite.id, hidden="token_hash"))
    yield from _array("api_keys", _pages(actor, select(ApiKey), ApiKey.id, hidden="key_hash"))
    yield from _array(
        "connections", _pages(actor, select(StoredConnection), StoredConnection.id, hidden="secret")
    )
    yield from _array("views", _pages(actor, select(SavedView), SavedView.id))
    yield from _plans(actor)
    yield from _array(
        "change_rules", _pages(actor, select(ChangeRule), ChangeRule.team_id, key_of=lambda row: row.team_id)
    )
    yield from _array(
        "model_budget",
        _pages(actor, select(ModelBudget), ModelBudget.team_id, key_of=lambda row: row.team_id),
    )
    yield from _array("model_calls", _pages(actor, select(ModelCall), ModelCall.id))
    yield from _array("runs", _pages(actor, select(SagaRun), SagaRun.id))
    yield from _array("schedules", _pages(actor, select(SagaSchedule), SagaSchedule.id))
    yield from _threads(actor)
    yield from _array("shared_threads", _pages(actor, select(SharedThread), SharedThread.id))
    yield from _array("prompts", _pages(actor, select(Prompt), Prompt.id))
    yield from _array("prompt_versions", _pages(actor, select(PromptVersion), PromptVersion.id))
    yield from _array("chat_files", _pages(actor, select(ChatFile), ChatFile.id, at_once=FILES_AT_ONCE))
    yield from _array("audit", _audit(actor))
    yield "}\n"
    # Who asks for a piece behind the last one has all of it.
    with db.uow(actor) as unit:
        unit.exec(update(Team).where(col(Team.id) == team.id).values(exported_at=began))
        bus.publish(f"team:{team.id}", "team_exported")
    log.info("team_exported", team_id=team.id)


def _members(actor: Actor) -> Iterator[list[str]]:
    statement = select(Membership, Person).join(Person, col(Person.id) == Membership.person_id)
    for rows in _rows(actor, statement, Membership.person_id, key_of=lambda row: row[0].person_id):
        yield [
            _json({**_fields(membership), "name": person.name, "email": person.email})
            for membership, person in rows
        ]


def _threads(actor: Actor) -> Iterator[str]:
    yield ',"threads":['
    between = ""
    for rows in _rows(actor, select(Thread), Thread.id):
        for thread in rows:
            yield between + _json(_fields(thread))[:-1]
            for name, cls in (("turns", Turn), ("messages", Message)):
                statement = select(cls).where(col(cls.thread_id) == thread.id)
                yield from _array(name, _pages(actor, statement, cls.id))
            yield "}"
            between = ","
    yield "]"


def _plans(actor: Actor) -> Iterator[str]:
    yield ',"changes":['
    between = ""
    for rows in _rows(actor, select(ChangePlan), ChangePlan.id):
        for plan in rows:
            yield between + _json(_fields(plan))[:-1]
            statement = select(ChangeItem).where(col(ChangeItem.plan_id) == plan.id)
            yield from _array(
                "items", _pages(actor, statement, ChangeItem.seq, key_of=lambda row: row.seq, first=-1)
            )
            yield "}"
            between = ","
    yield "]"


def _audit(actor: Actor) -> Iterator[list[str]]:
    for page in audit.iter_pages(actor):
        yield [_json(event) for event in page]


def _array(name: str, pages: Iterable[list[str]]) -> Iterator[str]:
    yield f',"{name}":['
    between = ""
    for page in pages:
        if page:
            yield between + ",".join(page)
            between = ","
    yield "]"


def _pages(actor: Actor, statement: Any, key: Any, *, hidden: str = "", **order: Any) -> Iterator[list[str]]:
    for rows in _rows(actor, statement, key, **order):
        yield [_json(_fields(row, hidden=hidden)) for row in rows]


def _rows(
    actor: Actor,
    statement: Any,
    key: Any,
    *,
    key_of: Callable[[Any], Any] = lambda row: str(row.id),
    first: Any = "",
    at_once: int = PAGE,
) -> Iterator[list[Any]]:
    """The rows of a statement in the order of its key, a page in each unit of work."""
    last = first
    while True:
        with db.uow(actor, read_only=True) as unit:
            role = unit.exec(select(Membership.role).where(Membership.person_id == actor.person_id)).first()
            if role != Role.OWNER.value:
                raise Forbidden("You are not an owner of this team any more.")
            rows = list(unit.exec(statement.where(key > last).order_by(key).limit(at_once)).all())
        yield rows
        if len(rows) < at_once:
            return
        last = key_of(rows[-1])


def _fields(row: Any, *, hidden: str = "") -> Fields:
    fields: Fields = row.model_dump(exclude={hidden, "team_id"})
    return fields


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no place in an export.")
