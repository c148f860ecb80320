"""Signing in at Airtable: PKCE, a state that belongs to one session, tokens that rotate under a lock."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from app import airtable, config, db
from app.actor import Actor
from app.airtable import ConnectionCard, _stored
from app.errors import (
    ConfigurationError,
    ConnectionRefused,
    Forbidden,
    InvalidInput,
    NotFound,
    PlatformError,
    Unavailable,
)
from app.models import OAuthAttempt, StoredConnection, utc_now
from tests.airtable.bench_base import BASE, BenchBase, _bench_server, bench
from tests.airtable.sign_in_server import CLIENT_ID, CLIENT_SECRET, SignInServer, running_sign_in
from tests.harness.databases import Database
from tests.harness.redis import RedisServer

__all__ = ["_bench_server", "bench"]


@pytest.fixture
def sign_in(
    database: Database, redis_server: RedisServer, bench: BenchBase, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SignInServer]:
    with running_sign_in(bench.server) as server:
        monkeypatch.setenv("PLATFORM_AIRTABLE_URL", bench.server.url)
        monkeypatch.setenv("PLATFORM_AIRTABLE_OAUTH_URL", server.url)
        monkeypatch.setenv("PLATFORM_AIRTABLE_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("PLATFORM_AIRTABLE_CLIENT_SECRET", CLIENT_SECRET)
        monkeypatch.setenv("PLATFORM_SANDBOX_URL", "")
        config.reload()
        yield server


@pytest.fixture
def browser(admin: Actor, sign_in: SignInServer) -> Actor:
    """The admin in a browser's session."""
    return replace(admin, session_id="session-of-the-admin")


def go_there(actor: Actor, server: SignInServer, *, connection_id: str = "") -> dict[str, str]:
    """The way to Airtable and what comes back, when the person agrees."""
    url = airtable.authorize_url(actor, connection_id=connection_id)
    query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    code = f"code-{len(server.codes)}-{query['state'][:6]}"
    server.codes[code] = query["code_challenge"]
    return {"state": query["state"], "code": code}


def connected(actor: Actor, server: SignInServer) -> ConnectionCard:
    return airtable.exchange_code(actor, **go_there(actor, server))


def row_of(actor: Actor, connection_id: str) -> StoredConnection:
    with db.uow(actor, read_only=True) as unit:
        found = unit.get(StoredConnection, connection_id)
    assert found is not None
    return found


def age(actor: Actor, connection_id: str, *, left: timedelta) -> None:
    """As if the access token were about to end."""
    with db.uow(actor) as unit:
        row = unit.get(StoredConnection, connection_id)
        assert row is not None
        row.expires_at = utc_now() + left
        unit.add(row)


def test_the_address_asks_for_the_documented_things(browser: Actor, sign_in: SignInServer) -> None:
    url = urlsplit(airtable.authorize_url(browser))
    query = {key: values[0] for key, values in parse_qs(url.query).items()}

    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{sign_in.url}/oauth2/v1/authorize"
    assert query["redirect_uri"] == f"{config.settings().url}/connections/airtable"
    assert (query["client_id"], query["response_type"], query["code_challenge_method"]) == (
        CLIENT_ID,
        "code",
        "S256",
    )
    assert (len(query["state"]) >= 43, len(query["code_challenge"])) == (True, 43)
    assert {"data.records:read", "schema.bases:read"} <= set(query["scope"].split())


def test_whoever_comes_back_with_a_code_is_connected(browser: Actor, sign_in: SignInServer) -> None:
    card = connected(browser, sign_in)
    bases = airtable.list_bases(airtable.connection_for(browser))

    assert (card.kind, card.state, card.name) == ("oauth", "ready", "Airtable")
    assert card.scopes == ("data.records:read", "data.records:write", "schema.bases:read", "user.email:read")
    assert [base.id for base in bases] == [BASE, "appWorkbenchOther"]
    row = row_of(browser, card.id)
    assert "oaa." not in row.secret
    assert "oar." not in row.secret


