"""Teams: a person's list, making, renaming and switching."""

from dataclasses import replace

import pytest

from app import audit, auth
from app.actor import Actor, Role
from app.errors import Forbidden, InvalidInput, NotFound
from tests.auth.keys import key_actor
from tests.sessions import begin_session


def names(actor: Actor) -> list[tuple[str, str, int, bool]]:
    return [(card.name, card.role.value, card.members, card.is_current) for card in auth.list_teams(actor)]


def signed_in(actor: Actor) -> tuple[Actor, str]:
    """The person with a session, and its cookie's value."""
    made = begin_session(actor)
    return replace(actor, session_id=made.session_id), made.cookie_value


def test_person_sees_the_own_teams_only(owner, admin, stranger):
    assert names(owner) == [("Northwind", "owner", 2, True)]
    assert names(stranger) == [("Contoso", "owner", 1, True)]


def test_who_makes_a_team_owns_it_and_its_audit_begins_with_that(admin, stranger):
    made = auth.make_team(admin, "  Fabrikam\n ")

    assert (made.name, made.role, made.members, made.is_current) == ("Fabrikam", Role.OWNER, 1, False)
    assert names(admin) == [("Fabrikam", "owner", 1, False), ("Northwind", "admin", 1, True)]
    there = replace(admin, team_id=made.id, role=Role.OWNER)
    assert [(event.act, event.person_id) for event in audit.list_events(there).items] == [
        ("team.made", admin.person_id)
    ]
    assert audit.verify(there) == ""


def test_member_below_admin_makes_no_team(editor):
    with pytest.raises(Forbidden):
        auth.make_team(editor, "Fabrikam")


def test_key_sees_its_own_team_only(admin):
    auth.make_team(admin, "Fabrikam")

    assert names(key_actor(admin)) == [("Northwind", "admin", 1, True)]


def test_admin_renames_the_team(admin):
    assert auth.rename_team(admin, "Southwind").name == "Southwind"

    (event,) = audit.list_events(admin).items
    assert (event.act, event.facts) == ("team.renamed", {"from": "Northwind", "to": "Southwind"})


@pytest.mark.parametrize(
    ("who", "name", "error"), [("editor", "New", Forbidden), ("admin", " ", InvalidInput)]
)
def test_refused_name_changes_nothing(request, owner, who, name, error):
    with pytest.raises(error):
        auth.rename_team(request.getfixturevalue(who), name)

    assert [card.name for card in auth.list_teams(owner)] == ["Northwind"]


def test_session_works_in_the_other_team_at_once(admin):
    actor, cookie = signed_in(admin)
    auth.session_of(cookie)
    made = auth.make_team(actor, "Fabrikam")

    auth.switch_team(actor, made.id)

    found = auth.session_of(cookie)
    assert (found.team_name, found.role) == ("Fabrikam", Role.OWNER)


def test_other_sessions_of_the_person_stay_where_they_are(admin):
    actor, _ = signed_in(admin)
    _, cookie = signed_in(admin)
    made = auth.make_team(actor, "Fabrikam")

    auth.switch_team(actor, made.id)

    assert auth.session_of(cookie).team_name == "Northwind"


def test_nobody_switches_into_a_team_of_others(owner, stranger):
    actor, cookie = signed_in(owner)

    with pytest.raises(NotFound):
        auth.switch_team(actor, stranger.team_id)

    assert auth.session_of(cookie).team_id == owner.team_id
