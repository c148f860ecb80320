"""Bar A-2: the password policy of ASVS 6.2.1 to 6.2.12, as a table, with the lists that are here offline."""

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.auth import _passwords
from app.errors import InvalidInput

ABOUT = ("Olivia Owner", "olivia@example.test", "Northwind")
LEAKED = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= 12]


def refusal(password: str) -> str:
    """What is said of a password that is not taken; empty for one that is."""
    try:
        _passwords.check_strength(password, about=ABOUT)
    except InvalidInput as exc:
        return exc.user_text
    return ""


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("elevenchars", "Use a password of at least 12 characters. A few words are good."),
        ("x" * 257, "Use a password of at most 256 characters."),
        ("passwordpassword1", "it repeats itself"),
        ("abababababababab", "it repeats itself"),
        ("abcdefghijklm", "it follows an order, such as abc or 123"),
        ("qwertyuiopasdfghjkl", "one that many people use"),
        ("P@ssw0rd2024", "one that many people use"),
        ("iloveyou12345", "one that many people use"),
        ("letmein123456", "one that many people use"),
        ("123456789012", "one that many people use"),
        ("manchesterunited", "one that many people use"),
        ("password password", "one that many people use"),
        ("OliviaNorthwind", "This password is made of your name, e-mail or team. Choose another."),
        ("olivia@example.test", "This password is made of your name, e-mail or team. Choose another."),
        ("northwind2026", "This password is made of your name, e-mail or team. Choose another."),
    ],
)
def test_a_2_guessable_password_is_refused_in_one_sentence_that_says_why(password, sentence):
    told = refusal(password)

    assert sentence in told
    assert password not in told
    assert told.count(".") <= 2


@pytest.mark.parametrize("password", LEAKED)
def test_a_2_every_leaked_password_of_the_list_is_refused(password):
    assert refusal(password) != ""
    assert refusal(password.upper()) != ""


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "seven wet otters",
        "only lower case words",
        "4417 8830 2291 6654",
        "p4$$-wørd-ñandú",
        "質問してください質問しろと言う",
        "tab\tand  double  spaces",
        "violet anchor seventy three mornings" * 7,
    ],
)
def test_a_2_long_enough_password_of_any_characters_is_taken(password):
    assert refusal(password) == ""


def test_a_2_nothing_is_cut_off_or_folded():
    stored = _passwords.hash_password("violet anchor seventy three mornings " * 6)

    assert not _passwords.verify("violet anchor seventy three mornings " * 6 + "x", stored)[0]
    assert not _passwords.verify("violet anchor seventy three mornings " * 5, stored)[0]
    assert not _passwords.verify("Violet anchor seventy three mornings " * 6, stored)[0]


def test_a_2_words_of_one_person_are_not_kept_for_the_next():
    from zxcvbn import matching

    refusal("OliviaNorthwind and more of it")

    assert "olivia" not in matching.RANKED_DICTIONARIES.get("user_inputs", {})


def test_a_2_estimate_of_the_longest_password_takes_no_time_to_speak_of():
    assert refusal("ab1!" * 64) != ""
