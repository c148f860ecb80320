"""Bars T-2 and T-8: what belongs to another team is not there, by whatever id, and looks like what never was."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app import audit, auth, db, models
from app.actor import Actor, Role
from app.errors import PlatformError
from app.models import Session, new_id
from tests.auth.keys import make_key
from tests.auth.links import copied_token
from tests.people import confirmed, make_member
from tests.sessions import begin_session

PLATFORM = Actor.system("test")
# Every verb that takes the id of something of a team, with the kind of thing it takes.
VERBS: dict[str, tuple[str, Callable[[Actor, str], Any]]] = {
    "get_member": ("person", auth.get_member),
    "change_role": ("person", lambda actor, person_id: auth.change_role(actor, person_id, Role.VIEWER)),
    "remove_member": ("person", auth.remove_member),
    "transfer_ownership": ("person", auth.transfer_ownership),
    "revoke_invite": ("invite", auth.revoke_invite),
    "revoke_api_key": ("api key", auth.revoke_api_key),
    "switch_team": ("team", auth.switch_team),
    "revoke_session": ("session", auth.revoke_session),
}


def things_of(actor: Actor) -> dict[str, str]:
    """The id of a thing of each kind in the actor's team, none of them the actor."""
    member = make_member(actor.team_id, f"M{actor.team_id}", Role.EDITOR)
    copied_token(actor, "nina@example.test")
    make_key(member, "read")
    session = begin_session(member)
    return {
        "person": member.person_id,
        "invite": auth.list_invites(actor).items[0].id,
        "api key": auth.list_api_keys(actor).items[0].id,
        "session": session.session_id,
        "team": actor.team_id,
        "event": audit.list_events(actor).items[0].id,
    }


def answer(act: Callable[[Actor, str], Any], actor: Actor, thing_id: str) -> tuple[str, str, str]:
    try:
        act(actor, thing_id)
    except PlatformError as exc:
        return exc.code, exc.what_happened, exc.what_to_do
    return "done", "", ""


def everything_of(team_id: str) -> dict[str, list[str]]:
    """All rows of a team, as they are."""
    with db.uow(PLATFORM, read_only=True) as unit:
        return {
            cls.__name__: sorted(
                row.model_dump_json() for row in unit.exec(select(cls).where(cls.team_id == team_id)).all()
            )
            for cls in [*models.team_owned(), Session]
        }


@pytest.fixture
def theirs(stranger) -> dict[str, str]:
    return things_of(stranger)


def test_foreign_id_of_every_kind_is_not_found_by_every_verb_and_nothing_changes(owner, stranger, theirs):
    things_of(owner)
    before = everything_of(stranger.team_id)

    found = {
        (verb, kind): answer(act, confirmed(owner), theirs[kind])[0]
        for verb, (_, act) in VERBS.items()
        for kind in theirs
    }

    assert found == {(verb, kind): "not_found" for verb in VERBS for kind in theirs}
    assert everything_of(stranger.team_id) == before


def test_id_of_the_own_team_of_another_kind_is_not_found(owner):
    mine = things_of(owner)

    found = {
        (verb, kind): answer(act, confirmed(owner), mine[kind])[0]
        for verb, (takes, act) in VERBS.items()
        for kind in mine
        if kind != takes
    }

    assert set(found.values()) == {"not_found"}


@pytest.mark.parametrize("role", list(Role))
def test_foreign_and_unknown_look_the_same_to_every_role(owner, theirs, role):
    actor = confirmed(make_member(owner.team_id, "Somebody", role))

    for kind, act in VERBS.values():
        unknown = new_id() if kind != "session" else "0" * 64
        assert answer(act, actor, theirs[kind]) == answer(act, actor, unknown)


def test_lists_and_counts_have_the_own_team_only(owner, stranger, theirs):
    mine = things_of(owner)

    assert [card.id for card in auth.list_invites(owner).items] == [mine["invite"]]
    assert [card.id for card in auth.list_api_keys(owner).items] == [mine["api key"]]
    assert [(team.id, team.members) for team in auth.list_teams(owner)] == [(owner.team_id, 2)]
    assert {card.person_id for card in auth.list_members(owner).items} == {owner.person_id, mine["person"]}
    assert audit.list_events(owner, person_id=theirs["person"]).items == []


@pytest.mark.parametrize(
    "read",
    [auth.list_members, auth.list_invites, auth.list_api_keys, audit.list_events],
    ids=["members", "invites", "keys", "audit"],
)
def test_cursor_of_another_team_opens_nothing_of_it(owner, stranger, theirs, read):
    mine = things_of(owner)
    copied_token(stranger, "other@example.test")
    make_key(stranger, "read")
    cursor = read(stranger, limit=1).next_cursor
    assert cursor

    given = "".join(item.model_dump_json() for item in read(owner, cursor=cursor).items)

    assert mine
    assert [each in given for each in (*theirs.values(), stranger.person_id)] == [False] * 7
