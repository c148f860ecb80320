"""Cells that are lists of texts."""

from typing import Any

from app.airtable._shapes import Field


def read_texts(_field: Field, raw: Any) -> tuple[str, ...] | None:
    if not isinstance(raw, list):
        return None
    return tuple(item for item in raw if isinstance(item, str)) or None


def show_texts(_field: Field, value: tuple[str, ...], _places: int | None) -> str:
    return ", ".join(value)


def list_to_wire(_field: Field, value: Any) -> list[str]:
    return list(value)
