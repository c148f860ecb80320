"""Cells that hold text."""

import re
from typing import Any

from app.sandbox import errors
from app.sandbox.cells.kind import Intake, Kind, Style
from app.sandbox.schema import Field

MAX_CHARACTERS = 100_000


class TextKind(Kind):
    """singleLineText, multilineText, email, url and phoneNumber: any text."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and not isinstance(value, str):
            value = _cast(value)
        if not isinstance(value, str) or len(value) > MAX_CHARACTERS:
            raise errors.bad_value(field.name)
        return value or None


class RichTextKind(TextKind):
    """Text in a kind of Markdown, which the server writes in one normal form with a line feed at its end."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        text = super().accept(field, value, intake)
        if text is None:
            return None
        lines = re.sub(r"(?m)^(\s*)[*+] ", r"\1- ", text)
        return f"{lines.rstrip(chr(10))}\n"

    def text(self, field: Field, value: Any, style: Style) -> str:
        return str(value).rstrip("\n")


class BarcodeKind(Kind):
    """{"text", "type"?}."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and isinstance(value, str | int):
            value = {"text": str(value)}
        if not isinstance(value, dict) or not isinstance(value.get("text"), str):
            raise errors.bad_value(field.name)
        kind = value.get("type")
        if value.keys() - {"text", "type"} or not (kind is None or isinstance(kind, str)):
            raise errors.bad_value(field.name)
        if not value["text"]:
            return None
        return {"text": value["text"]} | ({"type": kind} if kind else {})

    def text(self, field: Field, value: Any, style: Style) -> str:
        return str(value["text"])


def _cast(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value
