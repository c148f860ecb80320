"""Field types, one file a kind: how a cell is read, shown, typed, checked and written."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import Editor, Family, FieldKind, Summary, not_writable

_KINDS: dict[str, FieldKind] = {}
# Types whose cells are like those of another type, which their options name.
_BORROWING: dict[str, FieldKind] = {}
for _module in iter_modules(__path__):
    if not _module.name.startswith("_"):
        _found = import_module(f"{__name__}.{_module.name}")
        _kind: FieldKind = _found.KIND
        (_BORROWING if _kind.family == "other" and getattr(_found, "BORROWS", False) else _KINDS).update(
            dict.fromkeys(_kind.types, _kind)
        )

_UNKNOWN = FieldKind(
    types=(), family="other", read=lambda _field, raw: raw, show=lambda _field, value, _places: str(value)
)


def kind_of(field: Field) -> FieldKind:
    """The kind of a field; a type without a file here gives a kind of the family "other", which is only shown.

    A formula, a rollup or a time of creation behaves like its result, and cannot be written.
    """
    known = _KINDS.get(field.type)
    if known is not None:
        return known
    if field.type in _BORROWING:
        return _borrowed(field.result.type, field.type)
    return _UNKNOWN


def linked_table_id(field: Field) -> str:
    """The id of the table whose records the cells name by id: of a link, or of a lookup of links; else empty."""
    link = field if field.type == "multipleRecordLinks" else field.result
    return str(link.options.get("linkedTableId", "")) if link.type == "multipleRecordLinks" else ""


def parsed(field: Field, text: str) -> Any:
    """What a person typed as a value of the field, None for an empty cell.

    Raises InvalidInput that says what the field takes, or that it is computed.
    """
    kind = kind_of(field)
    if not kind.is_writable:
        raise not_writable(field)
    value = kind.parse(field, text) if text.strip() else kind.read(field, None)
    if value is not None:
        kind.check(field, value)
    return value


def written(field: Field, value: Any) -> Any:
    """A value as JSON for writing, None to clear the cell. Raises like parsed."""
    kind = kind_of(field)
    if not kind.is_writable:
        raise not_writable(field)
    if value is None:
        return None
    kind.check(field, value)
    return kind.to_wire(field, value)


@cache
def _borrowed(result_type: str, type_name: str) -> FieldKind:
    inner, outer = _KINDS.get(result_type), _BORROWING[type_name]
    if inner is None:
        return outer
    return FieldKind(
        types=(type_name,),
        family=inner.family,
        read=lambda field, raw: inner.read(field.result, raw),
        show=lambda field, value, places: inner.show(field.result, value, places),
        places=lambda field: inner.places(field.result),
        summaries=inner.summaries,
    )


__all__ = ["Editor", "Family", "FieldKind", "Summary", "kind_of", "parsed", "written"]
