"""`/api/v1/comments`."""

from tests import things
from tests.api.airtable_parts import PLACE, headers, stock
from tests.sessions import begin_session, cookie_of

__all__ = ["headers", "stock"]
URL = "/api/v1/comments"


async def test_comments_are_read_newest_first(client, headers, stock):
    record = things.thing_id(0)
    for text in ("First", "Second"):
        path = f"/v0/{things.BASE}/{things.THINGS}/{record}/comments"
        stock.call("POST", path, json={"text": text}).raise_for_status()

    answer = (await client.get(URL, params={**PLACE, "record": record}, headers=headers)).json()

    assert [comment["text"] for comment in answer["items"]] == ["Second", "First"]
    assert (answer["source"], answer["is_complete"]) == ("service", True)
    assert answer["age_seconds"] < 60


async def test_people_of_records_and_comments_can_be_mentioned_and_stand_there_by_name(
    client, headers, stock, editor
):
    record = things.thing_id(0)
    path = f"/v0/{things.BASE}/{things.THINGS}/{record}/comments"
    stock.call("POST", path, json={"text": "First"}).raise_for_status()
    before = (await client.get(URL, params={**PLACE, "record": record}, headers=headers)).json()
    (author,) = before["people"]
    asked = {**PLACE, "record_id": record, "text": f"For @[{author['id']}] and @[usrNobody00000000]"}

    made = await client.post(URL, json=asked, headers=cookie_of(begin_session(editor)))

    after = (await client.get(URL, params={**PLACE, "record": record}, headers=headers)).json()
    assert author["name"] == before["items"][0]["author"]
    assert made.status_code == 201
    written = f"For @{author['name']} and @usrNobody00000000"
    assert after["items"][0]["text"] == written
    assert made.json()["rows"][0]["details"]["text"] == written.replace(
        "@usrNobody00000000", "@[usrNobody00000000]"
    )


async def test_comments_of_an_unknown_record_are_not_found(client, headers):
    reply = await client.get(URL, params={**PLACE, "record": "recNobody00000000"}, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
