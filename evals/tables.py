"""Tables of others as bases of the sandbox: a number where every cell is one, a choice where few values repeat."""

import re
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "sets"
BASE, TABLE, NAME = "appWiki0000000000", "tblWiki0000000000", "Rows"
MOST_CHOICES, ROWS_A_CHOICE = 10, 2
_NUMBER = re.compile(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^-?\d+(?:\.\d+)?$")


def seed(path: Path) -> dict[str, Any]:
    """The seed of a base with this table (tab-separated, names in the first line)."""
    names, *rows = [_cells(line) for line in path.read_text().splitlines()]
    names = _distinct(names)
    fields, kinds = [], []
    for at, name in enumerate(names):
        kind, options = _kind([row[at] for row in rows if at < len(row) and row[at]], len(rows))
        kinds.append(kind if at else "singleLineText")
        field: dict[str, Any] = {"id": f"fld{at:014d}", "name": name, "type": kinds[-1]}
        if kinds[-1] in {"number", "singleSelect"}:
            field["options"] = options
        fields.append(field)
    records = [
        {
            "id": f"rec{number:014d}",
            "createdTime": "2026-01-01T00:00:00.000Z",
            "fields": {
                fields[at]["id"]: _value(text, kinds[at])
                for at, text in enumerate(row[: len(fields)])
                if text
            },
        }
        for number, row in enumerate(rows)
    ]
    table = {"id": TABLE, "name": NAME, "fields": fields, "records": records}
    return {"bases": [{"id": BASE, "name": "Wiki", "tables": [table]}]}


def _cells(line: str) -> list[str]:
    return [cell.replace("\\n", " ").strip() for cell in line.split("\t")]


def _distinct(names: list[str]) -> list[str]:
    found: list[str] = []
    for at, name in enumerate(names):
        plain = name or f"Column {at + 1}"
        found.append(plain if plain not in found else f"{plain} {at + 1}")
    return found


def _kind(values: list[str], rows: int) -> tuple[str, dict[str, Any]]:
    if values and all(_NUMBER.match(value) for value in values):
        decimals = max(len(value.partition(".")[2]) for value in values)
        return "number", {"precision": min(8, decimals)}
    distinct = list(dict.fromkeys(values))
    if distinct and len(distinct) <= MOST_CHOICES and len(distinct) * ROWS_A_CHOICE <= rows:
        choices = [{"id": f"sel{number:014d}", "name": value} for number, value in enumerate(distinct)]
        return "singleSelect", {"choices": choices}
    return "singleLineText", {}


def _value(text: str, kind: str) -> Any:
    return float(text.replace(",", "")) if kind == "number" else text
