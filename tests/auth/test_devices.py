"""Known devices: a signed value that holds for one address and a year; and what a user agent is in words."""

import time

import pytest

from app import config
from app.auth import _devices

ANN = "ann@example.test"


def test_value_is_known_for_its_address(settings):
    value = _devices.make(ANN)

    assert _devices.known(value, ANN) == value.split(".")[0]


def test_value_is_unknown_for_another_address(settings):
    assert _devices.known(_devices.make(ANN), "bob@example.test") == ""


def test_value_says_nothing_about_its_owner(settings):
    assert "ann" not in _devices.make(ANN)


def test_each_value_is_another(settings):
    assert _devices.make(ANN) != _devices.make(ANN)


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "[]", "null", "é" * 30, "." * 80, "a" * 4_000])
def test_made_up_value_is_unknown(settings, value):
    assert _devices.known(value, ANN) == ""


def test_value_whose_parts_were_changed_is_unknown(settings):
    nonce, until, mark = _devices.make(ANN).split(".")

    for changed in (
        f"{'A' * 22}.{until}.{mark}",
        f"{nonce}.{int(until) + 1}.{mark}",
        f"{nonce}.{until}.{'A' * 43}",
    ):
        assert _devices.known(changed, ANN) == ""


def test_value_ends_after_a_year(settings, monkeypatch):
    value = _devices.make(ANN)
    in_days = time.time() + 365 * 86_400
    monkeypatch.setattr(time, "time", lambda: in_days)
    assert _devices.known(value, ANN) != ""

    monkeypatch.setattr(time, "time", lambda: in_days + 86_400)
    assert _devices.known(value, ANN) == ""


def test_value_of_an_earlier_secret_key_is_known_as_long_as_the_key_is(settings, monkeypatch):
    value = _devices.make(ANN)
    monkeypatch.setenv("PLATFORM_OLD_SECRET_KEYS", config.settings().secret_key.get_secret_value())
    monkeypatch.setenv("PLATFORM_SECRET_KEY", "another key of more than 32 bytes 0123456789")
    config.reload()
    assert _devices.known(value, ANN) != ""

    monkeypatch.setenv("PLATFORM_OLD_SECRET_KEYS", "")
    config.reload()
    assert _devices.known(value, ANN) == ""


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "A browser on macOS"),
        ("curl/8.5.0", "curl"),
        ("python-requests/2.32", "python-requests"),
        ("", "An unknown program"),
        ("\x00<b>" * 40, "<b>" * 13 + "<"),
    ],
)
def test_user_agent_in_words(user_agent, words):
    assert _devices.in_words(user_agent) == words
