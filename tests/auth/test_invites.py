"""Invites: given, listed, replaced and taken back."""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from app import audit, auth, config, db
from app.actor import Actor, Role
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, TooMany
from app.models import Invite, Membership, Person, utc_now
from tests.auth.links import accept, copied_token, letters_to, token_in
from tests.people import make_member

NINA = "nina@example.test"


def open_invites(actor: Actor) -> list[tuple[str, str]]:
    return [(card.email, card.role.value) for card in auth.list_invites(actor).items]


def age_invites(by: timedelta) -> None:
    with db.uow(Actor.system("test")) as unit:
        for row in unit.exec(select(Invite)).all():
            row.created_at, row.expires_at = row.created_at - by, row.expires_at - by
            unit.add(row)


def test_invite_is_listed_mailed_and_written_down_without_its_secret(admin, stranger):
    made = auth.invite(admin, email=" Nina@Example.test", role=Role.EDITOR)

    assert (made.is_mailed, open_invites(admin)) == (True, [(NINA, "editor")])
    assert (made.invite.inviter_id, made.invite.inviter_name) == (admin.person_id, "Adam")
    (text,) = letters_to(NINA)
    assert "Adam invites you to the team Northwind, as editor." in text
    (event,) = audit.list_events(admin).items
    assert (event.act, event.subject_id, event.facts, event.personal) == (
        "member.invited",
        made.invite.id,
        {"role": "editor"},
        {"email": NINA},
    )
    token = token_in(made.link)
    with db.uow(Actor.system("test"), read_only=True) as unit:
        assert token not in unit.exec(select(Invite)).one().model_dump_json()
    assert token not in repr(made)


def test_invite_of_a_member_is_a_conflict_that_says_who_it_is(admin, viewer):
    with pytest.raises(Conflict, match="Victor is a member of this team already"):
        auth.invite(admin, email="victor@example.test", role=Role.EDITOR)

    assert (open_invites(admin), letters_to("victor@example.test")) == ([], [])


def test_member_of_another_team_can_be_invited(admin, stranger):
    auth.invite(admin, email="sasha@example.test", role=Role.EDITOR)

    assert open_invites(admin) == [("sasha@example.test", "editor")]


def test_second_invite_of_an_address_ends_the_first(admin):
    first = copied_token(admin, NINA, Role.EDITOR)
    second = copied_token(admin, NINA, Role.VIEWER)

    assert open_invites(admin) == [(NINA, "viewer")]
    with pytest.raises(NotFound):
        auth.invite_of(first)
    assert auth.invite_of(second).role is Role.VIEWER
    assert [event.act for event in audit.list_events(admin).items] == [
        "member.invited",
        "member.invite_revoked",
        "member.invited",
    ]


def test_admin_does_not_end_what_an_owner_offered(owner, admin):
    token = copied_token(owner, NINA, Role.OWNER)

    with pytest.raises(Conflict):
        auth.invite(admin, email=NINA, role=Role.VIEWER)
    with pytest.raises(Forbidden):
        auth.revoke_invite(admin, auth.list_invites(admin).items[0].id)

    assert auth.invite_of(token).role is Role.OWNER


@pytest.mark.parametrize("email", ["", "nina", "nina@example.test\r\nBcc: all@example.test", "n@e.t" * 99])
def test_wrong_address_is_refused(admin, email):
    with pytest.raises(InvalidInput) as refused:
        auth.invite(admin, email=email, role=Role.EDITOR)

    assert (refused.value.field, open_invites(admin)) == ("email", [])


def test_team_invites_so_many_an_hour_and_no_more(admin, stranger, monkeypatch):
    monkeypatch.setattr(config, "limits", lambda: config.Limits(invites_an_hour=2))
    copied_token(admin, NINA)
    copied_token(admin, NINA)

    with pytest.raises(TooMany) as refused:
        copied_token(admin, "other@example.test")

    assert 3_500 < refused.value.retry_after_seconds <= 3_600
    assert copied_token(stranger, NINA)
    age_invites(timedelta(hours=1))
    assert copied_token(admin, "other@example.test")


