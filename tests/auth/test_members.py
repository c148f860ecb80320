"""Members: lists, roles, leaving, removing, and giving the team away."""

from dataclasses import replace

import pytest

from app import audit, auth, db
from app.actor import Actor, Role
from app.errors import ConfirmPassword, Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn
from app.models import Membership, Person, utc_now
from tests.auth.keys import make_key
from tests.people import confirmed, make_member
from tests.sessions import begin_session


def roles(actor: Actor) -> dict[str, str]:
    return {card.person_id: card.role.value for card in auth.list_members(actor).items}


def acts(actor: Actor) -> list[str]:
    return [event.act for event in audit.list_events(actor).items]


def as_member(actor: Actor, team: Actor, role: Role) -> Actor:
    """The same person as a member of another team too."""
    with db.uow(Actor.system("test")) as unit:
        unit.add(Membership(team_id=team.team_id, person_id=actor.person_id, role=role.value))
    return replace(actor, team_id=team.team_id, role=role)


def test_members_are_listed_by_name_for_everybody_in_the_team(owner, admin, editor, viewer, stranger):
    names = [card.name for card in auth.list_members(viewer).items]

    assert names == ["Adam", "Edith", "Olivia", "Victor"]
    assert auth.get_member(viewer, owner.person_id).email == "olivia@example.test"


def test_pages_of_members_give_each_once_also_with_equal_names_and_of_any_case(team_id, stranger):
    people = [make_member(team_id, name, Role.VIEWER) for name in ("zoe", "Ánna", "anna", "Bea")]
    with db.uow(Actor.system("test")) as unit:
        for person in people[1:3]:
            row = unit.get_one(Person, person.person_id)
            row.name = "Anna"
            unit.add(row)

    found, cursor = [], ""
    while True:
        page = auth.list_members(people[0], cursor=cursor, limit=1)
        found += [card.name for card in page.items]
        cursor = page.next_cursor
        if not cursor:
            break

    assert found == ["Anna", "Anna", "Bea", "zoe"]


def test_wrong_page_is_refused(owner):
    with pytest.raises(InvalidInput):
        auth.list_members(owner, cursor="x")
    with pytest.raises(InvalidInput):
        auth.list_members(owner, limit=1_000)


def test_new_role_is_seen_at_once_and_written_down(owner, editor):
    made = begin_session(editor)
    auth.session_of(made.cookie_value)

    card = auth.change_role(owner, editor.person_id, Role.ADMIN)

    assert (card.role, auth.session_of(made.cookie_value).role) == (Role.ADMIN, Role.ADMIN)
    (event,) = audit.list_events(owner).items
    assert (event.act, event.subject_id, event.facts, event.personal) == (
        "member.role_changed",
        editor.person_id,
        {"from": "editor", "to": "admin"},
        {"name": "Edith"},
    )


def test_same_role_again_changes_nothing(owner, editor):
    assert auth.change_role(owner, editor.person_id, Role.EDITOR).role is Role.EDITOR

    assert acts(owner) == []


def test_role_of_the_moment_counts_and_not_the_one_that_was_looked_up(owner, admin, viewer):
    auth.change_role(owner, admin.person_id, Role.VIEWER)

    with pytest.raises(Forbidden):
        auth.change_role(admin, viewer.person_id, Role.EDITOR)

    assert roles(owner)[viewer.person_id] == "viewer"


def test_somebody_who_was_removed_does_nothing_with_an_actor_of_before(owner, admin, viewer):
    auth.remove_member(owner, admin.person_id)

    with pytest.raises(NotSignedIn):
        auth.remove_member(admin, viewer.person_id)


def test_only_owner_keeps_the_role(owner, admin):
    with pytest.raises(Conflict):
        auth.change_role(owner, owner.person_id, Role.ADMIN)
    with pytest.raises(Conflict):
        auth.leave_team(owner)
    with pytest.raises(Conflict):
        auth.remove_member(owner, owner.person_id)

    assert roles(owner)[owner.person_id] == "owner"


