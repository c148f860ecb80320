"""The people and factories of the tests."""

from sqlmodel import select

from app import db
from app.actor import Actor, Role
from app.models import Membership, Thread
from tests import factories


def test_people_of_one_team_have_the_roles_their_names_say(
    owner: Actor, admin: Actor, editor: Actor, viewer: Actor, stranger: Actor
) -> None:
    with db.uow(owner, read_only=True) as session:
        roles = set(session.exec(select(Membership.role)))

    assert roles == {role.value for role in Role}
    assert stranger.team_id != owner.team_id


def test_stranger_sees_only_rows_of_the_other_team(owner: Actor, stranger: Actor) -> None:
    ours, theirs = factories.make_thread(owner), factories.make_thread(stranger)
    turn = factories.make_turn(owner, ours)
    factories.make_message(owner, turn, "how many open deals are there?")

    with db.uow(stranger, read_only=True) as session:
        seen = list(session.exec(select(Thread.id)))

    assert seen == [theirs.id]
