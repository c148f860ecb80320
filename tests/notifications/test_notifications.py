"""People are told once, as they chose, and of nothing that is not theirs."""

import pytest
from sqlmodel import select

from app import auth, config, db, notifications
from app.actor import Actor, Role
from app.errors import Forbidden, InvalidInput, NotSignedIn
from app.models import Notification
from tests.mailbox import letters_to
from tests.notifications.telling import told
from tests.people import confirmed, make_member

pytestmark = pytest.mark.usefixtures("database")
SYSTEM = Actor.system("test")


def post(
    team_id: str, *people: Actor, key: str = "k", by: str = "", kind: notifications.Kind = "plan_decided"
) -> None:
    with db.uow(SYSTEM) as session:
        notifications.post(
            session,
            team_id,
            {person.person_id for person in people},
            kind=kind,
            title="Approved: Deals",
            text="In Sales.",
            link="/changes/?p=1",
            key=key,
            by=by,
        )


def test_everybody_is_told_once_and_nobody_of_their_own_act(
    owner: Actor, editor: Actor, viewer: Actor
) -> None:
    for _ in range(2):
        post(owner.team_id, owner, editor, viewer, by=owner.person_id)

    assert told(owner) == []
    assert told(editor) == told(viewer) == [("plan_decided", "Approved: Deals")]
    (card,) = notifications.list_notifications(editor).items
    assert (card.by_name, card.text, card.link, card.is_read) == (
        "Olivia",
        "In Sales.",
        "/changes/?p=1",
        False,
    )


def test_whoever_left_the_team_or_is_of_another_is_not_told(
    owner: Actor, editor: Actor, stranger: Actor
) -> None:
    auth.remove_member(owner, editor.person_id)

    post(owner.team_id, editor, stranger)

    with db.uow(SYSTEM, read_only=True) as session:
        assert session.exec(select(Notification)).all() == []


def test_what_was_told_in_one_team_is_not_seen_from_another(owner: Actor, stranger: Actor) -> None:
    post(owner.team_id, owner)

    assert told(stranger) == []
    assert notifications.mark_read(stranger) == 0
    assert notifications.count_unread(owner) == 1


def test_kinds_that_go_by_mail_are_mailed_with_their_address(owner: Actor, editor: Actor) -> None:
    post(owner.team_id, editor, kind="approval_asked", by=owner.person_id)

    ((subject, text),) = letters_to("edith@example.test")

    assert subject == "Approved: Deals"
    assert text == (
        "Hello Edith,\n\nApproved: Deals (Olivia)\n\nIn Sales.\n\n"
        f"{config.settings().url}/changes/?p=1\n\n"
        f"What you hear of by mail: {config.settings().url}/settings/?s=notifications\n"
    )


@pytest.mark.parametrize("in_app", [True, False])
@pytest.mark.parametrize("by_mail", [True, False])
def test_each_hears_as_chosen(
    owner: Actor, editor: Actor, viewer: Actor, in_app: bool, by_mail: bool
) -> None:
    notifications.set_choice(editor, "plan_decided", in_app=not in_app, by_mail=not by_mail)
    notifications.set_choice(editor, "plan_decided", in_app=in_app, by_mail=by_mail)

    post(owner.team_id, editor, viewer)

    assert (bool(told(editor)), len(letters_to("edith@example.test"))) == (in_app, int(by_mail))
    assert (bool(told(viewer)), letters_to("victor@example.test")) == (True, [])
    assert notifications.count_unread(editor) == int(in_app)


def test_choices_are_ones_own_and_begin_with_the_defaults(owner: Actor, editor: Actor) -> None:
    notifications.set_choice(owner, "run_ended", in_app=False, by_mail=True)

    found = {each.kind: (each.in_app, each.by_mail) for each in notifications.list_choices(owner)}

    assert found == {
        "approval_asked": (True, True),
        "approval_ending": (True, True),
        "plan_decided": (True, False),
        "change_ended": (True, False),
        "change_wrong": (True, True),
        "run_needs_person": (True, True),
        "run_ended": (False, True),
    }
    assert {each.kind: each.by_mail for each in notifications.list_choices(editor)}["run_ended"] is False


def test_some_or_all_are_marked_as_read(owner: Actor) -> None:
    for key in "abc":
        post(owner.team_id, owner, key=key)
    first = notifications.list_notifications(owner).items[0]

    assert notifications.mark_read(owner, [first.id, first.id, "0" * 32]) == 1
    assert len(notifications.list_notifications(owner, unread=True).items) == 2
    assert notifications.mark_read(owner) == 2
    assert notifications.count_unread(owner) == 0
    assert len(told(owner)) == 3


def test_list_comes_in_pages(owner: Actor) -> None:
    for key in "abcde":
        post(owner.team_id, owner, key=key)

    first = notifications.list_notifications(owner, limit=3)
    second = notifications.list_notifications(owner, limit=3, cursor=first.next_cursor)

    assert (len(first.items), len(second.items), second.next_cursor) == (3, 2, "")
    assert len({each.id for each in (*first.items, *second.items)}) == 5
    with pytest.raises(InvalidInput):
        notifications.list_notifications(owner, cursor="nonsense")


def test_erased_person_leaves_no_notifications_and_no_name_in_those_of_others(
    owner: Actor, editor: Actor
) -> None:
    notifications.set_choice(editor, "run_ended", in_app=False, by_mail=True)
    post(owner.team_id, editor, by=owner.person_id)
    post(owner.team_id, owner, by=editor.person_id)

    auth.erase_person(confirmed(editor))

    (card,) = notifications.list_notifications(owner).items
    assert card.by_name == "Deleted account"
    with db.uow(SYSTEM, read_only=True) as session:
        assert session.exec(select(Notification.person_id)).all() == [owner.person_id]


def test_letters_stop_when_an_address_got_too_many(owner: Actor, editor: Actor) -> None:
    most = config.limits().letters_an_hour

    for number in range(most + 3):
        post(owner.team_id, editor, kind="change_wrong", key=str(number))

    assert len(letters_to("edith@example.test")) == most
    assert notifications.count_unread(editor) == most + 3


def test_somebody_without_a_role_reads_nothing(owner: Actor) -> None:
    with pytest.raises(NotSignedIn):
        notifications.list_notifications(Actor.anonymous("test"))


def test_only_the_platform_throws_away(owner: Actor) -> None:
    with pytest.raises(Forbidden):
        notifications.purge(owner)


def test_a_new_member_has_nothing_to_read(owner: Actor) -> None:
    post(owner.team_id, owner)

    assert notifications.count_unread(make_member(owner.team_id, "Nora", Role.VIEWER)) == 0
