"""What does filtering a table by a formula cost, for each row, against a predicate in plain Python?"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from app.sandbox.formulas import parse
from bench.tables import Row, show

ROWS = 100_000
RUNS = 5
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FIELDS = [
    {"id": "fldStage", "name": "Stage", "type": "singleSelect"},
    {"id": "fldAmount", "name": "Amount", "type": "currency"},
    {"id": "fldName", "name": "Name", "type": "singleLineText"},
    {"id": "fldClosing", "name": "Closing", "type": "date"},
    {"id": "fldTags", "name": "Tags", "type": "multipleSelects"},
]
FORMULAS = {
    "equal": "{Stage}='Won'",
    "two conditions": "AND({Stage}='Won',{Amount}>1000)",
    "six conditions": "OR(AND({Stage}='Won',{Amount}>1000,{Amount}<=50000),AND({Stage}='Lost',{Amount}<10,{Name}!=''))",
    "search in text": "SEARCH('er 12',{Name})",
    "regular expression": "REGEX_MATCH({Name},'^Customer [0-9]+7$')",
    "date": "IS_BEFORE({Closing},TODAY())",
    "months": "DATETIME_DIFF(TODAY(),{Closing},'months')>6",
    "list": "FIND('gold',ARRAYJOIN({Tags},';'))",
}


class Record:
    """A record as the sandbox keeps it."""

    id = "rec00000000000000"
    created_time = "2026-01-01T00:00:00.000Z"
    last_modified_time = None

    def __init__(self, cells: Mapping[str, Any]) -> None:
        self.cell = cells.get

    def linked_names(self, _field_id: str) -> list[str]:
        """Nobody is linked here."""
        return []

    def modified_time(self, _field_ids: Sequence[str]) -> str | None:
        """Nothing was modified."""
        return None


def main() -> None:
    """Print the table: the time of one row, at three sizes of table."""
    records = [_record(number) for number in range(ROWS)]
    sizes = (ROWS // 100, ROWS // 10, ROWS)
    rows = [Row("plain Python predicate", _microseconds(_predicate, records, sizes))]
    for name, formula in FORMULAS.items():
        program = parse(formula).bind(FIELDS)
        rows.append(Row(name, _microseconds(partial(program.keeps, now=NOW), records, sizes), formula))
    show("Filtering records by a formula", [f"µs a row of {size:,}" for size in sizes], rows)


def _predicate(record: Record) -> bool:
    """The two conditions, as one would write them in Python."""
    return record.cell("fldStage") == "Won" and (record.cell("fldAmount") or 0) > 1000


def _microseconds(
    keeps: Callable[[Record], bool], records: list[Record], sizes: Sequence[int]
) -> list[float]:
    """The best of several runs, because everything else that runs on the machine only adds."""
    return [min(_seconds(keeps, records[:size]) for _ in range(RUNS)) / size * 1_000_000 for size in sizes]


def _seconds(keeps: Callable[[Record], bool], records: list[Record]) -> float:
    began = time.perf_counter()
    kept = sum(map(keeps, records))
    assert 0 < kept < len(records)
    return time.perf_counter() - began


def _record(number: int) -> Record:
    return Record(
        {
            "fldStage": ("Lead", "Proposal", "Won", "Lost")[number % 4],
            "fldAmount": number % 977 * 13.5,
            "fldName": f"Customer {number}",
            "fldClosing": f"202{number % 10}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "fldTags": ["gold", "new"][: number % 3],
        }
    )


if __name__ == "__main__":
    main()
