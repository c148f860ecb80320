"""Joining with an invite: as somebody new, with an account, as who is signed in."""

from dataclasses import replace

import pytest
from sqlmodel import select, update

from app import audit, auth, db
from app.actor import Actor, Role
from app.auth import _invites, _joining
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, TooMany
from app.models import AuditEvent, Invite, Person, utc_now
from tests.auth.links import PASSWORD, accept, copied_token, letters_to, token_in
from tests.people import PASSWORD as ACCOUNT_PASSWORD
from tests.people import make_member, make_team
from tests.sessions import begin_session

NINA = "nina@example.test"


def person_of(email: str) -> Person:
    with db.uow(Actor.system("test"), read_only=True) as unit:
        return unit.exec(select(Person).where(Person.email == email)).one()


def accept_with_account(token: str, password: str = ACCOUNT_PASSWORD) -> auth.NewSession:
    return auth.accept_invite(token, name="", password=password, address="192.0.2.7", user_agent="x")


def signed_in(actor: Actor) -> Actor:
    return replace(actor, session_id=begin_session(actor).session_id)


def test_newcomer_is_signed_in_and_can_sign_in_again(owner):
    made = accept(copied_token(owner))

    found = auth.session_of(made.cookie_value)
    assert (found.person_name, found.person_email, found.role) == ("Nina New", NINA, Role.EDITOR)
    assert auth.sign_in(NINA, PASSWORD, address="192.0.2.8", user_agent="").team_id == owner.team_id
    assert made.device_value != ""


def test_joining_is_written_down_in_the_team(owner):
    made = accept(copied_token(owner))

    joined = audit.list_events(owner, act="member.joined").items[0]
    assert (joined.person_id, joined.subject_id) == (made.person_id, made.person_id)
    assert (joined.facts["role"], joined.facts["inviter"]) == ("editor", owner.person_id)
    assert joined.personal == {"name": "Nina New", "email": NINA, "address": "192.0.2.7"}
    assert {event.act for event in audit.list_events(owner, person_id=made.person_id).items} == {
        "member.joined",
        "person.signed_up",
        "person.signed_in",
    }
    assert audit.verify(owner) == ""


def test_mailed_link_proves_the_address_and_the_copied_one_does_not(owner):
    auth.invite(owner, email=NINA, role=Role.EDITOR)
    (letter,) = letters_to(NINA)

    accept(token_in(letter))
    accept(copied_token(owner, "copied@example.test"))

    assert person_of(NINA).email_verified_at is not None
    assert person_of("copied@example.test").email_verified_at is None


@pytest.mark.parametrize("change", [lambda t: f"{t}.", lambda t: f"{t}.AAAAAAAAAAAAAAAAAAAAAA"])
def test_proof_that_was_made_up_proves_nothing(owner, change):
    accept(change(copied_token(owner)))

    assert person_of(NINA).email_verified_at is None


def test_weak_password_leaves_the_invite_open(owner):
    token = copied_token(owner)

    with pytest.raises(InvalidInput):
        auth.accept_invite(token, name="Nina", password="password1234", address="", user_agent="")

    assert auth.invite_of(token).email == NINA


def test_account_joins_with_its_password_and_keeps_its_name(owner, stranger):
    made = accept_with_account(copied_token(owner, "sasha@example.test"))

    found = auth.session_of(made.cookie_value)
    assert (found.person_id, found.person_name, found.team_id) == (stranger.person_id, "Sasha", owner.team_id)


def test_account_that_left_its_only_team_comes_back_by_an_invite(owner, editor):
    auth.leave_team(editor)
    with pytest.raises(Forbidden):
        auth.sign_in("edith@example.test", ACCOUNT_PASSWORD, address="192.0.2.7", user_agent="")

    made = accept_with_account(copied_token(owner, "edith@example.test", Role.VIEWER))

    assert auth.session_of(made.cookie_value).role is Role.VIEWER


