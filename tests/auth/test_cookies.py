"""The session cookie has exactly its flags."""

import pytest

from app import auth, config


@pytest.fixture
def on_https(settings, monkeypatch):
    monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://data.example.test")
    config.reload()


def test_cookie_on_https_is_bound_to_the_host(on_https):
    assert auth.cookie_header("value") == (
        "__Host-session=value; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"
    )


def test_cookie_on_loopback_http_lacks_secure_only(settings):
    assert auth.cookie_header("value") == "session=value; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"


def test_empty_value_removes_the_cookie(settings):
    assert "Max-Age=0" in auth.cookie_header("")


def test_plain_cookie_is_not_taken_on_https(on_https):
    assert auth.cookie_value("session=planted") == ""
    assert auth.cookie_value("a=b; __Host-session=mine") == "mine"


@pytest.mark.parametrize("header", ["", ";;;", "session", "a=b", 'x="', "sessions=1", "=session"])
def test_odd_header_holds_no_session(settings, header):
    assert auth.cookie_value(header) == ""


@pytest.mark.parametrize("other", ['a="x', '{"json": [1]}', "a b=c d", "é=1", "session"])
def test_odd_cookie_of_another_program_does_not_hide_ours(settings, other):
    assert auth.cookie_value(f"{other}; session=mine") == "mine"


def test_cookie_of_a_known_device_lasts_a_year(on_https):
    assert auth.device_cookie_header("value") == (
        "__Host-device=value; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure"
    )
    assert auth.device_cookie_value("__Host-session=a; __Host-device=b; device=c") == "b"


def test_cookies_of_session_and_device_are_told_apart(settings):
    assert auth.cookie_value("device=b; session=a") == "a"
    assert auth.device_cookie_value("device=b; session=a") == "b"
