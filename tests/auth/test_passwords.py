"""Passwords: which are taken, how they are kept, how many are worked on at once."""

import threading

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from app.auth import _passwords
from app.errors import InvalidInput
from tests.harness.processes import wait_until

# Each hash takes a tenth of a second on purpose, which the budget of the unit tests does not have.
pytestmark = pytest.mark.integration
ABOUT = ("Olivia Owner", "olivia@example.test", "Northwind")


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "x" * 300,
        "aaaaaaaaaaaaaaa",
        "abababababababab",
        "password1234",
        "PassWord 1234",
        "123456789012",
        "qwertyuiopasdfghjkl",
        "olivia@example.test",
        "OliviaNorthwind",
        "northwind2026",
    ],
)
def test_guessable_password_is_refused_with_a_sentence(password):
    with pytest.raises(InvalidInput) as refused:
        _passwords.check_strength(password, about=ABOUT)

    assert refused.value.field == "password"
    assert password == "" or password not in refused.value.user_text


@pytest.mark.parametrize(
    "password",
    ["twelve chars", "seven wet otters", "p4$$-wørd-ñandú", "x7y9z" * 13 + "äö", "  spaces count  "],
)
def test_long_enough_password_needs_no_special_characters(password):
    _passwords.check_strength(password, about=ABOUT)


def test_kept_form_is_argon2id_with_64_mebibytes():
    stored = _passwords.hash_password("seven wet otters")

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_right_password_is_right_and_another_is_not():
    stored = _passwords.hash_password("seven wet otters")

    assert _passwords.verify("seven wet otters", stored) == (True, None)
    assert _passwords.verify("seven wet otter", stored) == (False, None)


def test_same_letters_from_another_keyboard_are_the_same_password():
    stored = _passwords.hash_password("cafe\u0301 au lait, twice")

    assert _passwords.verify("caf\u00e9 au lait, twice", stored)[0]


def test_nobody_has_no_password_that_is_right():
    assert _passwords.verify("seven wet otters", None)[0] is False


def test_weaker_kept_form_is_replaced():
    weak = Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1).hash("seven wet otters")

    is_right, newer = _passwords.verify("seven wet otters", weak)

    assert is_right
    assert newer is not None
    assert newer.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_third_hash_waits_until_one_of_two_is_done():
    done = threading.Event()
    third = threading.Thread(target=lambda: (_passwords.hash_password("seven wet otters"), done.set()))
    with _passwords._slots, _passwords._slots:
        third.start()
        waited = not done.wait(0.3)

    wait_until("the third has its turn", done.is_set)
    third.join()
    assert waited
