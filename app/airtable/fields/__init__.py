"""Field types, one file a kind: how a cell is read into a value, and how a value is shown to a person."""

from importlib import import_module
from pkgutil import iter_modules

from app.airtable._shapes import Field
from app.airtable.fields._kind import Family, FieldKind

_KINDS: dict[str, FieldKind] = {}
for _module in iter_modules(__path__):
    if not _module.name.startswith("_"):
        _kind: FieldKind = import_module(f"{__name__}.{_module.name}").KIND
        _KINDS.update(dict.fromkeys(_kind.types, _kind))

_UNKNOWN = FieldKind(
    types=(), family="other", read=lambda _field, raw: raw, show=lambda _field, value, _places: str(value)
)


def kind_of(field: Field) -> FieldKind:
    """The kind of a field; a type without a file here gives a kind of the family "other", which is only shown."""
    return _KINDS.get(field.type, _UNKNOWN)


__all__ = ["Family", "FieldKind", "kind_of"]
