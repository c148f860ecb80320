"""What every file of this folder describes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.airtable._shapes import Field
from app.errors import InvalidInput

Family = Literal["text", "number", "date", "datetime", "checkbox", "select", "selects", "links", "other"]
Editor = Literal[
    "none",
    "line",
    "lines",
    "rich_text",
    "number",
    "rating",
    "duration",
    "checkbox",
    "choice",
    "choices",
    "date",
    "date_time",
    "links",
    "files",
    "person",
    "people",
]
Summary = Literal[
    "filled",
    "distinct",
    "sum",
    "average",
    "median",
    "smallest",
    "largest",
    "percentile",
    "earliest",
    "latest",
]

COUNTS: tuple[Summary, ...] = ("filled", "distinct")
OF_NUMBERS: tuple[Summary, ...] = (*COUNTS, "sum", "average", "median", "smallest", "largest", "percentile")
OF_TIMES: tuple[Summary, ...] = (*COUNTS, "earliest", "latest")


def _no_places(_field: Field) -> int:
    return 0


def _computed(field: Field, _text: str) -> Any:
    raise not_writable(field)


def _anything(_field: Field, _value: Any) -> None:
    return None


def _as_it_is(_field: Field, value: Any) -> Any:
    return value


@dataclass(frozen=True)
class FieldKind:
    """How cells of some field types behave.

    read: the raw cell as a Python value, None for an empty or unreadable cell. Families and values: text str, number
    Decimal, date date, datetime aware datetime in UTC, checkbox bool (never None), select str, selects and links
    tuple of str, other a list or dict as it came. show: a value as a person reads it, with a number of decimal places
    other than the field's own when given. places: decimal places of the value itself, e.g. 2 for dollars with cents,
    4 for percent with 2.

    parse: what a person typed or pasted as a value. check: refuses a value that the field cannot hold. to_wire: the
    value as JSON for writing. All three raise InvalidInput that names the field and what it takes; use `parsed` and
    `written` of the front door, which know about empty cells and computed fields.
    """

    types: tuple[str, ...]
    family: Family
    read: Callable[[Field, Any], Any]
    show: Callable[[Field, Any, int | None], str]
    places: Callable[[Field], int] = _no_places
    parse: Callable[[Field, str], Any] = _computed
    check: Callable[[Field, Any], None] = _anything
    to_wire: Callable[[Field, Any], Any] = _as_it_is
    editor: Editor = "none"
    summaries: tuple[Summary, ...] = COUNTS

    @property
    def is_writable(self) -> bool:
        """Whether people write such cells; what Airtable computes they do not."""
        return self.parse is not _computed


def unfit(field: Field, given: Any, needed: str) -> InvalidInput:
    """The error for a value that the field cannot hold, with the value shortened to one line."""
    text = " ".join("".join(char if char.isprintable() else " " for char in str(given)).split())
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    return InvalidInput(
        f'{field.name} cannot hold "{shown}".', what_to_do=f"Give {needed}.", field=field.name
    )


def not_writable(field: Field) -> InvalidInput:
    return InvalidInput(
        f"{field.name} is computed by Airtable ({field.type}) and cannot be written.",
        what_to_do="Change the fields that it is computed from.",
        field=field.name,
    )
