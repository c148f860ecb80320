"""The aggregation of a rollup over the cells of the linked records."""

from typing import Any

import pytest

from app.sandbox.formulas import UnknownFields, parse
from tests.sandbox.formulas.records import ERROR, FIELDS, NAN, NOW

pytestmark = pytest.mark.unit

BY_NAME = {field["name"]: field for field in FIELDS}


@pytest.mark.parametrize(
    ("formula", "source", "cells", "value"),
    [
        ("SUM(values)", "Number", [3, None, 4.5], 7.5),
        ("SUM(values)", "Number", [], 0),
        ("SUM({values})", "Number", [1], 1),
        ("SUM(VALUES)", "Number", [1], 1),
        ("SUM(values)", "Name", ["1", "2"], 0),
        ("SUM(values)", "Box", [True, None, True], 2),
        ("AVERAGE(values)", "Number", [3, None, 5], 4),
        ("AVERAGE(values)", "Number", [], NAN),
        ("MAX(values)", "Number", [3, None, 5], 5),
        ("MAX(values)", "Number", [], 0),
        ("MIN(values)", "Number", [3, -1], -1),
        ("MAX(values)", "Day", ["2024-05-01", None, "2024-06-01"], "2024-06-01"),
        ("MAX(values)", "Day", [], None),
        (
            "MIN(values)",
            "Moment",
            ["2024-05-01T10:00:00.000Z", "2024-05-01T09:00:00.000Z"],
            "2024-05-01T09:00:00.000Z",
        ),
        ("COUNT(values)", "Number", [3, None, 0], 2),
        ("COUNT(values)", "Name", ["a", "5"], 0),
        ("COUNTA(values)", "Name", ["a", None, "b"], 2),
        ("COUNTALL(values)", "Name", ["a", None, "b"], 3),
        ("COUNTALL(values)", "Name", [], 0),
        ("AND(values)", "Box", [True, True], True),
        ("AND(values)", "Box", [True, None], False),
        ("AND(values)", "Box", [], False),
        ("OR(values)", "Box", [None, True], True),
        ("OR(values)", "Box", [], False),
        ("XOR(values)", "Box", [True, True, True], True),
        ("XOR(values)", "Box", [True, True], False),
        ("CONCATENATE(values)", "Name", ["a", None, "b"], "ab"),
        ("ARRAYJOIN(values)", "Name", ["a", "b"], "a, b"),
        ("ARRAYJOIN(values,'; ')", "Name", ["a", None, "b"], "a; ; b"),
        ("ARRAYJOIN(ARRAYCOMPACT(values),'; ')", "Name", ["a", None, "b"], "a; b"),
        ("ARRAYUNIQUE(values)", "Name", ["b", "a", "b"], ["b", "a"]),
        ("ARRAYCOMPACT(values)", "Name", ["a", None, "", "b"], ["a", "b"]),
        ("ARRAYUNIQUE(values)", "Tags", [["a", "b"], ["b"], None], ["a", "b"]),
        ("ARRAYFLATTEN(values)", "Tags", [["a", "b"], ["b"]], ["a", "b", "b"]),
        ("ARRAYSLICE(values,1,1)", "Name", ["a", "b"], ["a"]),
        ("ARRAYJOIN(values)", "Link", [["Ann", "Bob"], ["Eve"]], "Ann, Bob, Eve"),
        ("ARRAYJOIN(values)", "Person", [{"id": "usr1", "name": "Ann"}, None], "Ann, "),
        ("ARRAYJOIN(values)", "Day", ["2024-05-01", "2024-05-02"], "2024-05-01, 2024-05-02"),
        ("SUM(values)", "Amounts", [[1, 2], [3]], 6),
        ("values", "Name", ["a", "b"], ["a", "b"]),
        ("values", "Day", ["2024-05-01"], ["2024-05-01"]),
        ("ROUND(SUM(values)/COUNTALL(values),1)", "Number", [1, 2, 2], 1.7),
        ("IF(SUM(values)>5,'many','few')", "Number", [3, 3], "many"),
        ("MAX(values)&''", "Number", [3, 3], "3"),
        ("SUM(values)", "Total", [1, {"error": "#ERROR!"}], ERROR),
        ("SUM(values)", "Total", [1, {"specialValue": "NaN"}], NAN),
        ("DATETIME_DIFF(NOW(),MAX(values),'days')", "Day", ["2026-11-20"], 5),
        ("LEN(RECORD_ID()&CREATED_TIME()&LAST_MODIFIED_TIME())", "Name", [], 0),
        ("REPT('a',SUM(values))", "Number", [1e9], ERROR),
    ],
)
def test_aggregation(formula: str, source: str, cells: list[Any], value: Any) -> None:
    assert parse(formula).bind_rollup(BY_NAME[source]).aggregate(cells, now=NOW) == value


@pytest.mark.parametrize(
    ("formula", "source", "type_"),
    [
        ("SUM(values)", "Number", "number"),
        ("COUNTALL(values)", "Name", "number"),
        ("MAX(values)", "Day", "date"),
        ("MAX(values)", "Moment", "dateTime"),
        ("ARRAYUNIQUE(values)", "Name", "singleLineText"),
        ("ARRAYUNIQUE(values)", "Number", "number"),
        ("AND(values)", "Box", "checkbox"),
        ("ARRAYJOIN(values)", "Number", "singleLineText"),
    ],
)
def test_result_type_of_a_rollup(formula: str, source: str, type_: str) -> None:
    assert parse(formula).bind_rollup(BY_NAME[source]).result_type["type"] == type_


def test_a_rollup_knows_no_other_fields() -> None:
    with pytest.raises(UnknownFields) as caught:
        parse("SUM(values)+{Number}").bind_rollup(BY_NAME["Number"])

    assert caught.value.names == ("Number",)


@pytest.mark.parametrize(("formula", "is_volatile"), [("SUM(values)", False), ("MAX(values)<TODAY()", True)])
def test_rollups_may_change_with_time(formula: str, is_volatile: bool) -> None:
    assert parse(formula).bind_rollup(BY_NAME["Day"]).is_volatile is is_volatile
