"""A lookup holds the cells of linked records."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.airtable import Field, Record, linked_table_id, mirror
from tests.airtable.fields.conftest import Read, Show


def test_empty_values_and_errors_are_left_out(read: Read) -> None:
    raw = ["a", None, {"error": "#ERROR!"}, 0, {"specialValue": "NaN"}, False]

    assert [read("multipleLookupValues", each) for each in (raw, [None], "a")] == [
        ["a", 0, False],
        None,
        None,
    ]


def test_objects_are_shown_by_what_names_them(show: Show) -> None:
    raw = ["a", 2, True, {"name": "Ada"}, {"filename": "b.pdf"}, {"strange": []}]

    assert show("multipleLookupValues", raw) == "a, 2, checked, Ada, b.pdf, "


@pytest.mark.parametrize(
    ("type_name", "options", "table"),
    [
        ("multipleRecordLinks", {"linkedTableId": "tblOwners"}, "tblOwners"),
        (
            "multipleLookupValues",
            {"result": {"type": "multipleRecordLinks", "options": {"linkedTableId": "tblOwners"}}},
            "tblOwners",
        ),
        ("multipleLookupValues", {"result": {"type": "singleLineText"}}, ""),
        ("multipleLookupValues", {}, ""),
        ("singleLineText", {"linkedTableId": "tblOwners"}, ""),
    ],
)
def test_lookup_of_links_names_records_of_their_table(
    type_name: str, options: dict[str, Any], table: str
) -> None:
    field = Field(id="fldOne", name="One", type=type_name, options=options)

    assert linked_table_id(field) == table


def test_lookup_of_links_shows_names_and_is_found_by_them() -> None:
    options = {"result": {"type": "multipleRecordLinks", "options": {"linkedTableId": "tblOwners"}}}
    field = Field(id="fldOne", name="One", type="multipleLookupValues", options=options)
    cells = {"fldOne": ["recAcme", "recApex"]}
    record = Record(id="recThing", created_at=datetime(2026, 1, 1, tzinfo=UTC), cells=cells)

    ids = mirror.linked_ids([record], [field])
    names = {"recAcme": "Acme", "recApex": "Apex Ltd"}

    assert ids == {"recAcme", "recApex"}
    assert mirror.words_of(record, [field], names) == mirror.END.join(["acme", "apex ltd"])
