"""The calls on the comments of a record, one function each."""

import re
from typing import Any

from sqlalchemy import Connection

from app.sandbox import errors, ids, parameters
from app.sandbox.changes import ChangeSet
from app.sandbox.schema import Base
from app.sandbox.store import comments as comment_store
from app.sandbox.store import people as people_store
from app.sandbox.store import records as record_store
from app.sandbox.store.comments import Comment
from app.sandbox.store.people import Person
from app.sandbox.workshop import Call, Workshop, visible_table

_MENTION = re.compile(r"@\[([^\]\[\s]{3,320})\]")
_OFFSET = re.compile(r"itr([0-9A-Za-z]{14})/com[0-9A-Za-z]{14}")


def list_comments(workshop: Workshop, call: Call) -> dict[str, Any]:
    size, offset = parameters.comments_query(call.query)
    match = _OFFSET.fullmatch(offset)
    if offset and match is None:
        raise errors.bad_offset(offset)
    before = ids.from_base62(match[1]) if match else None
    with workshop.reading(call, call.places[0]) as (connection, base):
        record_id = _record_id(connection, base, call)
        found = comment_store.newest(connection, record_id, before=before, limit=size + 1)
        persons = people_store.people(connection)
    following = found[size] if len(found) > size else None
    return {
        "comments": [_shown(comment, persons) for comment in found[:size]],
        "offset": following and f"itr{ids.base62(following.number, 14)}/{following.id}",
    }


def create_comment(workshop: Workshop, call: Call) -> dict[str, Any]:
    text, parent_id = _text(call.body), call.body.get("parentCommentId")
    if call.body.keys() - {"text", "parentCommentId"}:
        raise errors.bad_parameters()
    if parent_id is not None and not ids.is_id("com", parent_id):
        raise errors.bad_parameters()
    with workshop.changing(call, call.places[0], level="comment") as change:
        record_id = _record_id(change.connection, change.base, call)
        if parent_id is not None and comment_store.find(change.connection, record_id, parent_id) is None:
            raise errors.unknown_model("Comment")
        persons = people_store.people(change.connection)
        comment = Comment(
            id=ids.new_id("com"),
            record_id=record_id,
            number=comment_store.next_number(change.connection, record_id),
            author_id=call.grant.person.id,
            text=_with_ids(text, persons),
            created_time=change.now,
            parent_id=parent_id,
        )
        comment_store.add(change.connection, [comment])
    return _shown(comment, persons)


def update_comment(workshop: Workshop, call: Call) -> dict[str, Any]:
    text, comment_id = _text(call.body), call.places[3]
    if call.body.keys() - {"text"}:
        raise errors.bad_parameters()
    with workshop.changing(call, call.places[0], level="comment") as change:
        record_id = _record_id(change.connection, change.base, call)
        comment = comment_store.find(change.connection, record_id, comment_id)
        if comment is None:
            raise errors.unknown_comment_to_update(comment_id)
        _check_own(comment, call)
        persons = people_store.people(change.connection)
        comment_store.change(change.connection, comment_id, text=_with_ids(text, persons), now=change.now)
        changed = comment_store.find(change.connection, record_id, comment_id)
        assert changed is not None
    return _shown(changed, persons)


def delete_comment(workshop: Workshop, call: Call) -> dict[str, Any]:
    comment_id = call.places[3]
    with workshop.changing(call, call.places[0], level="comment") as change:
        record_id = _record_id(change.connection, change.base, call)
        comment = comment_store.find(change.connection, record_id, comment_id)
        if comment is None:
            raise errors.unknown_comment_to_delete()
        _check_own(comment, call)
        comment_store.remove(change.connection, comment_id)
    return {"id": comment_id, "deleted": True}


def forget_comments(connection: Connection, changes: ChangeSet) -> None:
    """The listener that deletes the comments of records that are deleted."""
    for told in changes.tables.values():
        comment_store.remove_of(connection, told.destroyed)


def _record_id(connection: Connection, base: Base, call: Call) -> str:
    """The record of the path. As for records themselves, an id of another table of the base is found as well."""
    visible_table(base, call.places[1])
    record = record_store.find(connection, call.places[2])
    if record is None or record.table_id not in base.tables_by_id:
        raise errors.invisible()
    return record.id


def _check_own(comment: Comment, call: Call) -> None:
    if comment.author_id != call.grant.person.id:
        raise errors.forbidden()


def _text(body: dict[str, Any]) -> str:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise errors.bad_parameters()
    return text


def _with_ids(text: str, persons: dict[str, Person]) -> str:
    """The text with mentions by address turned into mentions by id; unknown ones stay as they are."""
    by_address = {person.email.casefold(): person.id for person in persons.values() if person.email}

    def with_id(match: re.Match[str]) -> str:
        return f"@[{by_address.get(match[1].casefold(), match[1])}]"

    return _MENTION.sub(with_id, text)


def _shown(comment: Comment, persons: dict[str, Person]) -> dict[str, Any]:
    author = persons.get(comment.author_id)
    mentioned = {
        person.id: {"type": "user", "id": person.id, "displayName": person.name, "email": person.email}
        for key in _MENTION.findall(comment.text)
        if (person := persons.get(key)) is not None
    }
    return {
        "id": comment.id,
        "author": author.shown() if author else {"id": comment.author_id},
        "text": comment.text,
        "createdTime": comment.created_time,
        "lastUpdatedTime": comment.updated_time,
        **({"parentCommentId": comment.parent_id} if comment.parent_id else {}),
        **({"mentioned": mentioned} if mentioned else {}),
        "reactions": [],
    }
