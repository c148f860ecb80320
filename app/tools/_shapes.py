"""What a tool gives back: data for the model, and tables and proofs for the person."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Frozen: a shape is a fact that was read, never a handle to change it."""

    model_config = ConfigDict(frozen=True)


class Column(Shape):
    """A column of a result table; numbers are aligned right."""

    name: str
    kind: Literal["text", "number", "choice"] = "text"


class Cell(Shape):
    """One cell as it is shown; `hue` colours a choice (gray, blue, green, amber, red, violet)."""

    text: str
    hue: str = ""


class ResultTable(Shape):
    """A small table under an answer. `rows` are complete unless `meta` says otherwise; `link` is where they are in the
    page Tables, empty where there is no such place. One that `gives_way` is shown until another one has come."""

    title: str
    meta: str
    columns: list[Column]
    rows: list[list[Cell]]
    footer: list[Cell] = []
    link: str = ""
    gives_way: bool = False


ChartKind = Literal["bar", "line"]


class ChartPoint(Shape):
    """One group of a chart. `value` places it and `text` is the exact number as it is read; None has no value."""

    label: str
    value: float | None
    text: str
    hue: str = ""


class Chart(Shape):
    """A picture of one number over groups. `value` names the number."""

    kind: ChartKind
    title: str
    value: str
    points: list[ChartPoint]


ChipKind = Literal["number", "group", "filter", "having", "top"]


class Chip(Shape):
    """A part of a query as it was understood; `at` is its place among those of its kind."""

    kind: ChipKind
    at: int
    text: str


class Proof(Shape):
    """How the numbers of an answer were found. origin: read out of the mirror, or from the service itself; the rows
    hold as of read_at. link is the address of the matched rows in the page Tables, empty where there is none. query
    holds what was asked of aggregate_records as JSON, and chips its parts in words: changed, it can be asked again."""

    base: str
    table: str
    calculation: str
    filter: str
    rows_scanned: int
    rows_matched: int
    read_at: datetime
    source: Literal["sandbox", "airtable"]
    origin: Literal["mirror", "service"] = "service"
    note: str = ""
    link: str = ""
    query: str = ""
    chips: list[Chip] = []


class ExportFile(Shape):
    """Records that the person can take as a file. `request` is the body of the request that makes it; rows is None when
    nobody counted them."""

    name: str
    format: str
    filter: str
    rows: int | None
    request: str


class ToolOutcome(Shape):
    """One finished tool call.

    `data` is plain JSON for the model. When `is_error` it holds a sentence the model can act on. `result` is a
    few words for the person, such as "6 groups". `plan_id` is a change plan that waits for the person.
    """

    tool: str
    data: dict[str, Any]
    result: str
    is_error: bool = False
    plan_id: str = ""
    table: ResultTable | None = None
    chart: Chart | None = None
    proof: Proof | None = None
    file: ExportFile | None = None
    milliseconds: int = 0
