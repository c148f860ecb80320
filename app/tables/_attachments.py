"""The files of a record, read through this platform: their addresses at Airtable are nobody's but the server's."""

from typing import Any, Literal

from app import airtable
from app.actor import Actor
from app.errors import NotFound
from app.tables._record import get_record
from app.tables._schema import open_table
from app.tables._shapes import AttachmentFile

Size = Literal["small", "large", "full"]
# What a browser may show in our place: formats of pixels, told by how they begin and not by what somebody calls them.
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def read_attachment(
    actor: Actor, base: str, table: str, record_id: str, attachment_id: str, *, size: Size = "full"
) -> AttachmentFile:
    """A file of a record, or the small or large picture of it where there is one. Needs viewer.

    media_type is that of a picture that may be shown, else empty. Raises NotFound, what get_record raises, and
    TooLarge.
    """
    detail = get_record(actor, base, table, record_id)
    item = _found(detail.record.cells.values(), attachment_id)
    if item is None:
        raise NotFound("The record has no such file.", what_to_do="Read the record again.")
    thumbnail = (item.get("thumbnails") or {}).get(size) or {}
    opened, _ = open_table(actor, base, table)
    content = airtable.fetch_attachment(opened.connection, str(thumbnail.get("url") or item.get("url", "")))
    name = str(item.get("filename") or attachment_id)
    return AttachmentFile(name=name, media_type=_picture(content), content=content)


def _found(cells: Any, attachment_id: str) -> dict[str, Any] | None:
    for cell in cells:
        for item in cell.value if isinstance(cell.value, list) else ():
            if isinstance(item, dict) and item.get("id") == attachment_id and item.get("url"):
                return item
    return None


def _picture(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in _PICTURES.items() if content.startswith(begin)), "")
