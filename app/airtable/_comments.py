"""Comments of a record."""

from pyairtable.utils import Url

from app.airtable._answers import following, many, one
from app.airtable._call import Call, Effect, checked_id
from app.airtable._client import client
from app.airtable._failures import Gone
from app.airtable._shapes import Comment, Connection, Lane

READ_SCOPE = "data.recordComments:read"
WRITE_SCOPE = "data.recordComments:write"


def list_comments(
    connection: Connection,
    base_id: str,
    table_id: str,
    record_id: str,
    *,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[Comment, ...]:
    """All comments of a record, newest first. Raises like list_bases."""
    api = client(connection)
    call = _call("list_comments", "read", base_id, lane, feature)
    url = _url(connection, base_id, table_id, record_id)
    found: list[Comment] = []
    seen: set[str] = set()
    offset = ""
    while True:
        page = api.ask(call, "GET", url, params={"pageSize": 100, **({"offset": offset} if offset else {})})
        found += many(api, call, Comment, page, "comments")
        offset = following(api, call, page, seen)
        if not offset:
            return tuple(found)


def create_comment(
    connection: Connection,
    base_id: str,
    table_id: str,
    record_id: str,
    *,
    text: str,
    parent_id: str = "",
    lane: Lane = "interactive",
    feature: str = "",
) -> Comment:
    """Adds a comment, below another one when parent_id is given. Raises like create_records."""
    api = client(connection)
    call = _call("create_comment", "create", base_id, lane, feature)
    body = {"text": text, **({"parentCommentId": checked_id("com", parent_id)} if parent_id else {})}
    answer = api.ask(call, "POST", _url(connection, base_id, table_id, record_id), json=body)
    return one(api, call, Comment, answer)


def update_comment(
    connection: Connection,
    base_id: str,
    table_id: str,
    record_id: str,
    comment_id: str,
    *,
    text: str,
    lane: Lane = "interactive",
    feature: str = "",
) -> Comment:
    """Changes the text of a comment of one's own. Raises like list_bases."""
    api = client(connection)
    call = _call("update_comment", "set", base_id, lane, feature)
    url = _url(connection, base_id, table_id, record_id) / checked_id("com", comment_id)
    return one(api, call, Comment, api.ask(call, "PATCH", url, json={"text": text}))


def delete_comment(
    connection: Connection,
    base_id: str,
    table_id: str,
    record_id: str,
    comment_id: str,
    *,
    lane: Lane = "interactive",
    feature: str = "",
) -> None:
    """Deletes a comment; one that a second try does not find was deleted by the first. Raises like list_bases."""
    api = client(connection)
    call = _call("delete_comment", "delete", base_id, lane, feature)
    url = _url(connection, base_id, table_id, record_id) / checked_id("com", comment_id)
    try:
        answer = api.ask(call, "DELETE", url)
    except Gone:
        return
    if answer.get("id") != comment_id:
        raise api.nonsense(call, "another comment")


def _url(connection: Connection, base_id: str, table_id: str, record_id: str) -> Url:
    return client(connection).table(base_id, table_id).urls.record_comments(checked_id("rec", record_id))


def _call(name: str, effect: Effect, base_id: str, lane: Lane, feature: str) -> Call:
    scope = READ_SCOPE if effect == "read" else WRITE_SCOPE
    return Call(name, effect, checked_id("app", base_id), scope, lane, feature)
