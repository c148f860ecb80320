"""What routes know of whoever asks."""

from types import SimpleNamespace

from app.api import visitor


def request(state: dict[str, object] | None = None, **headers: str) -> SimpleNamespace:
    return SimpleNamespace(
        state=SimpleNamespace(**(state or {})), headers=headers, client=SimpleNamespace(host="192.0.2.9")
    )


def test_address_is_the_one_the_edge_found(settings):
    assert visitor.address(request({"address": "203.0.113.1"})) == "203.0.113.1"
    assert visitor.address(request()) == "192.0.2.9"


def test_nobody_is_local_unless_the_edge_says_so(settings):
    assert visitor.is_local(request()) is False
    assert visitor.is_local(request({"is_loopback": True})) is True


def test_request_without_a_cookie_has_no_session(settings):
    assert visitor.session_id(request()) == ""
    assert visitor.session_id(request(cookie="session=short")) == ""
