"""Name and address: changed by their person, and an address only when it is shown to be read."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app import auth, db
from app.actor import Actor
from app.errors import Conflict, InvalidInput, NotFound, TooMany
from app.models import AuditEvent, Person, utc_now
from tests.mailbox import letters_to, token_in_last_letter_to
from tests.people import PASSWORD
from tests.sessions import begin_session

OLIVIA, NEW = "olivia@example.test", "new@example.test"
SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def confirmed(owner) -> Actor:
    return replace(owner, confirmed_at=utc_now())


def person_of(actor: Actor) -> Person:
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.get_one(Person, actor.person_id)


def acts() -> list[str]:
    with db.uow(SYSTEM, read_only=True) as unit:
        return list(unit.exec(select(AuditEvent.act).order_by(AuditEvent.seq)).all())


def test_person_has_another_name_in_open_tabs_too(owner):
    made = begin_session(owner)
    auth.session_of(made.cookie_value)

    card = auth.rename_person(owner, "  Olivia\tOtter ")

    assert (card.name, card.email) == ("Olivia Otter", OLIVIA)
    assert auth.session_of(made.cookie_value).person_name == "Olivia Otter"
    assert acts() == ["person.renamed"]


@pytest.mark.parametrize("name", ["", " ", "n" * 121])
def test_odd_name_is_refused(owner, name):
    with pytest.raises(InvalidInput):
        auth.rename_person(owner, name)


def test_address_is_verified_with_the_mailed_link(owner):
    auth.ask_to_verify_email(owner)
    token = token_in_last_letter_to(OLIVIA)
    assert auth.email_to_verify(token) == OLIVIA

    assert auth.verify_email(token) == OLIVIA

    assert person_of(owner).email_verified_at is not None
    assert acts() == ["person.email_verified"]
    with pytest.raises(NotFound):
        auth.verify_email(token)


def test_verified_address_gets_no_second_letter(owner):
    auth.ask_to_verify_email(owner)
    auth.verify_email(token_in_last_letter_to(OLIVIA))

    auth.ask_to_verify_email(owner)

    assert len(letters_to(OLIVIA)) == 1


def test_sixth_letter_of_an_hour_is_refused(owner):
    for _ in range(5):
        auth.ask_to_verify_email(owner)

    with pytest.raises(TooMany):
        auth.ask_to_verify_email(owner)


def test_account_has_the_old_address_until_the_link_is_opened(owner, confirmed):
    auth.ask_to_change_email(confirmed, " New@Example.test")
    assert person_of(owner).email == OLIVIA

    assert auth.verify_email(token_in_last_letter_to(NEW)) == NEW

    assert (person_of(owner).email, person_of(owner).email_verified_at is not None) == (NEW, True)
    assert auth.sign_in(NEW, PASSWORD, address="", user_agent="").person_id == owner.person_id
    assert [subject for subject, _ in letters_to(OLIVIA)] == ["Your account has another e-mail address"]
    assert acts() == ["person.email_changed", "person.signed_in"]


def test_sessions_go_on_with_the_new_address(owner, confirmed):
    made = begin_session(owner)
    auth.session_of(made.cookie_value)
    auth.ask_to_change_email(confirmed, NEW)

    auth.verify_email(token_in_last_letter_to(NEW))

    assert auth.session_of(made.cookie_value).person_email == NEW


def test_links_that_went_to_the_old_address_are_dead(owner, confirmed):
    auth.ask_for_reset(OLIVIA, address="192.0.2.1")
    reset = token_in_last_letter_to(OLIVIA)
    auth.ask_to_change_email(confirmed, NEW)

    auth.verify_email(token_in_last_letter_to(NEW))

    assert not auth.is_reset_token(reset)


def test_address_of_another_account_is_told_to_its_mailbox_only(owner, confirmed, admin):
    auth.ask_to_change_email(confirmed, "adam@example.test")
    token = token_in_last_letter_to("adam@example.test")

    with pytest.raises(Conflict):
        auth.verify_email(token)

    assert person_of(owner).email == OLIVIA


def test_refused_link_is_not_used_up(owner, confirmed, admin):
    auth.ask_to_change_email(confirmed, "adam@example.test")
    token = token_in_last_letter_to("adam@example.test")
    with pytest.raises(Conflict):
        auth.verify_email(token)
    with db.uow(SYSTEM) as unit:
        unit.get_one(Person, admin.person_id).email = "elsewhere@example.test"

    assert auth.verify_email(token) == "adam@example.test"


def test_second_change_makes_the_first_link_dead(owner, confirmed):
    auth.ask_to_change_email(confirmed, NEW)
    first = token_in_last_letter_to(NEW)
    auth.ask_to_change_email(confirmed, "newer@example.test")
    auth.verify_email(token_in_last_letter_to("newer@example.test"))

    with pytest.raises(NotFound):
        auth.verify_email(first)


@pytest.mark.parametrize("email", ["nothing", "", OLIVIA, " Olivia@Example.test", f"{NEW}\r\nBcc: a@b.cd"])
def test_odd_address_is_refused(confirmed, email):
    with pytest.raises(InvalidInput) as refused:
        auth.ask_to_change_email(confirmed, email)

    assert refused.value.field == "email"