def test_address_with_many_letters_is_invited_by_the_copied_link_only(admin, monkeypatch):
    monkeypatch.setattr(config, "limits", lambda: config.Limits(letters_an_hour=1))
    assert auth.invite(admin, email=NINA, role=Role.EDITOR).is_mailed

    made = auth.invite(admin, email=NINA, role=Role.EDITOR)

    assert (made.is_mailed, len(letters_to(NINA))) == (False, 1)
    assert auth.invite_of(token_in(made.link)).email == NINA


def test_invite_that_was_taken_back_opens_nothing(admin):
    token = copied_token(admin)

    auth.revoke_invite(admin, auth.list_invites(admin).items[0].id)

    assert open_invites(admin) == []
    with pytest.raises(NotFound):
        accept(token)


def test_invite_that_ended_is_not_taken_back_again(admin):
    made = auth.invite(admin, email=NINA, role=Role.EDITOR)
    auth.revoke_invite(admin, made.invite.id)

    with pytest.raises(NotFound):
        auth.revoke_invite(admin, made.invite.id)


def test_invite_expires(admin):
    token = copied_token(admin)
    age_invites(timedelta(days=config.limits().invite_days))

    assert open_invites(admin) == []
    with pytest.raises(NotFound):
        auth.invite_of(token)


def removed(owner: Actor, admin: Actor) -> None:
    auth.remove_member(owner, admin.person_id)


def demoted(owner: Actor, admin: Actor) -> None:
    auth.change_role(owner, admin.person_id, Role.EDITOR)


def disabled(owner: Actor, admin: Actor) -> None:
    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(Person).where(Person.id == admin.person_id).values(disabled_at=utc_now()))


@pytest.mark.parametrize("happens", [removed, demoted, disabled], ids=lambda each: each.__name__)
def test_invite_ends_with_the_power_of_who_gave_it(owner, admin, happens):
    token, kept = copied_token(admin), copied_token(owner, "other@example.test")

    happens(owner, admin)

    assert open_invites(owner) == [("other@example.test", "editor")]
    for use in (auth.invite_of, accept):
        with pytest.raises(NotFound):
            use(token)
    assert auth.invite_of(kept)


def test_owner_who_became_admin_leaves_no_invite_of_an_owner_behind(owner, team_id):
    other = make_member(team_id, "Otto", Role.OWNER)
    as_owner, as_editor = copied_token(owner, NINA, Role.OWNER), copied_token(owner, "other@example.test")

    auth.change_role(other, owner.person_id, Role.ADMIN)

    with pytest.raises(NotFound):
        auth.invite_of(as_owner)
    assert auth.invite_of(as_editor)


def test_pages_of_invites_give_each_once_newest_first(admin, stranger):
    for number in range(3):
        copied_token(admin, f"n{number}@example.test")
    copied_token(stranger, "theirs@example.test")

    first = auth.list_invites(admin, limit=2)
    second = auth.list_invites(admin, limit=2, cursor=first.next_cursor)

    assert [card.email for card in (*first.items, *second.items)] == [
        f"n{number}@example.test" for number in (2, 1, 0)
    ]
    assert second.next_cursor == ""


def test_members_below_admin_see_and_do_nothing_with_invites(owner, editor):
    made = auth.invite(owner, email=NINA, role=Role.VIEWER)

    for act in (
        lambda: auth.list_invites(editor),
        lambda: auth.invite(editor, email=NINA, role=Role.VIEWER),
        lambda: auth.revoke_invite(editor, made.invite.id),
    ):
        with pytest.raises(Forbidden):
            act()


def test_who_holds_the_link_sees_what_it_is(owner, stranger):
    view = auth.invite_of(copied_token(owner, "sasha@example.test", Role.VIEWER))

    assert view.model_dump() == {
        "team_name": "Northwind",
        "email": "sasha@example.test",
        "role": Role.VIEWER,
        "inviter_name": "Olivia",
        "has_account": True,
    }
    assert not auth.invite_of(copied_token(owner, NINA)).has_account


def test_membership_begins_with_the_invited_role(owner):
    made = accept(copied_token(owner, NINA, Role.ADMIN))

    with db.uow(owner, read_only=True) as unit:
        assert unit.get_one(Membership, (owner.team_id, made.person_id)).role == "admin"
