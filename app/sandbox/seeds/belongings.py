"""What a seed gives besides cells: the comments of a record and the bytes of an attachment."""

import base64
import binascii
import mimetypes
from collections.abc import Iterable, Mapping
from typing import Any

from app.sandbox import ids
from app.sandbox.access import OWNER
from app.sandbox.seeds.format import SeedError
from app.sandbox.store.comments import Comment
from app.sandbox.store.files import File
from app.sandbox.store.people import Person
from app.sandbox.store.records import Record


def read_comments(record: Record, given: Any, persons: Mapping[str, Person], place: str) -> Iterable[Comment]:
    """The comments of a record, oldest first. Raises SeedError for one that is not well formed."""
    known: set[str] = set()
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise SeedError(f"{place} is not well formed: comments must be a list of objects.")
    for number, each in enumerate(given, start=1):
        comment_id = each.get("id", ids.named_id("com", f"{record.id}/{number}"))
        author_id, parent_id, text = (
            each.get("author", OWNER.id),
            each.get("parentCommentId"),
            each.get("text"),
        )
        if not ids.is_id("com", comment_id) or comment_id in known:
            raise SeedError(f"{place}: {comment_id!r} is not an id of the kind 'com', or stands there twice.")
        if author_id not in persons or not isinstance(text, str) or not text:
            raise SeedError(f"{place}: the comment {comment_id} needs a text and an author among the users.")
        if parent_id is not None and parent_id not in known:
            raise SeedError(
                f"{place}: the comment {comment_id} answers {parent_id!r}, which is none before it."
            )
        known.add(comment_id)
        yield Comment(
            id=comment_id,
            record_id=record.id,
            number=number,
            author_id=author_id,
            text=text,
            created_time=each.get("createdTime", record.created_time),
            updated_time=each.get("lastUpdatedTime"),
            parent_id=parent_id,
        )


def read_file(given: Mapping[str, Any], place: str) -> File | None:
    """The file of an attachment that has its bytes in "base64", None for one that lies elsewhere."""
    if "base64" not in given:
        return None
    try:
        content = base64.b64decode(given["base64"], validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise SeedError(
            f"{place}: the attachment {given.get('id')!r} has bytes that are no base64."
        ) from error
    guessed = mimetypes.guess_type(str(given.get("filename")))[0]
    return File(str(given.get("type") or guessed or "application/octet-stream"), content)
