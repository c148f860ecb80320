"""The door for programs that do not speak REST: a key or a token, and nothing else."""

from typing import Any

import pytest
from starlette.requests import Request

from app import config
from app.actor import Role
from app.api import programs, rates
from app.errors import NotSignedIn, TooMany
from tests.auth.keys import make_key
from tests.sessions import begin_session, cookie_of

pytestmark = pytest.mark.usefixtures("database")


def request(**headers: str) -> Request:
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/x",
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "state": {"request_id": "r1"},
    }
    return Request(scope)


@pytest.mark.parametrize("header", ["authorization", "x_api_key"])
async def test_a_key_lets_its_person_in_through_the_door_that_is_named(owner, header):
    key = make_key(owner, "write")
    value = f"Bearer {key}" if header == "authorization" else key

    actor = await programs.let_in(request(**{header: value}), "mcp")

    assert (actor.person_id, actor.role, actor.door, actor.request_id) == (
        owner.person_id,
        Role.EDITOR,
        "mcp",
        "r1",
    )
    assert (bool(actor.key_id), actor.writes_need_approval) == (True, True)


async def test_a_cookie_lets_nobody_in(owner):
    with pytest.raises(NotSignedIn):
        await programs.let_in(request(**cookie_of(begin_session(owner))), "mcp")


async def test_a_wrong_key_is_counted_as_a_visitor(owner, monkeypatch):
    taken: list[str] = []
    monkeypatch.setattr(
        rates, "take_from_visitor", lambda address: taken.append(address) or rates.visits.take(address)
    )

    with pytest.raises(NotSignedIn):
        await programs.let_in(request(authorization="Bearer pyair_wrong"), "mcp")

    assert taken == ["127.0.0.1"]


async def test_a_key_has_its_budget_here_too(owner, still_clock):
    key = make_key(owner, "read")
    most = config.limits().writes_a_minute

    for _ in range(most):
        await programs.let_in(request(x_api_key=key), "mcp")
    with pytest.raises(TooMany):
        await programs.let_in(request(x_api_key=key), "mcp")
