"""Bars A-3 and A-4: somebody guesses one account from 500 addresses, and its owner signs in all the same."""

import pytest
from sqlmodel import select

from app import auth, db
from app.actor import Actor
from app.auth import _passwords
from app.errors import NotSignedIn, TooMany
from app.models import AuditEvent
from tests.mailbox import letters_to, token_in_last_letter_to
from tests.people import PASSWORD

OLIVIA = "olivia@example.test"
ADDRESSES = [f"203.0.{number // 250}.{number % 250}" for number in range(500)]
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def hashes(monkeypatch):
    """How many passwords were really compared."""
    compared = []
    real = _passwords.verify
    monkeypatch.setattr(_passwords, "verify", lambda *given: compared.append(1) or real(*given))
    return compared


def sign_in(
    password: str = PASSWORD, *, email: str = OLIVIA, address: str = "198.51.100.7", device: str = ""
):
    return auth.sign_in(email, password, address=address, user_agent="test", device=device)


def guess(address: str, **options) -> str:
    try:
        sign_in("wrong", address=address, **options)
    except (NotSignedIn, TooMany) as exc:
        return exc.code
    return "in"


def attack() -> list[str]:
    return [guess(address) for address in ADDRESSES]


def acts() -> list[str]:
    with db.uow(Actor.system("test"), read_only=True) as unit:
        return list(unit.exec(select(AuditEvent.act).order_by(AuditEvent.seq)).all())


def test_a_3_one_network_guesses_ten_times_in_five_minutes(counted, owner, hashes):
    outcomes = [guess("203.0.113.5") for _ in range(30)]

    assert outcomes == ["not_signed_in"] * 10 + ["too_many"] * 20
    assert len(hashes) == 10


def test_a_3_one_ipv6_customer_is_one_network(owner, hashes):
    outcomes = [guess(f"2001:db8:1:2::{number:x}") for number in range(1, 31)]

    assert outcomes.count("not_signed_in") == 10


def test_a_3_five_hundred_addresses_guess_a_hundred_times_an_hour(counted, owner, hashes):
    outcomes = attack()

    assert (outcomes.count("not_signed_in"), outcomes.count("too_many")) == (100, 400)
    assert len(hashes) == 100


def test_a_4_owner_signs_in_at_first_try_from_a_known_device(counted, owner):
    known = sign_in().device_value
    attack()

    made = sign_in(device=known)

    assert auth.session_of(made.cookie_value).person_id == owner.person_id


def test_a_4_owner_signs_in_at_second_try_from_a_new_browser_with_the_mailed_link(counted, owner):
    attack()

    with pytest.raises(TooMany) as refused:
        sign_in()
    device = auth.accept_device(token_in_last_letter_to(OLIVIA))
    made = sign_in(device=device)

    assert "open the link that was mailed to it" in refused.value.user_text
    assert auth.session_of(made.cookie_value).person_id == owner.person_id


def test_a_4_owner_is_told_once_an_hour_and_the_audit_knows(owner):
    attack()
    attack()

    assert [subject for subject, _ in letters_to(OLIVIA)] == ["Somebody is guessing your password"]
    assert acts().count("person.guessing_stopped") == 1
    assert acts().count("person.sign_in_refused") == 100


def test_a_4_letters_that_somebody_asked_for_do_not_keep_the_link_away(owner):
    for _ in range(8):
        auth.ask_for_reset(OLIVIA, address="203.0.113.5")
    attack()

    assert letters_to(OLIVIA)[-1][0] == "Somebody is guessing your password"


def test_a_4_device_of_another_account_is_no_known_device(owner, admin):
    strangers = sign_in(email="adam@example.test").device_value
    attack()

    with pytest.raises(TooMany):
        sign_in(device=strangers)


def test_a_4_stolen_device_guesses_ten_times_and_leaves_other_devices_alone(owner):
    stolen, mine = sign_in().device_value, sign_in().device_value

    outcomes = [guess(ADDRESSES[number], device=stolen) for number in range(20)]

    assert outcomes == ["not_signed_in"] * 10 + ["too_many"] * 10
    assert sign_in(device=mine)
    assert sign_in()


def test_a_4_attack_on_nobody_looks_the_same_and_mails_nobody(owner):
    def told(email: str) -> list[str]:
        sentences = []
        for address in ADDRESSES[:120]:
            with pytest.raises((NotSignedIn, TooMany)) as refused:
                sign_in("wrong", email=email, address=address)
            sentences.append(refused.value.user_text)
        return sentences

    assert told("nobody@example.test") == told(OLIVIA)
    assert letters_to("nobody@example.test") == []


def test_a_4_operator_ends_it(redis_server, owner):
    attack()

    auth.forget_guesses(Actor.system("test"), OLIVIA)

    assert sign_in()
