"""A team with everybody and everything in it, and another team beside it: what the matrix is asked in."""

import json
from dataclasses import dataclass
from functools import cached_property

from app import airtable, auth, changes, config, db, files, sagas, sealing, tables
from app.actor import Actor, Role
from app.airtable import ConnectionCard
from app.assistant import _prompts, _sharing
from app.auth import NewApiKey, NewInvite, NewSession
from app.changes import ChangePlan
from app.models import Membership, Person, StoredConnection, Team, new_id, utc_now
from app.sagas import Run, StepSpec
from app.tables import SavedView, ViewDefinition
from tests import people as test_people
from tests.factories import make_message, make_thread, make_turn
from tests.people import confirmed
from tests.sessions import begin_session, cookie_of

# Who asks: nobody, the owner of another team, each role of the team, and a key of its owner with the scope read.
WHO = ("anonymous", "other_team", "viewer", "editor", "admin", "owner", "read_key")
TEAM_NAME = "Northwind-canary"
BASE, TABLE = "Sales pipeline", "Deals"


@dataclass(frozen=True)
class World:
    """The team that things are asked about. `target` is a member of it who is acted on."""

    team_id: str
    people: dict[str, Actor]
    target: Actor

    @classmethod
    def made(cls) -> "World":
        team, other = Team(name=TEAM_NAME), Team(name="Contoso")
        places = {role.value: (team, role) for role in Role}
        places |= {"target": (team, Role.VIEWER), "other_team": (other, Role.OWNER)}
        people = {name: _person(name) for name in places}
        with db.uow(Actor.system("test")) as unit:
            unit.add_all([team, other, *people.values()])
            unit.flush()
            for name, (where, role) in places.items():
                unit.add(Membership(team_id=where.id, person_id=people[name].id, role=role.value))
        actors = {
            name: Actor(team_id=where.id, person_id=people[name].id, role=role, door="test")
            for name, (where, role) in places.items()
        }
        return cls(team.id, actors, actors["target"])

    @property
    def owner(self) -> Actor:
        """The owner, who gave the password a moment ago."""
        return confirmed(self.people["owner"])

    @cached_property
    def key(self) -> NewApiKey:
        return auth.make_api_key(self.owner, name="Report", scope="read", days=1)

    @cached_property
    def other_key(self) -> NewApiKey:
        """Another key of the owner, which no one of WHO acts with."""
        return auth.make_api_key(self.owner, name="Import", scope="write", days=1)

    @cached_property
    def invite(self) -> NewInvite:
        return auth.invite(self.owner, email=f"guest{new_id()}@example.test", role=Role.VIEWER)

    @cached_property
    def target_session(self) -> NewSession:
        return begin_session(self.target)

    @cached_property
    def connection(self) -> ConnectionCard:
        """A personal access token of the team; Airtable is the sandbox here."""
        token = config.settings().sandbox_token
        return airtable.add_token(self.owner, name=f"{TEAM_NAME} workspace", token=token)

    @cached_property
    def lost_connection_id(self) -> str:
        """A connection of the team with a token that nobody accepts; making it takes no call."""
        row = StoredConnection(
            id=new_id(), team_id=self.team_id, kind="token", name=TEAM_NAME, identity=new_id()[:24]
        )
        secret = json.dumps({"token": f"pat{new_id()}.{new_id()}"})
        row.secret = sealing.seal(StoredConnection.sealed["secret"], secret, bound_to=row.id)
        with db.uow(Actor.system("test")) as unit:
            unit.add(row)
        return row.id

    @cached_property
    def view(self) -> SavedView:
        """A view of the owner that the team sees."""
        return tables.save_view(
            self.owner, BASE, TABLE, name=TEAM_NAME, definition=ViewDefinition(), is_shared=True
        )

    @cached_property
    def plan(self) -> ChangePlan:
        """A pending plan of the owner that leaves its record as it is."""
        place = tables.draft(self.owner, BASE, [])
        wish = tables.Wish(kind="update", table=TABLE, record_id=self.record_id, cells={})
        draft = tables.draft(self.owner, place.base_id, [wish])
        return changes.plan(self.owner, draft.base_id, draft.operations, base_name=draft.base_name)

    @cached_property
    def run(self) -> Run:
        """A run of the owner that waits for a worker to wait for an event."""
        step = StepSpec(name="Wait", handler="wait.event@1", params={"key": "nothing"})
        return sagas.start(self.owner, TEAM_NAME, [step], is_driven_here=True)

    @cached_property
    def thread_id(self) -> str:
        """A thread of the owner."""
        thread = make_thread(self.owner)
        turn = make_turn(self.owner, thread, status="done")
        make_message(self.owner, turn, "How many deals?")
        make_message(self.owner, turn, "Four.", role="assistant")
        return thread.id

    @cached_property
    def file_id(self) -> str:
        """A file of the owner that waits for a question."""
        return files.keep(self.owner, "deals.csv", "text/csv", b"Name\nTea\n").id

    @cached_property
    def shared_id(self) -> str:
        """A thread of the owner that the team sees."""
        return _sharing.share_thread(self.owner, self.thread_id).id

    @cached_property
    def prompt_id(self) -> str:
        """A prompt of the team."""
        return _prompts.save_prompt(self.owner, title="Won", text="Won deals").id

    @cached_property
    def record_id(self) -> str:
        return tables.list_records(self.owner, BASE, TABLE, limit=1).records[0].id

    @property
    def invite_token(self) -> str:
        return self.invite.link.rpartition("token=")[2]

    def headers(self, who: str) -> dict[str, str]:
        """The credential of one of WHO."""
        if who == "anonymous":
            return {}
        if who == "read_key":
            return {"x-api-key": self.key.key}
        return cookie_of(begin_session(self.people[who]))

    def is_exported(self) -> None:
        """The team was exported a moment ago, which its deletion asks for."""
        with db.uow(Actor.system("test")) as unit:
            team = unit.get_one(Team, self.team_id)
            team.exported_at = utc_now()
            unit.add(team)


def _person(name: str) -> Person:
    return Person(
        email=f"{name}-{new_id()}@example.test", name=name, password_hash=test_people.password_hash()
    )