def test_owner_who_is_disabled_is_no_owner_to_rely_on(owner, team_id):
    other = make_member(team_id, "Otto", Role.OWNER)
    with db.uow(Actor.system("test")) as unit:
        row = unit.get_one(Person, other.person_id)
        row.disabled_at = utc_now()
        unit.add(row)

    with pytest.raises(Conflict):
        auth.leave_team(owner)


def test_second_owner_lets_the_first_go(owner, team_id):
    other = make_member(team_id, "Otto", Role.OWNER)

    auth.leave_team(owner)

    assert roles(other) == {other.person_id: "owner"}
    assert acts(other) == ["member.left"]


@pytest.mark.parametrize("how", ["leaves", "is removed"])
def test_who_goes_loses_sessions_and_keys_of_this_team_and_keeps_those_of_others(
    owner, editor, stranger, how
):
    elsewhere = as_member(editor, stranger, Role.EDITOR)
    here, there = begin_session(editor), begin_session(elsewhere)
    key, other_key = make_key(editor, "write"), make_key(elsewhere, "write")
    for made in (here, there):
        auth.session_of(made.cookie_value)
    for each in (key, other_key):
        auth.signed_in_by_key(each)

    if how == "leaves":
        auth.leave_team(editor)
    else:
        auth.remove_member(owner, editor.person_id)

    assert (auth.session_of(here.cookie_value), auth.signed_in_by_key(key)) == (None, None)
    assert auth.session_of(there.cookie_value).person_id == editor.person_id
    assert auth.signed_in_by_key(other_key).team_id == stranger.team_id
    assert auth.live_among([here.session_id, there.session_id]) == {there.session_id}


def test_who_comes_back_finds_no_session_or_key_of_before(owner, editor):
    made, key = begin_session(editor), make_key(editor, "write")
    auth.remove_member(owner, editor.person_id)

    as_member(editor, owner, Role.EDITOR)

    assert (auth.session_of(made.cookie_value), auth.signed_in_by_key(key)) == (None, None)


def test_member_who_is_not_there_is_not_found(owner):
    with pytest.raises(NotFound):
        auth.remove_member(owner, "0" * 32)


def test_team_is_given_away_in_one_step(owner, editor):
    card = auth.transfer_ownership(confirmed(owner), editor.person_id)

    assert card.role is Role.OWNER
    assert roles(editor) == {owner.person_id: "admin", editor.person_id: "owner"}
    (event,) = audit.list_events(replace(editor, role=Role.OWNER)).items
    assert event.facts == {"from": owner.person_id, "to": editor.person_id}


def test_giving_the_team_away_asks_for_a_fresh_password(owner, editor):
    with pytest.raises(ConfirmPassword):
        auth.transfer_ownership(owner, editor.person_id)

    assert roles(owner)[owner.person_id] == "owner"


def test_team_is_not_given_to_oneself(owner):
    with pytest.raises(Conflict):
        auth.transfer_ownership(confirmed(owner), owner.person_id)


def test_team_that_was_given_away_is_not_given_away_again(owner, editor, viewer):
    auth.transfer_ownership(confirmed(owner), editor.person_id)

    with pytest.raises(Forbidden):
        auth.transfer_ownership(confirmed(owner), viewer.person_id)


def test_key_gives_nothing_away_and_does_not_leave(owner, editor, team_id):
    make_member(team_id, "Otto", Role.OWNER)
    by_key = replace(confirmed(owner), key_id="a" * 32)

    for act in (
        lambda: auth.transfer_ownership(by_key, editor.person_id),
        lambda: auth.leave_team(by_key),
        lambda: auth.change_role(by_key, editor.person_id, Role.OWNER),
        lambda: auth.make_team(by_key, "Another"),
        lambda: auth.switch_team(by_key, owner.team_id),
    ):
        with pytest.raises(Forbidden):
            act()

    assert roles(owner)[editor.person_id] == "editor"
