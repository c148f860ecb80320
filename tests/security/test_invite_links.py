"""An invite is for one person, one team and one time, whoever tries at the same moment."""

from functools import partial

import pytest
from sqlmodel import func, select

from app import audit, auth, db
from app.actor import Actor, Role
from app.errors import NotFound
from app.models import Invite, Membership, Person
from tests.auth.links import accept, copied_token
from tests.people import make_member
from tests.security.at_once import at_once
from tests.sessions import begin_session

NINA = "nina@example.test"


pytestmark = pytest.mark.usefixtures("quick_passwords")


def members(actor: Actor) -> list[str]:
    return [card.email for card in auth.list_members(actor).items]


def test_of_twenty_newcomers_with_one_link_one_joins(owner, stranger):
    token = copied_token(owner)

    told = at_once([lambda: accept(token)] * 20)

    assert sorted(told) == ["done"] + ["not_found"] * 19
    assert members(owner) == [NINA, "olivia@example.test"]
    with db.uow(Actor.system("test"), read_only=True) as unit:
        assert unit.exec(select(func.count()).select_from(Person)).one() == 3
    assert len(audit.list_events(owner, act="member.joined").items) == 1


def test_of_twenty_tabs_of_one_person_one_joins(owner, stranger):
    token = copied_token(owner, "sasha@example.test")

    told = at_once([lambda: auth.join(stranger, token)] * 20)

    assert sorted(told) == ["done"] + ["not_found"] * 19


def test_link_and_the_mailed_one_are_one_invite(owner):
    made = auth.invite(owner, email=NINA, role=Role.EDITOR)
    token = made.link.partition("?token=")[2]
    accept(token)

    for other in (token, f"{token}.AAAAAAAAAAAAAAAAAAAAAA"):
        with pytest.raises(NotFound):
            accept(other)


def test_link_of_one_team_opens_no_other(owner, stranger):
    accept(copied_token(owner))

    with db.uow(Actor.system("test"), read_only=True) as unit:
        person = unit.exec(select(Person.id).where(Person.email == NINA)).one()
        teams = unit.exec(select(Membership.team_id).where(Membership.person_id == person)).all()
    assert teams == [owner.team_id]
    assert members(stranger) == ["sasha@example.test"]


def test_links_of_two_teams_for_one_person_make_one_account(owner, stranger):
    ours, theirs = copied_token(owner), copied_token(stranger)

    told = at_once([lambda: accept(ours), lambda: accept(theirs)])

    # Whoever came at the same moment is told that there is an account now, and its invite is still open; whoever came
    # a moment later was let into that account by its password.
    assert sorted(told) in (["conflict", "done"], ["done", "done"])
    with db.uow(Actor.system("test"), read_only=True) as unit:
        assert unit.exec(select(func.count()).where(Person.email == NINA)).one() == 1
        assert unit.exec(select(func.count()).where(Invite.accepted_at.is_(None))).one() == told.count(
            "conflict"
        )


def test_joining_and_taking_back_at_once_end_in_one_of_both(owner):
    outcomes = set()
    for number in range(8):
        email = f"n{number}@example.test"
        made = auth.invite(owner, email=email, role=Role.EDITOR)
        token = made.link.partition("?token=")[2]

        told = at_once([partial(accept, token), partial(auth.revoke_invite, owner, made.invite.id)])

        outcomes.add(tuple(told))
        assert (email in members(owner)) is (told[0] == "done")

    assert outcomes <= {("done", "not_found"), ("not_found", "done")}
    assert audit.verify(owner) == ""


def test_joining_while_the_inviter_is_removed_ends_in_one_of_both(owner, team_id):
    for number in range(5):
        email = f"n{number}@example.test"
        inviter = make_member(team_id, f"Inviter{number}", Role.ADMIN)
        token = copied_token(inviter, email)

        told = at_once([partial(accept, token), partial(auth.remove_member, owner, inviter.person_id)])

        assert told in (["done", "done"], ["not_found", "done"])
        assert (email in members(owner)) is (told[0] == "done")


def test_two_invites_of_one_address_at_once_leave_one_link(owner, admin):
    tokens: list[str] = []

    told = at_once([lambda: tokens.append(copied_token(owner)), lambda: tokens.append(copied_token(admin))])

    assert told == ["done", "done"]
    assert len(auth.list_invites(owner).items) == 1
    assert sorted(at_once([lambda token=token: accept(token) for token in tokens])) == ["done", "not_found"]


def test_session_of_the_inviter_is_not_what_the_link_gives(owner):
    mine = begin_session(owner)

    made = accept(copied_token(owner))

    assert made.session_id != mine.session_id
    assert auth.session_of(made.cookie_value).role is Role.EDITOR
