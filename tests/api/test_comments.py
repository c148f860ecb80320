"""`/api/v1/comments`."""

from tests import things
from tests.api.airtable_parts import PLACE, headers, stock

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


async def test_comments_of_an_unknown_record_are_not_found(client, headers):
    reply = await client.get(URL, params={**PLACE, "record": "recNobody00000000"}, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
