"""Real public data: all 3,376 airports of the package vega_datasets 0.9.0, each linked to its state.

airports.csv is the file `airports.csv` of that package (MIT licence, (c) 2018 Jake Vanderplas). The data itself is a
subset of what ourairports.com publishes, and in the public domain. Changed: "NA" became empty, and so did "USA".
"""

import csv
from pathlib import Path
from typing import Any

from app.sandbox.ids import named_id

BASE = "Airports"
_FILE = Path(__file__).with_name("airports.csv")
_MADE = "2026-01-05T09:00:00.000Z"


def base() -> dict[str, Any]:
    """The base as a seed: Airports and States, linked on both sides."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    states = sorted({row["state"] for row in rows if row["state"]})
    return {
        "id": named_id("app", BASE),
        "name": BASE,
        "tables": [
            {
                "id": _table("Airports"),
                "name": "Airports",
                "description": "Airports of the United States. Public domain, from ourairports.com by vega_datasets.",
                "primaryFieldId": _field("Airports", "Code"),
                "fields": _airport_fields(),
                "views": [_grid("Airports")],
                "records": [_airport(row) for row in rows],
            },
            {
                "id": _table("States"),
                "name": "States",
                "primaryFieldId": _field("States", "Code"),
                "fields": _state_fields(),
                "views": [_grid("States")],
                "records": [
                    {"id": _state(code), "createdTime": _MADE, "fields": {"Code": code}} for code in states
                ],
            },
        ],
    }


def _airport(row: dict[str, str]) -> dict[str, Any]:
    cells = {
        "Code": row["iata"],
        "Name": row["name"],
        "City": row["city"],
        "State": [_state(row["state"])] if row["state"] else None,
        "Country": row["country"] or "USA",
        "Latitude": float(row["latitude"]),
        "Longitude": float(row["longitude"]),
    }
    fields = {name: value for name, value in cells.items() if value not in (None, "")}
    return {"id": named_id("rec", f"{BASE}/{row['iata']}"), "createdTime": _MADE, "fields": fields}


def _airport_fields() -> list[dict[str, Any]]:
    return [
        _plain("Airports", "Code", "singleLineText"),
        _plain("Airports", "Name", "singleLineText"),
        _plain("Airports", "City", "singleLineText"),
        _link("Airports", "State", "States", "Airports", single=True),
        _plain("Airports", "Country", "singleLineText"),
        _plain("Airports", "Latitude", "number", {"precision": 6}),
        _plain("Airports", "Longitude", "number", {"precision": 6}),
        _plain(
            "Airports",
            "Map",
            "formula",
            {"formula": '"https://www.openstreetmap.org/#map=12/" & {Latitude} & "/" & {Longitude}'},
        ),
    ]


def _state_fields() -> list[dict[str, Any]]:
    through = {"recordLinkFieldId": _field("States", "Airports")}
    northern = {"fieldIdInLinkedTable": _field("Airports", "Latitude"), "formula": "MAX(values)"}
    return [
        _plain("States", "Code", "singleLineText"),
        _link("States", "Airports", "Airports", "State"),
        _plain("States", "Number of airports", "count", through),
        _plain("States", "Northernmost", "rollup", through | northern),
    ]


def _plain(table: str, name: str, kind: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    field = {"id": _field(table, name), "name": name, "type": kind}
    return field | ({"options": options} if options else {})


def _link(table: str, name: str, linked: str, inverse: str, *, single: bool = False) -> dict[str, Any]:
    options = {
        "linkedTableId": _table(linked),
        "isReversed": False,
        "prefersSingleRecordLink": single,
        "inverseLinkFieldId": _field(linked, inverse),
    }
    return _plain(table, name, "multipleRecordLinks", options)


def _grid(table: str) -> dict[str, Any]:
    return {"id": named_id("viw", f"{BASE}/{table}"), "name": "Grid view", "type": "grid"}


def _table(name: str) -> str:
    return named_id("tbl", f"{BASE}/{name}")


def _field(table: str, name: str) -> str:
    return named_id("fld", f"{BASE}/{table}/{name}")


def _state(code: str) -> str:
    return named_id("rec", f"{BASE}/state/{code}")
