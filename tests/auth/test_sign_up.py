"""Sign-up by e-mail: who may, what a link makes, and that nothing is there before it was opened."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from app import auth, config, db
from app.actor import Actor, Role
from app.errors import Conflict, Forbidden, InvalidInput, NotFound, PlatformError, TooMany
from app.models import AuditEvent, Membership, Person, Team
from tests.mailbox import letters_to, token_in_last_letter_to

ANN = "ann@example.test"
FORM = {
    "name": "Ann",
    "password": "seven wet otters",
    "team_name": "Northwind",
    "address": "",
    "user_agent": "",
}
SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("database", "quick_passwords", "by_anybody")


def rule(monkeypatch, text: str) -> None:
    monkeypatch.setenv("PLATFORM_SIGNUP", text)
    config.reload()


@pytest.fixture
def by_anybody(monkeypatch, database):
    rule(monkeypatch, "open")


def ask(email: str = ANN, name: str = "Ann", address: str = "192.0.2.1") -> None:
    auth.ask_to_sign_up(email, name, address=address)


def new_token(email: str = ANN) -> str:
    ask(email)
    return token_in_last_letter_to(email)


def rows(table):
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.exec(select(table)).all()


def test_link_makes_an_account_with_its_own_team_and_signs_in():
    ask("Ann@Example.test ")
    token = token_in_last_letter_to(ANN)
    assert (auth.sign_up_email(token), auth.sign_up_name(token)) == (ANN, "Ann")

    made = auth.sign_up(token, **{**FORM, "name": "Ann Otter"})

    found = auth.session_of(made.cookie_value)
    assert (found.person_name, found.person_email, found.team_name) == ("Ann Otter", ANN, "Northwind")
    assert (found.role, found.email_is_verified, found.is_operator) == (Role.OWNER, True, False)


def test_acts_are_written_down_in_the_new_team():
    made = auth.sign_up(new_token(), **FORM)

    assert [(event.act, event.team_id, event.person_id) for event in rows(AuditEvent)] == [
        ("team.made", made.team_id, made.person_id),
        ("person.signed_up", made.team_id, made.person_id),
    ]


def test_nothing_of_an_account_exists_before_the_link_was_used():
    token = new_token()

    auth.sign_up_email(token)

    assert [rows(table) for table in (Person, Team, Membership, AuditEvent)] == [[], [], [], []]


def test_link_works_once():
    token = new_token()
    auth.sign_up(token, **FORM)

    with pytest.raises(NotFound):
        auth.sign_up(token, **FORM)
    with pytest.raises(NotFound):
        auth.sign_up_email(token)


def test_of_two_links_for_one_address_the_second_finds_an_account():
    first, second = new_token(), new_token()
    auth.sign_up(first, **FORM)

    with pytest.raises(Conflict):
        auth.sign_up(second, **FORM)
    assert len(rows(Person)) == len(rows(Team)) == 1


def test_of_many_at_once_one_makes_the_account():
    tokens = [new_token() for _ in range(4)] * 3

    def attempt(token: str) -> bool:
        try:
            auth.sign_up(token, **FORM)
        except PlatformError:
            return False
        return True

    with ThreadPoolExecutor(len(tokens)) as crowd:
        outcomes = list(crowd.map(attempt, tokens))

    assert outcomes.count(True) == 1
    assert len(rows(Person)) == len(rows(Team)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "name"), ({"password": "short"}, "password"), ({"team_name": " "}, "team_name")],
)
def test_refused_form_names_the_field_and_does_not_use_the_link_up(change, field):
    token = new_token()

    with pytest.raises(InvalidInput) as refused:
        auth.sign_up(token, **{**FORM, **change})

    assert refused.value.field == field
    assert auth.sign_up(token, **FORM)


def test_account_is_told_about_and_not_made_again():
    auth.sign_up(new_token(), **FORM)

    ask()

    subject, text = letters_to(ANN)[-1]
    assert subject == "You have an account already"
    assert "token=" not in text


def test_where_accounts_are_made_by_invite_nobody_signs_up(monkeypatch):
    rule(monkeypatch, "invite")

    with pytest.raises(Forbidden):
        ask()
    assert not auth.may_sign_up()


def test_only_people_of_the_domain_sign_up(monkeypatch):
    rule(monkeypatch, "domain:Example.test, example.org")

    for email in ("ann@example.org", "ann@example.test"):
        ask(email)
    for email in (
        "ann@evil.test",
        "ann@sub.example.test",
        "ann@example.test.evil.test",
        "ann@notexample.test",
    ):
        with pytest.raises(InvalidInput) as refused:
            ask(email)
        assert refused.value.what_to_do == "Use one at example.org or example.test."


@pytest.mark.parametrize(
    ("email", "name"), [("nothing", "Ann"), ("", "Ann"), (ANN, ""), (ANN, "\r\n"), (ANN, "n" * 121)]
)
def test_odd_request_is_refused_and_mails_nobody(email, name):
    with pytest.raises(InvalidInput):
        ask(email, name)

    assert letters_to(ANN) == []


def test_one_address_gets_five_letters_an_hour_whoever_asks():
    for number in range(9):
        ask(address=f"192.0.2.{number}")

    assert len(letters_to(ANN)) == 5


def test_one_network_asks_twenty_times_an_hour():
    for number in range(20):
        ask(f"p{number}@example.test")

    with pytest.raises(TooMany):
        ask()


def test_request_that_is_answered_twice_mails_once():
    from app.models import OneTimeToken

    ask()
    (asked,) = rows(OneTimeToken)

    for _ in range(2):
        auth.answer(SYSTEM, asked.id)

    assert len(letters_to(ANN)) == 1


def test_only_the_platform_answers_and_purges(owner):
    with pytest.raises(Forbidden):
        auth.answer(owner, "0" * 64)
    with pytest.raises(Forbidden):
        auth.purge_links(owner)
