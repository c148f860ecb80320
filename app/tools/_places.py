"""What several tools take and give back: a base and a table, records as names and texts, and how old they are."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from pydantic import Field

from app.tables import FieldRef, Filter, Freshness, RecordRow, Sort
from app.tools._registry import Arguments
from app.tools._shapes import Cell, Column, ResultTable

NUMBER_TYPES = frozenset({"number", "currency", "percent", "rating", "duration", "count", "autoNumber"})
MOST_CHARACTERS = 500


class OfBase(Arguments):
    """Which base."""

    base: str = Field(description="Name or id of the base.", min_length=1, max_length=200)


class OfTable(OfBase):
    """Which table of which base."""

    table: str = Field(description="Name or id of the table.", min_length=1, max_length=200)


class OfRecords(OfTable):
    """Which records of a table, in which order, and which of their fields."""

    where: Filter | None = Field(default=None, description="Which records. Without it: all.")
    sort: list[Sort] = Field(default=[], description="The order.", max_length=3)
    fields: list[str] | None = Field(
        default=None, description="Names or ids of the fields. Without it: all.", max_length=100
    )
    search: str = Field(default="", description="A text that any cell holds.", max_length=200)


class OfRecord(OfTable):
    """Which record of which table."""

    record_id: str = Field(description="Id of the record.", pattern="^rec[0-9A-Za-z]{14}$")


class OfPlan(Arguments):
    """Which change plan."""

    plan: str = Field(description="Id of the plan.", pattern="^[0-9a-f]{32}$")


class NewField(Arguments):
    """A field that is to be made, as Airtable describes it."""

    name: str = Field(description="How it is called.", min_length=1, max_length=200)
    type: str = Field(description="Its type, such as singleLineText, number or singleSelect.", max_length=50)
    description: str = Field(default="", description="What it holds.", max_length=10_000)
    options: dict[str, Any] = Field(
        default={},
        description='What its type needs, such as {"precision": 2} or {"choices": [{"name": "A"}]}.',
    )


def address(base_id: str, table_id: str, where: Filter | None, sort: Sequence[Sort] = ()) -> str:
    """Where a person sees these rows; the page Tables understands the same filter tree, and one order."""
    asked = {"b": base_id, "t": table_id}
    if where is not None:
        asked["w"] = where.model_dump_json(exclude_none=True)
    if sort:
        asked["s"] = f"{'-' if sort[0].descending else ''}{sort[0].field}"
    return f"/tables/?{urlencode(asked)}"


def known(freshness: Freshness) -> dict[str, Any]:
    """Where the data was read, and as of when it holds."""
    read_at = min(freshness.checked_at, freshness.listed_at)
    return {"read_from": freshness.origin, "read_at": read_at.isoformat()}


def record(row: RecordRow, fields: Iterable[FieldRef]) -> dict[str, Any]:
    """A record by the names of its filled fields. Long texts are cut, and say so."""
    cells = {field.name: _cut(row.cells[field.id].text) for field in fields if field.id in row.cells}
    return {"id": row.id, "cells": cells}


def table(
    title: str, meta: str, fields: Sequence[FieldRef], rows: Iterable[RecordRow], *, link: str = ""
) -> ResultTable:
    """Records as a table for the person, and where they are in the page Tables."""
    columns = [
        Column(name=each.name, kind="number" if each.type in NUMBER_TYPES else "text") for each in fields
    ]
    shown = [
        [Cell(text=_cut(row.cells[each.id].text) if each.id in row.cells else "") for each in fields]
        for row in rows
    ]
    return ResultTable(title=title, meta=meta, columns=columns, rows=shown, link=link)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
