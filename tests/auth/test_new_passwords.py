"""Another password: what is written down, who is told, and what a refusal leaves as it was."""

import pytest
from sqlmodel import select

from app import auth, db
from app.actor import Actor
from app.errors import Conflict, InvalidInput, NotFound
from app.models import AuditEvent, Person, utc_now
from tests.mailbox import letters_to, token_in_last_letter_to
from tests.people import PASSWORD
from tests.sessions import begin_session

OLIVIA = "olivia@example.test"
NEW = "copper lantern ninety two evenings"
SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("quick_passwords")


def person_of(actor: Actor) -> Person:
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.get_one(Person, actor.person_id)


def events() -> list[AuditEvent]:
    with db.uow(SYSTEM, read_only=True) as unit:
        return list(unit.exec(select(AuditEvent).order_by(AuditEvent.seq)).all())


def ask() -> str:
    auth.ask_for_reset(" Olivia@example.test", address="192.0.2.1")
    return token_in_last_letter_to(OLIVIA)


def change(actor: Actor, **told) -> auth.NewSession:
    given = {"current": PASSWORD, "new": NEW, "address": "192.0.2.1", "user_agent": "test", **told}
    return auth.change_password(actor, **given)


def test_reset_is_written_down_and_told(owner):
    auth.reset_password(ask(), NEW)

    assert [(event.act, event.team_id, event.person_id) for event in events()] == [
        ("person.password_reset_asked", owner.team_id, owner.person_id),
        ("person.password_reset", owner.team_id, owner.person_id),
    ]
    assert [subject for subject, _ in letters_to(OLIVIA)] == [
        "Choose a new password",
        "Your password was changed",
    ]


def test_reset_shows_that_the_address_is_read(owner):
    auth.reset_password(ask(), NEW)

    person = person_of(owner)
    assert person.email_verified_at is not None
    assert (utc_now() - person.password_changed_at).total_seconds() < 60


def test_reset_makes_this_browser_a_known_device(owner):
    from app.auth import _devices

    assert _devices.known(auth.reset_password(ask(), NEW), OLIVIA)


def test_disabled_person_gets_no_link_and_an_older_one_is_dead(owner):
    token = ask()
    with db.uow(SYSTEM) as unit:
        unit.get_one(Person, owner.person_id).disabled_at = utc_now()

    assert not auth.is_reset_token(token)
    with pytest.raises(NotFound):
        auth.reset_password(token, NEW)
    auth.ask_for_reset(OLIVIA, address="192.0.2.1")
    assert len(letters_to(OLIVIA)) == 1


def test_change_is_written_down_and_told(owner):
    change(owner)

    assert [(event.act, event.facts) for event in events()] == [
        ("person.password_changed", {"api_keys_ended": False})
    ]
    assert [subject for subject, _ in letters_to(OLIVIA)] == ["Your password was changed"]


@pytest.mark.parametrize(
    ("told", "field"),
    [({"current": "wrong"}, "current"), ({"new": "short"}, "password"), ({"new": PASSWORD}, "password")],
)
def test_refused_change_leaves_everything_as_it_was(owner, told, field):
    other = begin_session(owner)
    before = person_of(owner).password_hash

    with pytest.raises(InvalidInput) as refused:
        change(owner, **told)

    assert refused.value.field == field
    assert person_of(owner).password_hash == before
    assert auth.session_of(other.cookie_value) is not None


def test_of_two_changes_at_once_the_second_learns_of_the_first(owner, monkeypatch):
    from app.auth import _passwords

    real, first = _passwords.hash_password, [True]

    def meanwhile(password: str) -> str:
        if first:
            first.clear()
            change(owner, new="another lantern ninety two evenings")
        return real(password)

    monkeypatch.setattr(_passwords, "hash_password", meanwhile)

    with pytest.raises(Conflict):
        change(owner)
    assert auth.sign_in(OLIVIA, "another lantern ninety two evenings", address="", user_agent="")


def test_new_session_is_in_the_team_the_old_one_was_in(owner, stranger):
    from dataclasses import replace

    from app.models import Membership

    with db.uow(SYSTEM) as unit:
        unit.add(Membership(team_id=stranger.team_id, person_id=owner.person_id, role="viewer"))

    made = change(replace(owner, team_id=stranger.team_id))

    assert auth.session_of(made.cookie_value).team_id == stranger.team_id
