"""What a change of a table or a field does, as cells that a person reads before and after."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.changes._shapes import CellDiff


def schema_cells(kind: str, details: Mapping[str, Any]) -> tuple[CellDiff, ...]:
    """One cell for each thing that a table or field gets: its name, description, type, options, fields."""
    wanted, was = details.get("definition"), details.get("was", {})
    if not wanted:
        return ()
    is_new = kind.startswith("create")
    found = [
        _cell(key.title(), was.get(key, ""), wanted[key])
        for key in ("name", "description")
        if key in wanted and (not is_new or wanted[key])
    ]
    if kind == "create_field":
        found += [_cell(*each) for each in _type(wanted)]
    if kind == "create_table":
        for each in wanted.get("fields") or []:
            told = ", ".join(text for _, _, text in _type(each))
            found.append(_cell(f"Field {each.get('name', '')}", "", told))
    return tuple(found)


def _type(wanted: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "Type", "", _words(str(wanted.get("type", "singleLineText"))).lower()
    for key, value in (wanted.get("options") or {}).items():
        yield _words(key), "", _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, Mapping):
        return str(
            value.get("name", ", ".join(f"{_words(key)} {_text(each)}" for key, each in value.items()))
        )
    return str(value)


def _words(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).capitalize()


def _cell(name: str, before: Any, after: Any) -> CellDiff:
    return CellDiff(
        field_id=name,
        field_name=name,
        family="text",
        before=before,
        after=after,
        before_text=str(before),
        after_text=str(after),
    )
