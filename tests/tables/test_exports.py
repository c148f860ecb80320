"""Files of records: whole, in the order asked for, harmless in a spreadsheet, and written as they are read."""

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlmodel import col, update

from app import db, tables
from app.actor import Actor
from app.airtable import mirror
from app.errors import InvalidInput
from app.models import MirrorGeneration, utc_now
from app.tables import Condition, Filter, Sort
from app.tables._exports import neutral
from app.tables._spreadsheet import spreadsheet
from tests import things
from tests.harness.databases import Database

ROWS: list[dict[str, Any]] = [
    {"Name": "=1+2", "Count": -5.5, "Owner": [things.owner_id(0)], "Day": "2026-11-26"},
    {"Name": 'two "words",\nanother line', "Tags": ["Red", "Green"], "Done": True},
    {"Name": "plain", "Count": 1e21, "Moment": "2026-11-26T12:00:00.000Z"},
]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def viewer(sqlite_database: Database, tmp_path: Path) -> Iterator[Actor]:
    with things.serving(tmp_path / "sandbox", ROWS, owners=("@Acme",)):
        yield things.a_viewer()


@pytest.fixture(params=["service", "mirror"])
def reader(request: pytest.FixtureRequest, viewer: Actor) -> Actor:
    if request.param == "mirror":
        tables.refresh_mirror(viewer, "Stock", "Things")
    return viewer


def exported(actor: Actor, file_format: Any, **options: Any) -> bytes:
    return b"".join(tables.export_records(actor, "Stock", "Things", file_format=file_format, **options))


FIELDS = ["Name", "Count", "Owner", "Tags", "Done", "Day", "Moment"]


def test_csv_holds_every_record_and_no_formula(reader: Actor) -> None:
    body = exported(reader, "csv", fields=FIELDS)

    assert body.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))) == [
        ["Record id", *FIELDS],
        [things.thing_id(0), "'=1+2", "-5.5", "'@Acme", "", "", "2026-11-26", ""],
        [things.thing_id(1), 'two "words",\nanother line', "", "", "Red, Green", "checked", "", ""],
        [things.thing_id(2), "plain", "1000000000000000000000", "", "", "", "", "2026-11-26T12:00:00+00:00"],
    ]


def cells_of(body: bytes) -> list[list[Any]]:
    """The rows of a workbook, read with nothing of the house: texts as str, numbers as Decimal."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{MAIN}row"):
        cells: list[Any] = []
        for cell in row:
            text, value = cell.find(f"{MAIN}is/{MAIN}t"), cell.find(f"{MAIN}v")
            cells.append(
                Decimal(value.text or "") if value is not None else None if text is None else text.text
            )
            assert cell.find(f"{MAIN}f") is None
        rows.append(cells)
    return rows


def test_a_workbook_keeps_numbers_as_numbers_and_formulas_as_texts(reader: Actor) -> None:
    rows = cells_of(exported(reader, "xlsx", fields=FIELDS))

    assert rows == [
        ["Record id", *FIELDS],
        [things.thing_id(0), "=1+2", Decimal("-5.5"), "@Acme", None, None, "2026-11-26", None],
        [things.thing_id(1), 'two "words",\nanother line', None, None, "Red, Green", "checked", None, None],
        [things.thing_id(2), "plain", Decimal("1E21"), None, None, None, None, "2026-11-26T12:00:00+00:00"],
    ]


def test_json_has_the_plain_values(reader: Actor) -> None:
    found = json.loads(exported(reader, "json", fields=["Name", "Owner", "Tags"]))

    assert found[:2] == [
        {
            "id": things.thing_id(0),
            "createdTime": "2026-02-03T04:05:06Z",
            "fields": {"Name": "=1+2", "Owner": [{"id": things.owner_id(0), "name": "@Acme"}]},
        },
        {
            "id": things.thing_id(1),
            "createdTime": "2026-02-03T04:05:06Z",
            "fields": {"Name": 'two "words",\nanother line', "Tags": ["Red", "Green"]},
        },
    ]


@pytest.mark.parametrize(
    ("file_format", "empty"), [("json", b"[]\n"), ("csv", b"\xef\xbb\xbfRecord id,Name\r\n")]
)
def test_nothing_that_passes_gives_an_empty_file(reader: Actor, file_format: str, empty: bytes) -> None:
    where = Filter(conditions=(Condition(field="Name", op="is", value="nobody"),))

    assert exported(reader, file_format, fields=["Name"], where=where) == empty


def test_an_export_has_the_filter_and_the_order(viewer: Actor) -> None:
    tables.refresh_mirror(viewer, "Stock", "Things")
    where = Filter(conditions=(Condition(field="Count", op="is_not_empty"),))

    body = exported(viewer, "json", where=where, sort=[Sort(field="Count", descending=True)], fields=["Name"])

    assert [record["fields"]["Name"] for record in json.loads(body)] == ["plain", "=1+2"]


def test_an_export_goes_on_when_the_mirror_is_filled_anew_and_the_old_one_is_gone(
    viewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.refresh_mirror(viewer, "Stock", "Things")
    monkeypatch.setattr("app.tables._exports.RECORDS_AT_ONCE", 1)
    parts = iter(tables.export_records(viewer, "Stock", "Things", file_format="json", fields=["Name"]))
    begin = next(parts)
    things.fill(viewer)
    with db.uow(viewer) as session:
        retired = update(MirrorGeneration).where(col(MirrorGeneration.status) == "retired")
        session.exec(retired.values(retired_at=utc_now() - timedelta(hours=1)))
    mirror.drop_retired(viewer)

    body = begin + b"".join(parts)

    assert [record["id"] for record in json.loads(body)] == [things.thing_id(i) for i in range(3)]


def test_what_is_wrong_is_said_before_the_first_byte(viewer: Actor) -> None:
    with pytest.raises(InvalidInput):
        tables.export_records(viewer, "Stock", "Things", file_format="csv", fields=["Nmae"])


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\r",
        "\n=1",
        "'=1",
        '"=1',
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20a",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "1-2", "(1)", "a@b.c", "'quoted'"])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_texts_that_xml_cannot_hold_come_back_as_spreadsheets_write_them() -> None:
    rows = cells_of(b"".join(spreadsheet('a/b:"c"&', [["\x07bell", "_x0041_", "<&>", " spaces ", "\ud800"]])))

    assert rows == [["_x0007_bell", "_x005F_x0041_", "<&>", " spaces ", "_xD800_"]]


def test_the_same_rows_make_the_same_file() -> None:
    def made() -> bytes:
        return b"".join(spreadsheet("T", [["a", Decimal(1), None]]))

    assert made() == made()


def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        for _ in spreadsheet("T", ([f"row {i}", Decimal(i)] for i in range(rows))):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    small, large = peak(1_000), peak(10_000)

    assert large < small + 300_000
