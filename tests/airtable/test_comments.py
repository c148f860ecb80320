"""Comments and attachments, as the service answers them."""

import base64
import json

import pytest

from app import airtable
from app.airtable import Connection
from app.errors import OutcomeUnknown, Unavailable
from tests.airtable.misbehaving import Misbehaving, misbehaving, no_pauses, reply, reset

__all__ = ["no_pauses"]
pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("no_pauses")]
BASE, TABLE, RECORD, FIELD = (
    "appAAAAAAAAAAAAAA",
    "tblAAAAAAAAAAAAAA",
    "recAAAAAAAAAAAAAA",
    "fldAAAAAAAAAAAAAA",
)
FIRST, REPLY = "comAAAAAAAAAAAAAA", "comBBBBBBBBBBBBBB"
AUTHOR = {"id": "usrAAAAAAAAAAAAAA", "email": "ada@example.test", "name": "Ada"}
COMMENT = {
    "id": FIRST,
    "author": AUTHOR,
    "text": "Hello @[usrAAAAAAAAAAAAAA]",
    "createdTime": "2026-11-20T14:00:00.000Z",
    "lastUpdatedTime": None,
    "mentioned": {"usrAAAAAAAAAAAAAA": {"type": "user", "id": "usrAAAAAAAAAAAAAA", "displayName": "Ada"}},
    "reactions": [],
}


def body_of(server: Misbehaving, number: int = 0) -> dict[str, object]:
    """The JSON that the n-th request carried."""
    found: dict[str, object] = json.loads(server.requests[number].partition(b"\r\n\r\n")[2])
    return found


def line_of(server: Misbehaving, number: int = 0) -> str:
    return server.requests[number].decode().partition(" HTTP")[0]


def test_comments_are_read_over_all_pages() -> None:
    first = reply(200, json.dumps({"comments": [COMMENT], "offset": "next"}))
    last = reply(
        200, json.dumps({"comments": [{**COMMENT, "id": REPLY, "parentCommentId": FIRST}], "offset": None})
    )
    with misbehaving(first, last) as server:
        found = airtable.list_comments(server.connection(), BASE, TABLE, RECORD)

    assert [(c.id, c.parent_id, c.author.name, c.updated_at) for c in found] == [
        (FIRST, "", "Ada", None),
        (REPLY, FIRST, "Ada", None),
    ]
    assert found[0].mentioned["usrAAAAAAAAAAAAAA"]["displayName"] == "Ada"


def test_an_answer_to_a_comment_names_it() -> None:
    with misbehaving(reply(200, json.dumps(COMMENT))) as server:
        airtable.create_comment(server.connection(), BASE, TABLE, RECORD, text="Hi", parent_id=FIRST)

    assert body_of(server) == {"text": "Hi", "parentCommentId": FIRST}
    assert line_of(server) == f"POST /v0/{BASE}/{TABLE}/{RECORD}/comments"


def test_a_comment_whose_answer_is_lost_is_not_sent_again() -> None:
    with misbehaving(reset) as server, pytest.raises(OutcomeUnknown):
        airtable.create_comment(server.connection(), BASE, TABLE, RECORD, text="Hi")

    assert len(server.requests) == 1


def test_a_changed_comment_is_sent_again_and_a_deleted_one_may_be_gone() -> None:
    gone = reply(422, '{"error":{"type":"ROW_COMMENT_DOES_NOT_EXIST"}}')
    with misbehaving(reset, reply(200, json.dumps(COMMENT)), reset, gone) as server:
        changed = airtable.update_comment(server.connection(), BASE, TABLE, RECORD, FIRST, text="Hi")
        airtable.delete_comment(server.connection(), BASE, TABLE, RECORD, FIRST)

    assert (changed.id, len(server.requests)) == (FIRST, 4)


def test_an_upload_goes_to_the_upload_host_with_its_whole_content() -> None:
    cell = {
        "id": RECORD,
        "createdTime": "2026-11-20T14:00:00.000Z",
        "fields": {FIELD: [{"id": "attA", "url": "u"}]},
    }
    with misbehaving(reply(500, "")) as api, misbehaving(reply(200, json.dumps(cell))) as uploads:
        connection = Connection(api.url, "patX", "sandbox", upload_url=f"{uploads.url}/")
        found = airtable.upload_attachment(
            connection,
            BASE,
            RECORD,
            FIELD,
            filename="ä.txt",
            content_type="text/plain",
            content=b"hello" * 20,
        )

    body = body_of(uploads)
    assert (api.requests, line_of(uploads)) == ([], f"POST /v0/{BASE}/{RECORD}/{FIELD}/uploadAttachment")
    assert (base64.b64decode(str(body["file"])), body["filename"]) == (b"hello" * 20, "ä.txt")
    assert found == ({"id": "attA", "url": "u"},)


def test_pyairtables_own_upload_goes_there_too_and_a_token_never_to_a_stranger() -> None:
    with misbehaving(
        reply(200, '{"id":"rec1","createdTime":"2026-11-20T14:00:00.000Z","fields":{}}')
    ) as server:
        api = airtable._client.client(server.connection())
        api.table(BASE, TABLE).upload_attachment(RECORD, FIELD, "a.txt", b"hello", "text/plain")
        with pytest.raises(Unavailable, match="not of this connection"):
            api.request("GET", "http://127.0.0.1:1/v0/meta/whoami")

    assert line_of(server) == f"POST /v0/{BASE}/{RECORD}/{FIELD}/uploadAttachment"
