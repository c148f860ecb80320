"""createdBy and lastModifiedBy: who the service says it was."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind
from app.airtable.fields._people import name_of
from app.airtable.fields._texts import show_text


def _read(_field: Field, raw: Any) -> str | None:
    return name_of(raw)


KIND = FieldKind(types=("createdBy", "lastModifiedBy"), family="text", read=_read, show=show_text)