def test_the_way_back_works_once_for_the_same_person_in_the_same_session(
    browser: Actor, owner: Actor, stranger: Actor, sign_in: SignInServer
) -> None:
    back = go_there(browser, sign_in)
    others = [
        replace(browser, session_id="another session"),
        replace(browser, session_id=""),
        replace(owner, session_id=browser.session_id),
        replace(stranger, session_id=browser.session_id),
    ]

    for other in others:
        with pytest.raises(Forbidden):
            airtable.exchange_code(other, **back)
    with pytest.raises(Forbidden):
        airtable.exchange_code(browser, state="guessed", code=back["code"])
    airtable.exchange_code(browser, **back)
    with pytest.raises(Forbidden):
        airtable.exchange_code(browser, **back)

    assert len(sign_in.requests) == 1


def test_a_way_back_that_is_too_old_is_closed(browser: Actor, sign_in: SignInServer) -> None:
    back = go_there(browser, sign_in)
    with db.uow(browser) as unit:
        for attempt in unit.exec(select(OAuthAttempt)):
            attempt.expires_at = utc_now()
            unit.add(attempt)

    with pytest.raises(Forbidden):
        airtable.exchange_code(browser, **back)


def test_a_code_of_somebody_else_does_not_fit_the_verifier(browser: Actor, sign_in: SignInServer) -> None:
    mine, stolen = go_there(browser, sign_in), go_there(browser, sign_in)

    with pytest.raises(ConnectionRefused):
        airtable.exchange_code(browser, state=mine["state"], code=stolen["code"])

    assert airtable.list_connections(browser) == ()


@pytest.mark.parametrize("back", [{"error": "access_denied"}, {"code": ""}, {"code": "x" * 2_001}])
def test_whoever_does_not_agree_is_not_connected(
    browser: Actor, sign_in: SignInServer, back: dict[str, str]
) -> None:
    state = go_there(browser, sign_in)["state"]

    with pytest.raises(ConnectionRefused, match="not allowed"):
        airtable.exchange_code(browser, state=state, **back)

    assert sign_in.requests == []


def test_it_needs_an_admin_in_a_browser_and_an_integration(
    admin: Actor, editor: Actor, browser: Actor, sign_in: SignInServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor in (admin, replace(editor, session_id="s")):
        with pytest.raises(Forbidden):
            airtable.authorize_url(actor)
    with pytest.raises(NotFound):
        airtable.authorize_url(browser, connection_id="unknown")
    monkeypatch.setenv("PLATFORM_AIRTABLE_CLIENT_ID", "")
    config.reload()
    with pytest.raises(ConfigurationError, match="not set up"):
        airtable.authorize_url(browser)


def test_tokens_that_end_soon_are_renewed_and_stored_before_they_are_used(
    browser: Actor, sign_in: SignInServer
) -> None:
    card = connected(browser, sign_in)
    first = airtable.connection_for(browser)
    age(browser, card.id, left=timedelta(minutes=9))

    second = airtable.connection_for(browser)
    third = airtable.connection_for(browser)

    assert (first.token != second.token, second.token, first.identity) == (True, third.token, second.identity)
    assert [form["grant_type"] for form in sign_in.requests] == ["authorization_code", "refresh_token"]
    assert row_of(browser, card.id).expires_at > utc_now() + timedelta(minutes=50)


def test_many_at_once_use_a_refresh_token_once(browser: Actor, sign_in: SignInServer) -> None:
    card = connected(browser, sign_in)
    age(browser, card.id, left=timedelta(minutes=1))
    start, tokens = threading.Barrier(8), list[str]()

    def ask() -> None:
        start.wait()
        tokens.append(airtable.connection_for(browser).token)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(tokens), len(set(tokens))) == (8, 1)
    assert [form["grant_type"] for form in sign_in.requests].count("refresh_token") == 1


