"""One kind of cell for each type of field: what it takes, how it reads as text, how it sorts."""

from datetime import UTC
from typing import Any

from app.sandbox import errors
from app.sandbox.cells.choices import MultipleSelectsKind, SingleSelectKind
from app.sandbox.cells.dates import DateKind, DateTimeKind, parse_day, parse_moment
from app.sandbox.cells.kind import Intake, Kind, NamedLink, Style, is_empty
from app.sandbox.cells.numbers import (
    CheckboxKind,
    CurrencyKind,
    DurationKind,
    NumberKind,
    PercentKind,
    RatingKind,
)
from app.sandbox.cells.people import MultipleCollaboratorsKind, SingleCollaboratorKind
from app.sandbox.cells.references import AttachmentsKind, LinkKind
from app.sandbox.cells.results import AiTextKind, ButtonKind, WholeNumberKind, special_text
from app.sandbox.cells.texts import BarcodeKind, RichTextKind, TextKind
from app.sandbox.schema import Field, read_field

__all__ = ["KINDS", "Intake", "NamedLink", "Style", "accept", "is_empty", "order", "text"]

_TEXT = TextKind()

KINDS: dict[str, Kind] = {
    "singleLineText": _TEXT,
    "multilineText": _TEXT,
    "email": _TEXT,
    "url": _TEXT,
    "phoneNumber": _TEXT,
    "richText": RichTextKind(),
    "barcode": BarcodeKind(),
    "number": NumberKind(),
    "currency": CurrencyKind(),
    "percent": PercentKind(),
    "rating": RatingKind(),
    "duration": DurationKind(),
    "checkbox": CheckboxKind(),
    "singleSelect": SingleSelectKind(),
    "multipleSelects": MultipleSelectsKind(),
    "date": DateKind(),
    "dateTime": DateTimeKind(),
    "singleCollaborator": SingleCollaboratorKind(),
    "multipleCollaborators": MultipleCollaboratorsKind(),
    "multipleRecordLinks": LinkKind(),
    "multipleAttachments": AttachmentsKind(),
    "manualSort": _TEXT,
    # Whatever is derived falls back to the kind of its result; these are not.
    "externalSyncSource": SingleSelectKind(),
    "aiText": AiTextKind(),
    "button": ButtonKind(),
    "autoNumber": WholeNumberKind(),
    "count": WholeNumberKind(),
    "createdTime": DateTimeKind(),
    "lastModifiedTime": DateTimeKind(),
    "createdBy": SingleCollaboratorKind(),
    "lastModifiedBy": SingleCollaboratorKind(),
}


def accept(field: Field, value: Any, intake: Intake) -> Any:
    """The value as it is stored, None to empty the cell. Raises the 422 of Airtable for what does not fit.

    null, "", [] and false clear a cell of any type.
    """
    if field.is_computed or field.type not in KINDS:
        raise errors.computed_field(field.name)
    if is_empty(value) and not (value is False and intake.typecast):
        return None
    return KINDS[field.type].accept(field, value, intake)


def text(field: Field, value: Any, style: Style) -> str:
    """The cell as people see it, "" for an empty one."""
    if is_empty(value):
        return ""
    if _is_special(value):
        return special_text(value)
    if field.type == "multipleLookupValues":
        inner = _result(field)
        items = value if isinstance(value, list) else [value]
        return ", ".join(text(inner, _boxed(inner, item), style) for item in items)
    shown = _as_shown(field)
    kind = KINDS.get(shown.type)
    if kind is None or (shown is not field and not _suits(shown, value)):
        return _plain(value, style)
    return kind.text(shown, value, style)


def order(field: Field, value: Any, style: Style) -> tuple[Any, ...]:
    """A key that sorts the cells of one field, empty ones first, then errors."""
    if is_empty(value):
        return (0,)
    if _is_special(value):
        return (1, special_text(value))
    if field.type == "multipleLookupValues" and isinstance(value, list):
        inner = _result(field)
        return (2, [order(inner, _boxed(inner, item), style) for item in value])
    if field.type in ("formula", "rollup"):
        if isinstance(value, int | float):
            return (2, value)
        shown = value if isinstance(value, str) else text(field, value, style)
        return (3, shown.casefold(), shown)
    kind = KINDS.get(field.type)
    return (2, kind.order(field, value, style) if kind else _plain(value, style))


def _is_special(value: Any) -> bool:
    return isinstance(value, dict) and ("error" in value or "specialValue" in value)


def _suits(field: Field, value: Any) -> bool:
    """Whether a result is of the type that was inferred: a formula may give a text where mostly numbers are."""
    if field.type in ("number", "currency", "percent", "duration", "rating"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if field.type == "date":
        return isinstance(value, str) and parse_day(value) is not None
    if field.type == "dateTime":
        return isinstance(value, str) and parse_moment(value, UTC) is not None
    return isinstance(value, str) or field.type not in ("singleLineText", "multilineText", "richText")


def _as_shown(field: Field) -> Field:
    """A formula or a rollup reads and sorts as the type of its result; other fields as their own."""
    if field.type in ("formula", "rollup"):
        return _result(field)
    if field.type in ("createdTime", "lastModifiedTime") and "result" in field.options:
        options = field.options["result"].get("options", {})
        return Field(field.id, field.name, field.type, options)
    return field


def _result(field: Field) -> Field:
    result = field.options.get("result") or {"type": ""}
    return read_field({"id": field.id, "name": field.name, **result})


def _boxed(field: Field, item: Any) -> Any:
    """A looked-up item of a field whose cells are lists, as such a list."""
    lists = ("multipleRecordLinks", "multipleAttachments", "multipleSelects", "multipleCollaborators")
    return [item] if field.type in lists and not isinstance(item, list) else item


def _plain(value: Any, style: Style) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item, style) for item in value)
    if isinstance(value, bool):
        return "checked" if value else ""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("text") or value.get("filename") or "")
    return str(value)
