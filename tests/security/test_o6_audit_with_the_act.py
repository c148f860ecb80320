"""Bar O-6: an act and what the audit says of it are there together or not at all, wherever the process is killed."""

import json
import signal
import subprocess
import sys

import pytest
from sqlmodel import select

from app import audit, auth, db
from app.actor import Actor, Role
from app.models import ApiKey, Invite, Team
from tests.auth.keys import make_key
from tests.auth.links import copied_token
from tests.harness.processes import ROOT
from tests.people import make_member
from tests.security.dying import ACTS, POINTS


@pytest.fixture
def things(owner) -> dict[str, dict[str, str]]:
    """For each act and point something of its own that it is done to."""
    made: dict[str, dict[str, str]] = {}
    for act in ACTS:
        made[act] = {}
        for number, point in enumerate(POINTS):
            made[act][point] = _thing(owner, act, f"{act.replace('.', '_')}_{number}")
    return made


def _thing(owner: Actor, act: str, name: str) -> str:
    if act.startswith("member.invite_"):
        copied_token(owner, f"{name}@example.test")
        return auth.list_invites(owner).items[0].id
    if act == "api_key.revoked":
        make_key(owner, "read")
        return auth.list_api_keys(owner).items[0].id
    return (
        make_member(owner.team_id, name, Role.EDITOR).person_id
        if act in {"member.role_changed", "member.removed"}
        else name
    )


def done(owner: Actor, act: str, thing: str) -> bool:
    """Whether the act was done to the thing."""
    members = {card.person_id: card.role for card in auth.list_members(owner).items}
    with db.uow(owner, read_only=True) as unit:
        keys = {row.id: row for row in unit.exec(select(ApiKey)).all()}
        invites = {row.id: row for row in unit.exec(select(Invite)).all()}
        name = unit.get_one(Team, owner.team_id).name
    return {
        "member.role_changed": lambda: members[thing] is Role.ADMIN,
        "member.removed": lambda: thing not in members,
        "member.invited": lambda: f"{thing}@example.test" in {row.email for row in invites.values()},
        "member.invite_revoked": lambda: invites[thing].revoked_at is not None,
        "api_key.made": lambda: thing in {row.name for row in keys.values()},
        "api_key.revoked": lambda: keys[thing].revoked_at is not None,
        "team.renamed": lambda: name == thing,
    }[act]()


def audited(owner: Actor, act: str, thing: str) -> bool:
    """Whether the audit says that it was done to the thing."""
    with db.uow(owner, read_only=True) as unit:
        subjects = {row.id for row in unit.exec(select(ApiKey).where(ApiKey.name == thing)).all()}
        subjects |= {
            row.id for row in unit.exec(select(Invite).where(Invite.email == f"{thing}@example.test")).all()
        }
    return any(
        event.subject_id in {thing, *subjects} or event.facts.get("to") == thing
        for event in audit.list_events(owner, act=act).items
    )


def kill_at_every_point(owner: Actor, things: dict[str, dict[str, str]]) -> dict[str, dict[str, int]]:
    """How the child of each act and point ended."""
    who = {"team_id": owner.team_id, "person_id": owner.person_id, "door": "test"}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.security.dying", json.dumps({"owner": who, "things": things})],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, dict[str, int]] = json.loads(ended.stdout.splitlines()[-1])
    return found


def test_act_and_audit_are_there_together_or_not_at_all_and_the_chain_goes_on(owner, things):
    ends = kill_at_every_point(owner, things)

    assert ends == dict.fromkeys(ACTS, dict.fromkeys(POINTS, -signal.SIGKILL))
    found = {
        act: {point: (done(owner, act, thing), audited(owner, act, thing)) for point, thing in each.items()}
        for act, each in things.items()
    }
    assert found == {key: {point: (point == "after the commit",) * 2 for point in POINTS} for key in ACTS}
    assert audit.verify(owner) == ""
    auth.rename_team(owner, "Afterwards")
    assert audit.list_events(owner).items[0].facts["to"] == "Afterwards"
    assert audit.verify(owner) == ""
