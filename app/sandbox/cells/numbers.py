"""Cells that hold a number, and the checkbox."""

import re
from typing import Any

from app.sandbox import errors
from app.sandbox.cells.kind import Intake, Kind, Style
from app.sandbox.schema import Field

# Numbers are doubles; NaN is smaller than nothing.
_INFINITE = 1e308
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_CLOCK = re.compile(r"(-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
_TRUE_WORDS = {"true", "1", "yes", "y", "checked", "on", "✓"}
_FALSE_WORDS = {"false", "0", "no", "n", "unchecked", "off", ""}


class NumberKind(Kind):
    """number and currency."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and isinstance(value, str):
            value = self._cast(field, value)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _INFINITE:
            raise errors.bad_value(field.name)
        return whole(value)

    def _cast(self, field: Field, text: str) -> float | None:
        number = self.parse(field, text)
        if number is None and text.strip():
            raise errors.bad_value(field.name)
        return number

    def parse(self, field: Field, text: str) -> float | None:
        """The number that a person wrote, None if it is none: "$1,234.50", "(12)", "1 000"."""
        plain = re.sub(r"[\s,$€£¥%_']", "", text.replace(str(field.options.get("symbol", "$")), ""))
        if plain.startswith("(") and plain.endswith(")"):
            plain = f"-{plain[1:-1]}"
        return float(plain) if _NUMBER.fullmatch(plain) else None

    def text(self, field: Field, value: Any, style: Style) -> str:
        return f"{value:.{field.options.get('precision', 0)}f}"

    def order(self, field: Field, value: Any, style: Style) -> Any:
        return value


class CurrencyKind(NumberKind):
    def text(self, field: Field, value: Any, style: Style) -> str:
        sign = "-" if value < 0 else ""
        amount = f"{abs(value):,.{field.options.get('precision', 2)}f}"
        return f"{sign}{field.options.get('symbol', '$')}{amount}"


class PercentKind(NumberKind):
    """A fraction: 0.5 is shown as 50%."""

    def parse(self, field: Field, text: str) -> float | None:
        number = super().parse(field, text)
        return number / 100 if number is not None and text.strip().endswith("%") else number

    def text(self, field: Field, value: Any, style: Style) -> str:
        return f"{value * 100:.{field.options.get('precision', 0)}f}%"


class RatingKind(NumberKind):
    """A whole number from 1 to the maximum of the field."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        number = super().accept(field, value, intake)
        if number is not None and not (
            isinstance(number, int) and 1 <= number <= field.options.get("max", 5)
        ):
            raise errors.bad_value(field.name)
        return number


class DurationKind(NumberKind):
    """Seconds, shown as h:mm, h:mm:ss or with up to three places."""

    def parse(self, field: Field, text: str) -> float | None:
        match = _CLOCK.fullmatch(text.strip())
        if match is None:
            return super().parse(field, text)
        sign, first, middle, last = match.groups()
        if first is not None:
            seconds = int(first) * 3600 + int(middle) * 60 + float(last)
        elif field.options.get("durationFormat") == "h:mm":
            seconds = int(middle) * 3600 + float(last) * 60
        else:
            seconds = int(middle) * 60 + float(last)
        return -seconds if sign else seconds

    def text(self, field: Field, value: Any, style: Style) -> str:
        shape = field.options.get("durationFormat", "h:mm")
        places = len(shape.partition(".")[2])
        if shape == "h:mm":
            minutes = round(abs(value) / 60)
            shown = f"{minutes // 60}:{minutes % 60:02d}"
        else:
            seconds = round(abs(value), places)
            width = 3 + places if places else 2
            shown = (
                f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d}:{seconds % 60:0{width}.{places}f}"
            )
        return f"-{shown}" if value < 0 else shown


class CheckboxKind(Kind):
    """True, or empty."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and isinstance(value, str):
            value = self._parse(value)
        if intake.typecast and value in (0, 1):
            value = bool(value)
        if not isinstance(value, bool):
            raise errors.bad_value(field.name)
        return True if value else None

    def text(self, field: Field, value: Any, style: Style) -> str:
        return "checked"

    def order(self, field: Field, value: Any, style: Style) -> Any:
        return 1

    def _parse(self, text: str) -> bool | None:
        word = text.strip().lower()
        return True if word in _TRUE_WORDS else False if word in _FALSE_WORDS else None


def whole(number: float) -> int | float:
    """The number as JSON writes it shortest: 12 and not 12.0."""
    return int(number) if abs(number) < 2**53 and number == int(number) else number
