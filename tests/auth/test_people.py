"""People and members: nobody gives more than they have."""

import pytest

from app import auth
from app.actor import Actor, Role
from app.errors import Conflict, Forbidden, InvalidInput, NotFound

PERSON = {"name": "Nina New", "email": "Nina@Example.test", "password": "seven wet otters"}


def test_admin_makes_a_person_who_can_sign_in_as_a_member(admin):
    person = auth.create_person(admin, **PERSON)
    auth.add_member(admin, person_id=person.id, team_id=admin.team_id, role=Role.EDITOR)

    made = auth.sign_in("nina@example.test", PERSON["password"], address="192.0.2.1", user_agent="")

    assert auth.session_of(made.cookie_value).role is Role.EDITOR


def test_second_account_for_an_email_is_refused(admin):
    auth.create_person(admin, **PERSON)

    with pytest.raises(Conflict):
        auth.create_person(admin, **{**PERSON, "email": " nina@example.test"})


def test_weak_password_is_refused(admin):
    with pytest.raises(InvalidInput):
        auth.create_person(admin, **{**PERSON, "password": "password1234"})


def test_member_below_admin_makes_nobody(editor, viewer):
    for actor in (editor, viewer):
        with pytest.raises(Forbidden):
            auth.create_person(actor, **PERSON)


def test_admin_cannot_make_an_owner(admin, viewer):
    with pytest.raises(Forbidden):
        auth.add_member(admin, person_id=viewer.person_id, team_id=admin.team_id, role=Role.OWNER)


def test_admin_cannot_change_the_owner(admin, owner):
    with pytest.raises(Forbidden):
        auth.add_member(admin, person_id=owner.person_id, team_id=admin.team_id, role=Role.VIEWER)


def test_owner_of_another_team_adds_nobody_here(stranger, viewer):
    with pytest.raises(Forbidden):
        auth.add_member(stranger, person_id=viewer.person_id, team_id=viewer.team_id, role=Role.ADMIN)


def test_unknown_person_is_not_found(owner):
    with pytest.raises(NotFound):
        auth.add_member(owner, person_id="0" * 32, team_id=owner.team_id, role=Role.VIEWER)


def test_only_the_platform_makes_teams(owner):
    with pytest.raises(Forbidden):
        auth.create_team(owner, name="Another")

    assert auth.create_team(Actor.system("test"), name="Another")


def test_name_loses_control_characters_and_extra_spaces(admin):
    person = auth.create_person(admin, **{**PERSON, "name": "  Nina\r\n\x00 New "})

    assert person.name == "Nina New"
