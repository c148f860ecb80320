"""How the cells of every field type read in a formula."""

from typing import Any

import pytest

from tests.sandbox.formulas.records import ERROR, FIELDS, NAN, evaluate

pytestmark = pytest.mark.unit

FILE = {
    "id": "att1",
    "filename": "plan.pdf",
    "url": "https://files.example/1",
    "size": 3,
    "type": "application/pdf",
}
ANN = {"id": "usrAnn00000000000", "email": "ann@example.com", "name": "Ann"}


@pytest.mark.parametrize(
    ("name", "cell", "text"),
    [
        ("Name", "a", "a"),
        ("Notes", "a\nb", "a\nb"),
        ("Number", 12.5, "12.5"),
        ("Number", 12, "12"),
        ("Number", 10**400, "Infinity"),
        ("Number", True, ERROR),
        ("Number", "12", ERROR),
        ("Whole", 3, "3"),
        ("Price", 1000.5, "1000.5"),
        ("Share", 0.25, "0.25"),
        ("Length", 5400, "5400"),
        ("Stars", 4, "4"),
        ("Box", True, "1"),
        ("Stage", "Won", "Won"),
        ("Tags", ["a", "b"], "a, b"),
        ("Tags", "a", "a"),
        ("Day", "2024-05-01", "2024-05-01"),
        ("Day", "2024-05-32", ERROR),
        ("Day", "soon", ERROR),
        ("Day", 5, ERROR),
        ("Moment", "2024-05-01T10:00:00.000Z", "2024-05-01T10:00:00.000Z"),
        ("Moment", "2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00.000Z"),
        ("Moment", "2024-05-01T99:00:00.000Z", ERROR),
        ("Link", ["Acme", "Beta"], "Acme, Beta"),
        ("Files", [FILE, FILE], "plan.pdf (https://files.example/1), plan.pdf (https://files.example/1)"),
        ("Person", ANN, "Ann"),
        ("Person", {"id": "usr1", "email": "ann@example.com"}, "ann@example.com"),
        ("Person", {"id": "usr1"}, ""),
        ("People", [ANN, {"id": "usr2", "name": "Bob"}], "Ann, Bob"),
        ("People", [5], ERROR),
        ("Barcode", {"text": "4006381333931", "type": "upce"}, "4006381333931"),
        ("Button", {"label": "Open", "url": None}, "Open"),
        ("Answer", {"state": "generated", "isStale": False, "value": "yes"}, "yes"),
        ("Serial", 7, "7"),
        ("Count", 0, "0"),
        ("Created", "2024-05-01T10:00:00.000Z", "2024-05-01T10:00:00.000Z"),
        ("Author", ANN, "Ann"),
        ("Total", 1.5, "1.5"),
        ("Total", {"error": "#ERROR!"}, ERROR),
        ("Total", {"specialValue": "NaN"}, "NaN"),
        ("Total", {"specialValue": "what"}, ERROR),
        ("Label", "a", "a"),
        ("Due", "2024-05-01", "2024-05-01"),
        ("Odd", 5, "5"),
        ("Odd", True, "1"),
        ("Odd", ["a", 5], "a, 5"),
        ("Amounts", [1, None, 2.5], "1, , 2.5"),
        ("Titles", ["a", {"error": "#ERROR!"}], ERROR),
        ("Choices", ["a", "b"], "a, b"),
        ("Friends", ["Ann"], "Ann"),
        ("Tags", {"error": "#ERROR!"}, ERROR),
    ],
)
def test_cell_reads_as_this_text(name: str, cell: Any, text: Any) -> None:
    assert evaluate(f"{{{name}}}&''", {name: cell}) == text


@pytest.mark.parametrize("name", [field["name"] for field in FIELDS if "}" not in field["name"]])
def test_empty_cell_of_every_type_is_blank(name: str) -> None:
    assert evaluate(f"AND({{{name}}}=BLANK(),{{{name}}}&''='',NOT({{{name}}}),LEN({{{name}}})=0)") is True


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("Name", "a", "a"),
        ("Number", 12.5, 12.5),
        ("Number", 12.0, 12),
        ("Box", True, True),
        ("Day", "2024-05-01", "2024-05-01"),
        ("Moment", "2024-05-01T10:00:00.000Z", "2024-05-01T10:00:00.000Z"),
        ("Person", ANN, "Ann"),
        ("Total", {"specialValue": "NaN"}, NAN),
        ("Total", {"error": "#ERROR!"}, ERROR),
        ("Name", None, None),
        ("Number", None, None),
        ("Day", None, None),
    ],
)
def test_formula_that_is_nothing_but_a_field_shows_its_cell(name: str, cell: Any, value: Any) -> None:
    assert evaluate(f"{{{name}}}", {name: cell}) == value
