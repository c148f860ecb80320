"""Uploading a file into a cell."""

import base64
from typing import Any
from urllib.parse import quote

from app.airtable._answers import one
from app.airtable._call import Call, checked_id
from app.airtable._client import client
from app.airtable._shapes import Connection, Lane, Record
from app.errors import TooLarge

MAX_UPLOAD_BYTES = 5_000_000
MAX_NAME_CHARACTERS = 255


def upload_attachment(
    connection: Connection,
    base_id: str,
    record_id: str,
    field_id: str,
    *,
    filename: str,
    content_type: str,
    content: bytes,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[dict[str, Any], ...]:
    """Adds a file of at most 5 MB to an attachment field; gives the whole cell, old attachments and new ones.

    Raises like create_records, and TooLarge.
    """
    if len(content) > MAX_UPLOAD_BYTES:
        raise TooLarge(
            f"A file of {len(content):,} bytes is too large to be uploaded.",
            what_to_do=f"Airtable takes {MAX_UPLOAD_BYTES:,} bytes here; give larger files as an address.",
        )
    api = client(connection)
    call = Call(
        "upload_attachment", "create", checked_id("app", base_id), "data.records:write", lane, feature
    )
    place = f"{base_id}/{checked_id('rec', record_id)}/{quote(field_id, safe='')}/uploadAttachment"
    body = {
        "contentType": content_type,
        "filename": filename[:MAX_NAME_CHARACTERS],
        "file": base64.b64encode(content).decode(),
    }
    answer = api.ask(call, "POST", api.build_url(place), json=body)
    cells = one(api, call, Record, {"createdTime": "1970-01-01T00:00:00.000Z", **answer}).cells
    cell = next(iter(cells.values()), None)
    if not isinstance(cell, list):
        raise api.nonsense(call, "no cell with attachments")
    return tuple(cell)
