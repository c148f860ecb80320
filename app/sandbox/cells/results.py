"""Cells that nobody writes: results of formulas and rollups, looked-up values, and what comes from outside."""

from typing import Any

from app.sandbox.cells.kind import Kind, Style
from app.sandbox.schema import Field


class AiTextKind(Kind):
    """{"state", "isStale", "value", "errorType"?}."""

    def text(self, field: Field, value: Any, style: Style) -> str:
        return str(value.get("value") or "")


class ButtonKind(Kind):
    """{"label", "url"}."""

    def text(self, field: Field, value: Any, style: Style) -> str:
        return str(value.get("label") or "")


class WholeNumberKind(Kind):
    """autoNumber and count."""

    def order(self, field: Field, value: Any, style: Style) -> Any:
        return value


def special_text(value: dict[str, Any]) -> str:
    """What an error or a special number of a formula looks like."""
    return str(value.get("error") or value.get("specialValue") or "")
