"""The calls that take and give the bytes of attachments."""

import base64
import binascii
import re
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from app.sandbox import attachments, errors, ids
from app.sandbox.derivation import Derivation
from app.sandbox.rendering import Shape, render
from app.sandbox.store import files as file_store
from app.sandbox.store.files import File
from app.sandbox.workshop import Call, Workshop

_MEDIA_TYPE = re.compile(r"[\w.+-]{1,127}/[\w.+-]{1,127}(;[ \w.+=\"-]{1,100})?", re.ASCII)
# Whatever else somebody uploaded is saved by a browser and not shown.
_SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})


def upload(workshop: Workshop, call: Call) -> dict[str, Any]:
    """Adds one file to a cell. Answers the record with this cell only, keyed by the id of its field."""
    filename, file = _given(call.body)
    base_id, record_id, field_key = call.places
    with workshop.changing(call, base_id, level="edit") as change:
        record = change.editor.load([record_id]).get(record_id)
        table = change.base.tables_by_id.get(record.table_id) if record else None
        if record is None or table is None:
            raise errors.invisible()
        field = table.field(field_key)
        if field is None:
            raise errors.unknown_field(field_key)
        if field.type != "multipleAttachments":
            raise errors.bad_value(field.name)
        attachment_id = ids.new_id("att")
        file_store.add(change.connection, attachment_id, file)
        made = attachments.stored_file(attachment_id, filename, file)
        change.editor.set(record, field, [*record.cells.get(field.id, ()), made])
        change.tell(change.editor.flush())
        derivation = Derivation(change.connection, change.base, links=call.links)
        return render(derivation, table, [record], Shape(by_field_id=True), [field])[0]


def download(workshop: Workshop, call: Call) -> Response:
    """The bytes behind a signed address. Nobody has to be known for it, as with the original's."""
    expires, file_id, signature, filename = call.places
    if not call.links.may_open(expires, file_id, signature):
        raise errors.expired_address()
    with workshop.database.reading() as connection:
        file = file_store.find(connection, file_id)
    if file is None:
        raise errors.unroutable()
    disposition = "inline" if file.type in _SHOWN_INLINE else "attachment"
    return Response(
        file.content,
        media_type=file.type,
        headers={
            "content-disposition": f"{disposition}; filename*=UTF-8''{quote(filename, safe='')}",
            "content-security-policy": "sandbox; default-src 'none'",
            "x-content-type-options": "nosniff",
            "access-control-allow-origin": "*",
        },
    )


def _given(body: dict[str, Any]) -> tuple[str, File]:
    """The name and the file of a request. Clients wrap the base64 text into lines."""
    media_type, filename, text = (body.get(key) for key in ("contentType", "filename", "file"))
    if not isinstance(media_type, str) or not _MEDIA_TYPE.fullmatch(media_type):
        raise errors.bad_parameters()
    if not isinstance(filename, str) or not filename.strip() or not isinstance(text, str):
        raise errors.bad_parameters()
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise errors.bad_parameters() from None
    if not content:
        raise errors.bad_parameters()
    if len(content) > attachments.MAX_UPLOAD_BYTES:
        raise errors.too_large()
    return filename, File(media_type, content)
