"""`/api/v1/prompts`."""

import pytest

from app import audit
from tests.sessions import begin_session, cookie_of

URL = "/api/v1/prompts"
ASKED = {"title": "Month in review", "text": "Total amount of won deals in {month}"}
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def headers(owner):
    return cookie_of(begin_session(owner))


async def test_every_text_of_a_prompt_is_kept_and_the_newest_is_shown_to_the_team(
    client, headers, owner, viewer
):
    made = await client.post(URL, json=ASKED, headers=headers)
    at = made.headers["location"]
    changed = await client.put(at, json={**ASKED, "text": "Won in {month}", "version": 1}, headers=headers)

    seen = (await client.get(URL, headers=cookie_of(begin_session(viewer)))).json()["items"]
    texts = (await client.get(f"{at}/versions", headers=headers)).json()["items"]

    assert (made.status_code, changed.json()["version"]) == (201, 2)
    assert [(each["title"], each["text"], each["version"]) for each in seen] == [
        ("Month in review", "Won in {month}", 2)
    ]
    assert [(each["version"], each["text"]) for each in texts] == [(2, "Won in {month}"), (1, ASKED["text"])]
    assert [each.act for each in audit.list_events(owner).items[:2]] == ["prompt.saved", "prompt.saved"]


async def test_a_text_that_was_written_over_another_is_refused_and_nothing_is_lost(client, headers):
    at = (await client.post(URL, json=ASKED, headers=headers)).headers["location"]
    await client.put(at, json={**ASKED, "text": "first", "version": 1}, headers=headers)

    late = await client.put(at, json={**ASKED, "text": "second", "version": 1}, headers=headers)

    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert (await client.get(URL, headers=headers)).json()["items"][0]["text"] == "first"


async def test_a_title_is_there_once_in_a_team_and_another_team_has_its_own(client, headers, stranger):
    await client.post(URL, json=ASKED, headers=headers)

    again = await client.post(URL, json=ASKED, headers=headers)
    other = cookie_of(begin_session(stranger))
    theirs = await client.post(URL, json=ASKED, headers=other)

    assert (again.status_code, theirs.status_code) == (409, 201)
    assert len((await client.get(URL, headers=other)).json()["items"]) == 1


async def test_a_deleted_prompt_is_gone_with_its_texts(client, headers):
    at = (await client.post(URL, json=ASKED, headers=headers)).headers["location"]

    assert (await client.delete(at, headers=headers)).status_code == 204

    assert (await client.get(URL, headers=headers)).json()["items"] == []
    assert (await client.get(f"{at}/versions", headers=headers)).status_code == 404


@pytest.mark.parametrize("change", [{"title": " "}, {"text": "  "}, {"text": "x" * 4_001}, {"who": "me"}])
async def test_what_makes_no_sense_is_refused(client, headers, change):
    assert (await client.post(URL, json={**ASKED, **change}, headers=headers)).status_code == 422
