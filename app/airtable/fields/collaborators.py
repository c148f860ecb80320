"""multipleCollaborators: people of the base."""

from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind, unfit
from app.airtable.fields._people import check_person, name_of, person_to_wire
from app.airtable.fields._texts import items


def _read(_field: Field, raw: Any) -> list[str] | None:
    if not isinstance(raw, list):
        return None
    return [name for name in map(name_of, raw) if name] or None


def _show(_field: Field, value: list[str], _places: int | None) -> str:
    return ", ".join(value)


def _parse(_field: Field, text: str) -> list[str]:
    return items(text)


def _check(field: Field, value: Any) -> None:
    if not isinstance(value, tuple | list):
        raise unfit(field, value, "e-mail addresses of collaborators")
    for person in value:
        check_person(field, person)


def _to_wire(field: Field, value: Any) -> list[dict[str, str]]:
    return [person_to_wire(field, person) for person in value]


KIND = FieldKind(
    types=("multipleCollaborators",),
    family="other",
    read=_read,
    show=_show,
    parse=_parse,
    check=_check,
    to_wire=_to_wire,
    editor="people",
)
