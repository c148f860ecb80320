"""What all plain texts have in common."""

import csv
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import unfit

MAX_CHARACTERS = 100_000


def read_text(_field: Field, raw: Any) -> str | None:
    return raw if isinstance(raw, str) and raw else None


def show_text(_field: Field, value: str, _places: int | None) -> str:
    return value


def parse_lines(_field: Field, text: str) -> str:
    """The text with the line ends of this world."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_line(_field: Field, text: str) -> str:
    """The text as one line."""
    return " ".join(text.splitlines()).strip()


def check_text(field: Field, value: Any) -> None:
    """Refuses what is no text, too long, or holds what no service stores: zero bytes and halves of characters."""
    if not isinstance(value, str):
        raise unfit(field, value, "a text")
    if len(value) > MAX_CHARACTERS:
        raise unfit(field, value, f"at most {MAX_CHARACTERS:,} characters")
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise unfit(field, value, "a text without broken characters")


def items(text: str) -> list[str]:
    """The parts of a list that was typed: separated by commas, quoted where a part has a comma itself."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = [part.strip() for line in csv.reader(lines, skipinitialspace=True) for part in line]
    return [part for part in dict.fromkeys(found) if part]
