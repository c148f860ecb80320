"""The way back from Airtable, as a browser goes it."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest

from app import config
from tests.airtable.sign_in_server import CLIENT_ID, CLIENT_SECRET, running_sign_in
from tests.api.airtable_parts import headers, stock
from tests.sessions import begin_session, cookie_of

__all__ = ["headers", "stock"]
BACK, URL = "/connections/airtable", "/api/v1/connections"


@pytest.fixture
def sign_in(stock, monkeypatch):
    """Airtable's sign-in, in front of a sandbox."""
    with running_sign_in(stock) as server:
        monkeypatch.setenv("PLATFORM_AIRTABLE_URL", stock.url)
        monkeypatch.setenv("PLATFORM_AIRTABLE_OAUTH_URL", server.url)
        monkeypatch.setenv("PLATFORM_AIRTABLE_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("PLATFORM_AIRTABLE_CLIENT_SECRET", CLIENT_SECRET)
        config.reload()
        yield server


@pytest.fixture
def by_admin(sign_in, admin):
    return cookie_of(begin_session(admin))


async def begun(client, by, server, connection_id: str = "") -> dict[str, str]:
    """What Airtable adds to the address when the person has agreed."""
    asked = {"connection_id": connection_id}
    place = (await client.post(f"{URL}/sign-in", json=asked, headers=by)).json()["url"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}
    assert urlsplit(query["redirect_uri"]).path == BACK
    code = base64.urlsafe_b64encode(hashlib.sha256(query["state"].encode()).digest()).decode()
    server.codes[code] = query["code_challenge"]
    return {"state": query["state"], "code": code}


async def test_who_agreed_is_back_at_the_connections_with_one_more(client, by_admin, sign_in):
    back = await begun(client, by_admin, sign_in)

    reply = await client.get(BACK, params=back, headers=by_admin)

    made = (await client.get(URL, headers=by_admin)).json()["items"]
    assert (reply.status_code, reply.headers["location"]) == (303, "/admin/?s=connections")
    assert [each["kind"] for each in made].count("oauth") == 1


async def test_reconnecting_makes_no_second_connection(client, by_admin, sign_in):
    await client.get(BACK, params=await begun(client, by_admin, sign_in), headers=by_admin)
    (known,) = [c for c in (await client.get(URL, headers=by_admin)).json()["items"] if c["kind"] == "oauth"]

    reply = await client.get(
        BACK, params=await begun(client, by_admin, sign_in, known["id"]), headers=by_admin
    )

    listed = (await client.get(URL, headers=by_admin)).json()["items"]
    assert reply.status_code == 303
    assert [each["id"] for each in listed if each["kind"] == "oauth"] == [known["id"]]


async def test_who_did_not_agree_reads_so_and_finds_the_way_back(client, by_admin, sign_in):
    back = await begun(client, by_admin, sign_in)

    reply = await client.get(
        BACK, params={"state": back["state"], "error": "access_denied"}, headers=by_admin
    )

    assert reply.status_code == 502
    assert "Airtable was not allowed to connect." in reply.text
    assert 'href="/admin/?s=connections"' in reply.text


async def test_way_back_works_once(client, by_admin, sign_in):
    back = await begun(client, by_admin, sign_in)
    await client.get(BACK, params=back, headers=by_admin)

    again = await client.get(BACK, params=back, headers=by_admin)

    assert (again.status_code, "does not work." in again.text) == (403, True)


async def test_way_back_of_another_session_of_the_same_person_connects_nothing(
    client, by_admin, sign_in, admin
):
    back = await begun(client, by_admin, sign_in)
    elsewhere = cookie_of(begin_session(admin))

    reply = await client.get(BACK, params=back, headers=elsewhere)

    assert reply.status_code == 403
    assert all(each["kind"] != "oauth" for each in (await client.get(URL, headers=by_admin)).json()["items"])


async def test_who_is_not_signed_in_is_told_so(client, by_admin, sign_in):
    back = await begun(client, by_admin, sign_in)

    reply = await client.get(BACK, params=back)

    assert (reply.status_code, "You are not signed in here any more." in reply.text) == (401, True)


@pytest.mark.parametrize("wrong", ["x" * 2_001, "a\x00b", "<script>alert(1)</script>"])
async def test_what_cannot_be_a_way_back_is_refused_and_not_shown(client, by_admin, sign_in, wrong):
    reply = await client.get(BACK, params={"state": wrong, "code": wrong}, headers=by_admin)

    assert reply.status_code in (403, 422)
    assert wrong not in reply.text
