"""A base with as many records as asked for, to measure with: the same rows on every machine."""

from collections.abc import Iterator
from typing import Any

from app.sandbox.ids import base62, named_id

BASE_ID = "appSandboxBench01"
ROWS_ID = "tblSandboxBench01"
GROUPS = 20
_STAGES = ("Lead", "Qualified", "Proposal", "Won", "Lost")
_MADE = "2026-01-05T09:00:00.000Z"


def bases(count: int) -> list[dict[str, Any]]:
    """One base: Rows with `count` records, each linked to one of 20 Groups."""
    rows_fields = [
        _field("Name", "singleLineText"),
        _field("Number", "number", {"precision": 0}),
        _field("Amount", "currency", {"precision": 2, "symbol": "$"}),
        _field("Stage", "singleSelect", {"choices": [{"name": name} for name in _STAGES]}),
        _field("Done", "checkbox", {"icon": "check", "color": "greenBright"}),
        _field("Day", "date", {"dateFormat": {"name": "iso", "format": "YYYY-MM-DD"}}),
        _field("Group", "multipleRecordLinks", {"linkedTableId": _GROUPS_ID}),
        _field("Gross", "formula", {"formula": "{Amount} * 1.2"}),
        _field(
            "Group name",
            "multipleLookupValues",
            {"recordLinkFieldId": _field_id("Group"), "fieldIdInLinkedTable": _field_id("Group/Name")},
        ),
    ]
    rows = {"id": ROWS_ID, "name": "Rows", "fields": rows_fields, "records": _rows(count)}
    groups = {
        "id": _GROUPS_ID,
        "name": "Groups",
        "fields": [{**_field("Group/Name", "singleLineText"), "name": "Name"}],
        "records": [
            {"id": _group(index), "createdTime": _MADE, "fields": {"Name": f"Group {index}"}}
            for index in range(GROUPS)
        ],
    }
    return [{"id": BASE_ID, "name": "Bench", "tables": [rows, groups]}]


def _rows(count: int) -> Iterator[dict[str, Any]]:
    names = ("Name", "Number", "Amount", "Stage", "Day", "Group", "Done")
    keys = [_field_id(name) for name in names]
    for index in range(count):
        # A stride through a prime spreads the values without any randomness.
        spread = index * 7919 % 100_003
        cells: list[Any] = [
            f"Row {index:06d}",
            index,
            spread + 0.25,
            _STAGES[spread % len(_STAGES)],
            f"2026-{spread % 12 + 1:02d}-{spread % 28 + 1:02d}",
            [_group(spread % GROUPS)],
        ]
        fields = dict(zip(keys, cells, strict=False))
        if spread % 3 == 0:
            fields[keys[-1]] = True
        yield {"id": f"rec{base62(index, 14)}", "createdTime": _MADE, "fields": fields}


def _field(name: str, kind: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"id": _field_id(name), "name": name, "type": kind} | ({"options": options} if options else {})


def _field_id(name: str) -> str:
    return named_id("fld", f"Bench/{name}")


def _group(index: int) -> str:
    return named_id("rec", f"Bench/group/{index}")


_GROUPS_ID = named_id("tbl", "Bench/Groups")