def test_a_grant_that_was_taken_back_asks_to_reconnect(browser: Actor, sign_in: SignInServer) -> None:
    card = connected(browser, sign_in)
    sign_in.refresh.clear()
    age(browser, card.id, left=timedelta(minutes=1))

    with pytest.raises(ConnectionRefused):
        airtable.connection_for(browser)
    with pytest.raises(ConnectionRefused, match="any more"):
        airtable.connection_for(browser)

    assert row_of(browser, card.id).state == "reconnect"
    assert [form["grant_type"] for form in sign_in.requests].count("refresh_token") == 1


def test_signing_in_again_reconnects_the_same_connection(browser: Actor, sign_in: SignInServer) -> None:
    card = connected(browser, sign_in)
    before = airtable.connection_for(browser)
    sign_in.refresh.clear()
    age(browser, card.id, left=timedelta(minutes=1))
    with pytest.raises(ConnectionRefused):
        airtable.connection_for(browser)

    again = airtable.exchange_code(browser, **go_there(browser, sign_in, connection_id=card.id))
    after = airtable.connection_for(browser)

    assert (again.id, again.state, len(airtable.list_connections(browser))) == (card.id, "ready", 1)
    assert before.identity != after.identity
    with pytest.raises(InvalidInput):
        airtable.reconnect_token(browser, card.id, token="patX0123456789012345.abc")


def test_an_access_token_that_is_refused_under_way_is_renewed_once(
    browser: Actor, sign_in: SignInServer, bench: BenchBase
) -> None:
    connected(browser, sign_in)
    connection = airtable.connection_for(browser)
    bench.fault("revoked_token", count=1)

    assert len(airtable.list_bases(connection)) == 2
    assert [form["grant_type"] for form in sign_in.requests].count("refresh_token") == 1


def test_a_renewed_token_that_is_refused_too_asks_to_reconnect_and_is_not_renewed_forever(
    browser: Actor, sign_in: SignInServer, bench: BenchBase
) -> None:
    card = connected(browser, sign_in)
    connection = airtable.connection_for(browser)
    bench.fault("revoked_token", count=9)

    for _ in range(2):
        with pytest.raises(ConnectionRefused):
            airtable.list_bases(connection)

    assert row_of(browser, card.id).state == "reconnect"
    assert [form["grant_type"] for form in sign_in.requests].count("refresh_token") == 1


def test_a_lost_answer_is_told_and_the_next_try_says_to_reconnect(
    browser: Actor, sign_in: SignInServer
) -> None:
    card = connected(browser, sign_in)
    age(browser, card.id, left=timedelta(minutes=1))
    sign_in.lose_answers = 1

    with pytest.raises(Unavailable):
        airtable.connection_for(browser)
    assert row_of(browser, card.id).state == "ready"
    with pytest.raises(ConnectionRefused):
        airtable.connection_for(browser)

    assert row_of(browser, card.id).state == "reconnect"


def test_whoever_holds_the_lease_is_waited_for_until_it_ends(
    browser: Actor, sign_in: SignInServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = connected(browser, sign_in)
    age(browser, card.id, left=timedelta(minutes=1))
    with db.uow(browser) as unit:
        row = unit.get(StoredConnection, card.id)
        assert row is not None
        # A process that died with the lease; it ends in a moment.
        row.lease_owner, row.lease_until = "dead", utc_now() + timedelta(seconds=0.3)
        unit.add(row)

    token = airtable.connection_for(browser).token

    assert token != ""
    assert [form["grant_type"] for form in sign_in.requests].count("refresh_token") == 1
    assert timedelta(seconds=20) < _stored.LEASE


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"[]"),
        (200, b'{"access_token":"a"}'),
        (200, b'{"access_token":"a","refresh_token":["b"]}'),
        (200, b'{"access_token":"a\\nb","refresh_token":"b"}'),
        (302, b""),
        (500, b"{}"),
        (400, b"<html>"),
    ],
)
def test_garbage_is_a_typed_error(status: int, body: bytes) -> None:
    with pytest.raises(PlatformError) as caught:
        airtable._oauth._grant(status, body)

    assert type(caught.value) is Unavailable