def test_wrong_password_of_the_account_leaves_the_invite_open(owner, stranger):
    token = copied_token(owner, "sasha@example.test")

    with pytest.raises(NotSignedIn):
        accept_with_account(token, "another password of mine")

    assert auth.invite_of(token).has_account


def test_link_is_no_second_way_to_guess_a_password(owner, stranger):
    token = copied_token(owner, "sasha@example.test")
    for _ in range(10):
        with pytest.raises(NotSignedIn):
            auth.sign_in("sasha@example.test", "wrong", address="192.0.2.7", user_agent="")

    with pytest.raises(TooMany):
        accept_with_account(token)


def test_disabled_account_does_not_join(owner, stranger):
    token = copied_token(owner, "sasha@example.test")
    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(Person).where(Person.id == stranger.person_id).values(disabled_at=utc_now()))

    with pytest.raises(NotSignedIn):
        accept_with_account(token)


def test_who_is_signed_in_joins_and_sees_the_team(owner, stranger):
    actor = signed_in(stranger)

    card = auth.join(actor, copied_token(owner, "sasha@example.test", Role.ADMIN))

    assert (card.id, card.role, card.members) == (owner.team_id, Role.ADMIN, 2)
    assert {team.name for team in auth.list_teams(actor)} == {"Contoso", "Northwind"}


def test_invite_is_for_its_e_mail_only(owner, stranger):
    token = copied_token(owner)

    with pytest.raises(Forbidden, match="This invite is for nina"):
        auth.join(signed_in(stranger), token)

    assert auth.invite_of(token).email == NINA
    assert len(auth.list_members(owner).items) == 1


def test_key_joins_nothing(owner, stranger):
    with pytest.raises(Forbidden):
        auth.join(replace(stranger, key_id="a" * 32), copied_token(owner, "sasha@example.test"))


def test_somebody_who_became_a_member_meanwhile_is_told_so(owner, stranger):
    token = copied_token(owner, "sasha@example.test")
    auth.add_member(
        Actor.system("test"), person_id=stranger.person_id, team_id=owner.team_id, role=Role.VIEWER
    )

    with pytest.raises(Conflict):
        auth.join(signed_in(stranger), token)

    assert auth.get_member(owner, stranger.person_id).role is Role.VIEWER


def test_account_that_appeared_while_the_form_was_filled_in_is_not_overwritten(owner, monkeypatch):
    token = copied_token(owner)
    newcomer = _joining._newcomer

    def slow(*arguments: object) -> Person:
        made = newcomer(*arguments)
        make_member(make_team("Fabrikam"), "Nina", Role.OWNER)
        return made

    monkeypatch.setattr(_joining, "_newcomer", slow)

    with pytest.raises(Conflict):
        accept(token)

    assert auth.invite_of(token).has_account


def test_erased_person_leaves_no_address_in_the_invites_of_any_team(owner, stranger):
    auth.invite(owner, email="sasha@example.test", role=Role.VIEWER)
    auth.invite(owner, email=NINA, role=Role.VIEWER)

    with db.uow(Actor.system("test")) as unit:
        _invites.erase_invites(unit, "sasha@example.test")

    with db.uow(Actor.system("test"), read_only=True) as unit:
        assert unit.exec(select(Invite.email)).all() == [NINA]
        told = [event.personal for event in unit.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()]
    assert [None if each is None else each["email"] for each in told] == [None, NINA]
    assert audit.verify(owner) == ""


def test_dead_link_is_the_same_whatever_killed_it(owner):
    used, back = copied_token(owner), copied_token(owner, "back@example.test")
    accept(used)
    auth.revoke_invite(owner, auth.list_invites(owner).items[0].id)

    told = []
    for token in (used, back, "0" * 43, "", "nonsense"):
        with pytest.raises(NotFound) as refused:
            accept(token)
        told.append(refused.value.user_text)

    assert len(set(told)) == 1
