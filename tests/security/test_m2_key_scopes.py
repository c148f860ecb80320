"""Bar M-2 for keys: a key has the lesser of its scope and its person's role of today, whatever it is used for."""

import pytest
from sqlmodel import update

from app import auth, db
from app.actor import Actor, Role
from app.auth import _sessions
from app.errors import PlatformError
from app.models import ApiKey
from tests.auth.keys import key_actor, make_key
from tests.auth.links import copied_token
from tests.people import confirmed, make_member

OWNER, ADMIN, EDITOR, VIEWER = Role
# The role that a key of each scope acts with, for somebody of each role, also after it was lowered.
ACTS_AS = {
    OWNER: {"read": VIEWER, "write": EDITOR, "admin": OWNER},
    ADMIN: {"read": VIEWER, "write": EDITOR, "admin": ADMIN},
    EDITOR: {"read": VIEWER, "write": EDITOR, "admin": EDITOR},
    VIEWER: {"read": VIEWER, "write": VIEWER, "admin": VIEWER},
}


@pytest.fixture(autouse=True)
def _forgetful():
    yield
    _sessions._remembered.clear()


def role_of(key: str) -> Role:
    found = auth.signed_in_by_key(key)
    assert found is not None
    return found.role


def test_key_of_every_scope_acts_with_the_lesser_role_for_every_role(owner, team_id):
    person = make_member(team_id, "Petra", OWNER)
    keys = {scope: make_key(person, scope) for scope in ("read", "write", "admin")}
    found = {}
    for role in (OWNER, ADMIN, EDITOR, VIEWER):
        auth.change_role(owner, person.person_id, role)
        found[role] = {scope: role_of(key) for scope, key in keys.items()}

    assert found == ACTS_AS


def test_raised_role_does_not_raise_the_scope(owner, viewer):
    key = make_key(viewer, "read")

    auth.change_role(owner, viewer.person_id, ADMIN)

    assert role_of(key) is VIEWER


def test_scope_that_no_version_knows_opens_nothing(owner):
    key = make_key(owner, "read")
    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(ApiKey).values(scope="everything"))

    assert auth.signed_in_by_key(key) is None


def test_actor_of_a_key_that_was_looked_up_before_has_no_more_than_the_role_of_now(owner, admin, viewer):
    key = key_actor(admin)
    auth.change_role(owner, admin.person_id, VIEWER)

    with pytest.raises(PlatformError) as refused:
        auth.remove_member(key, viewer.person_id)

    assert refused.value.code == "forbidden"


@pytest.mark.parametrize("scope", ["read", "write", "admin"])
def test_no_scope_does_what_a_person_does_with_a_fresh_password(owner, editor, scope):
    # The time of a password is no column of a key; even with one it would not be enough.
    key = confirmed(key_actor(owner, scope))
    token = copied_token(owner)
    acts = {
        "make a key": lambda: auth.make_api_key(key, name="x", scope="read"),
        "give the team away": lambda: auth.transfer_ownership(key, editor.person_id),
        "export": lambda: auth.export_team(key),
        "delete": lambda: auth.delete_team(key, "Northwind"),
        "leave": lambda: auth.leave_team(key),
        "make a team": lambda: auth.make_team(key, "Mine"),
        "switch": lambda: auth.switch_team(key, owner.team_id),
        "join": lambda: auth.join(key, token),
        "invite an owner": lambda: auth.invite(key, email="o@example.test", role=OWNER),
        "make an owner": lambda: auth.change_role(key, editor.person_id, OWNER),
        "change the password": lambda: auth.change_password(
            key, current="x", new="y", address="", user_agent=""
        ),
        "change the e-mail": lambda: auth.ask_to_change_email(key, "o@example.test"),
        "erase the person": lambda: auth.erase_person(key),
        "confirm a password": lambda: auth.confirm_password(key, "x"),
        "list sessions": lambda: auth.list_sessions(key),
        "end sessions": lambda: auth.revoke_other_sessions(key),
    }
    found = {}
    for name, act in acts.items():
        try:
            act()
            found[name] = "done"
        except PlatformError as exc:
            found[name] = exc.code

    assert found == dict.fromkeys(acts, "forbidden")
