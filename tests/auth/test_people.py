"""People and members that the platform itself makes, for seeds; everybody else is invited."""

import pytest

from app import audit, auth
from app.actor import Actor, Role
from app.errors import Conflict, Forbidden, InvalidInput, NotFound

PERSON = {"name": "Nina New", "email": "Nina@Example.test", "password": "seven wet otters"}
PLATFORM = Actor.system("test")


def test_person_that_the_platform_makes_signs_in_as_a_member(owner):
    person = auth.create_person(PLATFORM, **PERSON)
    auth.add_member(PLATFORM, person_id=person.id, team_id=owner.team_id, role=Role.EDITOR)

    made = auth.sign_in("nina@example.test", PERSON["password"], address="192.0.2.1", user_agent="")

    assert auth.session_of(made.cookie_value).role is Role.EDITOR
    assert [event.subject_id for event in audit.list_events(owner, act="member.joined").items] == [person.id]


def test_second_account_for_an_email_is_refused(database):
    auth.create_person(PLATFORM, **PERSON)

    with pytest.raises(Conflict):
        auth.create_person(PLATFORM, **{**PERSON, "email": " nina@example.test"})


def test_weak_password_is_refused(database):
    with pytest.raises(InvalidInput):
        auth.create_person(PLATFORM, **{**PERSON, "password": "password1234"})


def test_nobody_but_the_platform_makes_people_teams_and_members(owner, stranger):
    with pytest.raises(Forbidden):
        auth.create_person(owner, **PERSON)
    with pytest.raises(Forbidden):
        auth.create_team(owner, name="Another")
    with pytest.raises(Forbidden):
        auth.add_member(owner, person_id=stranger.person_id, team_id=owner.team_id, role=Role.VIEWER)


def test_unknown_person_is_not_found(owner):
    with pytest.raises(NotFound):
        auth.add_member(PLATFORM, person_id="0" * 32, team_id=owner.team_id, role=Role.VIEWER)


def test_member_is_not_made_twice(owner):
    with pytest.raises(Conflict):
        auth.add_member(PLATFORM, person_id=owner.person_id, team_id=owner.team_id, role=Role.VIEWER)


def test_name_loses_control_characters_and_extra_spaces(database):
    person = auth.create_person(PLATFORM, **{**PERSON, "name": "  Nina\r\n\x00 New "})

    assert person.name == "Nina New"
