"""singleCollaborator: a person of the base."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind
from app.airtable.fields._people import check_person, name_of, person_to_wire
from app.airtable.fields._texts import parse_line, show_text


def _read(_field: Field, raw: Any) -> str | None:
    return name_of(raw)


KIND = FieldKind(
    types=("singleCollaborator",),
    family="text",
    read=_read,
    show=show_text,
    parse=parse_line,
    check=check_person,
    to_wire=person_to_wire,
    editor="person",
)
