"""`seed`: people, teams and threads for a fresh data folder, to try the product or to test it."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import select

from app import auth, config, db
from app.actor import Actor, Role
from app.errors import Conflict, Forbidden
from app.models import Message, Person, Thread, Turn, utc_now

_THREADS = 40
_QUESTIONS = (
    ("Open deals by stage", "How many open deals are there, and what are they worth by stage?"),
    ("Deals closing this month", "Which deals close this month?"),
    ("Largest companies", "Which companies have the most open deals?"),
    ("Overdue tasks", "Which tasks are overdue, and whose are they?"),
    ("Won last quarter", "What did we win last quarter?"),
)
_ANSWER = "This answer was written by `seed`. Ask again to get the numbers of your base."


class SeededPerson(BaseModel):
    """Somebody who was made, with the password to sign in. The password is random and shown only here."""

    model_config = ConfigDict(frozen=True)

    email: str
    password: str = Field(repr=False)
    role: Role
    team: str


class _Planned(NamedTuple):
    name: str
    role: Role
    team: str


_DEMO = (
    _Planned("Olivia Owner", Role.OWNER, "Northwind"),
    _Planned("Adam Admin", Role.ADMIN, "Northwind"),
    _Planned("Edith Editor", Role.EDITOR, "Northwind"),
    _Planned("Victor Viewer", Role.VIEWER, "Northwind"),
    _Planned("Sasha Stranger", Role.OWNER, "Contoso"),
)
_BUSY = (
    *_DEMO,
    _Planned("Mara Meyer", Role.EDITOR, "Northwind"),
    _Planned("Noah Nilsen", Role.EDITOR, "Northwind"),
    _Planned("Petra Park", Role.VIEWER, "Northwind"),
    _Planned("Quinn Quist", Role.ADMIN, "Contoso"),
    _Planned("Rosa Rossi", Role.EDITOR, "Contoso"),
    _Planned("Tariq Tan", Role.OWNER, "Fabrikam"),
    _Planned("Ursula Unger", Role.EDITOR, "Fabrikam"),
    _Planned("Wanda Wolf", Role.VIEWER, "Fabrikam"),
)
_STAGES: dict[str, tuple[_Planned, ...]] = {"empty": (), "demo": _DEMO, "busy": _BUSY}


def plant(actor: Actor, stage: str) -> list[SeededPerson]:
    """Migrates the database and fills it: `empty` (nobody), `demo` (a team and a stranger), `busy` (three teams).

    Raises Forbidden when the public URL is not loopback, because the passwords are printed, and Conflict when
    somebody lives in the data folder already.
    """
    if not config.settings().is_loopback:
        raise Forbidden(
            "`seed` prints passwords, so it is refused on a public address.",
            what_to_do="Unset PLATFORM_PUBLIC_URL to try it on this machine.",
        )
    db.migrate()
    _refuse_if_inhabited(actor)
    teams: dict[str, str] = {}
    people, members = [], []
    for planned in _STAGES[stage]:
        if planned.team not in teams:
            teams[planned.team] = auth.create_team(actor, name=planned.team)
        person, member = _make_person(actor, planned, teams[planned.team])
        people.append(person)
        members.append(member)
    if stage == "busy":
        _plant_threads(members)
    return people


def _refuse_if_inhabited(actor: Actor) -> None:
    with db.uow(actor, read_only=True) as session:
        somebody = session.exec(select(Person.id).limit(1)).first()
    if somebody is not None:
        raise Conflict(
            "`seed` fills a fresh data folder, and there are people in this one.",
            what_to_do="Set PLATFORM_DATA_DIR to a new folder.",
        )


def _make_person(actor: Actor, planned: _Planned, team_id: str) -> tuple[SeededPerson, Actor]:
    email = f"{planned.name.partition(' ')[0].lower()}@{planned.team.lower()}.example"
    password = secrets.token_urlsafe(12)
    card = auth.create_person(actor, name=planned.name, email=email, password=password)
    auth.add_member(actor, person_id=card.id, team_id=team_id, role=planned.role)
    member = Actor(team_id=team_id, person_id=card.id, role=planned.role, door="seed")
    return SeededPerson(email=email, password=password, role=planned.role, team=planned.team), member


def _plant_threads(members: list[Actor]) -> None:
    """Spreads the threads over the members, an hour apart, the newest a few minutes old."""
    newest = utc_now() - timedelta(minutes=5)
    for number in range(_THREADS):
        member = members[number % len(members)]
        title, question = _QUESTIONS[number % len(_QUESTIONS)]
        began = newest - timedelta(hours=number)
        with db.uow(member) as session:
            for row in _thread_rows(member, title, question, began):
                session.add(row)
                session.flush()


def _thread_rows(
    member: Actor, title: str, question: str, began: datetime
) -> Iterator[Thread | Turn | Message]:
    ended = began + timedelta(seconds=4)
    team_id, person_id = member.team_id, member.person_id
    thread = Thread(team_id=team_id, person_id=person_id, title=title, created_at=began, updated_at=ended)
    yield thread
    turn = Turn(
        team_id=team_id,
        person_id=person_id,
        thread_id=thread.id,
        client_id=secrets.token_hex(16),
        status="done",
        started_at=began,
        finished_at=ended,
    )
    yield turn
    thread.head_id = turn.id
    for role, text, at in (("person", question, began), ("assistant", _ANSWER, ended)):
        yield Message(
            team_id=team_id, thread_id=thread.id, turn_id=turn.id, role=role, text=text, created_at=at
        )
