"""The evaluator of filters: each operator over each family of fields, sentences, and refusals."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from app.airtable import Field, Table
from app.errors import InvalidInput
from app.tables import Condition, Filter
from app.tables._filters import compile_filter, field_names
from app.tables._rows import Linked

CHOICES = {
    "choices": [
        {"id": "selA", "name": "Alpha"},
        {"id": "selB", "name": "Beta"},
        {"id": "selG", "name": "Gamma"},
    ]
}
FIELDS = {
    "Text": Field(id="fldText", name="Text", type="singleLineText"),
    "Number": Field(id="fldNumber", name="Number", type="number", options={"precision": 1}),
    "Money": Field(id="fldMoney", name="Money", type="currency", options={"precision": 2, "symbol": "$"}),
    "Share": Field(id="fldShare", name="Share", type="percent", options={"precision": 0}),
    "Day": Field(id="fldDay", name="Day", type="date"),
    "Moment": Field(id="fldMoment", name="Moment", type="dateTime"),
    "Box": Field(id="fldBox", name="Box", type="checkbox"),
    "One": Field(id="fldOne", name="One", type="singleSelect", options=CHOICES),
    "Many": Field(id="fldMany", name="Many", type="multipleSelects", options=CHOICES),
    "Links": Field(id="fldLinks", name="Links", type="multipleRecordLinks"),
    "Odd": Field(id="fldOdd", name="Odd", type="manualSort"),
}
TABLE = Table(id="tbl1", name="T", primary_field_id="fldText", fields=tuple(FIELDS.values()))
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ACME, APEX = Linked("recAcme", "Acme"), Linked("recApex", "Apex Ltd")


def compiled(field: str, op: Any, value: Any = None) -> Any:
    return compile_filter(TABLE, Filter(conditions=(Condition(field=field, op=op, value=value),)))


def passes(field: str, op: Any, value: Any, cell: Any) -> bool:
    passed: bool = compiled(field, op, value).test({FIELDS[field].id: cell})
    return passed


@pytest.mark.parametrize(
    ("field", "op", "value", "passing", "failing"),
    [
        ("Text", "is", "straße", ["STRASSE", " Straße "], ["Strase", None]),
        ("Text", "is_not", "a", ["b", None], ["A"]),
        ("Text", "contains", "CAL", ["local", "Call"], ["lo-cal".replace("cal", "c"), None]),
        ("Text", "is_any_of", ("a", "b"), ["A", "b"], ["c", None]),
        ("Text", "is_none_of", ("a", "b"), ["c", None], ["B"]),
        ("Text", "is_empty", None, [None], ["a"]),
        ("Text", "is_not_empty", None, ["a"], [None]),
        ("Number", "is", "0.1", [Decimal("0.1"), Decimal("0.10")], [Decimal("0.1000000001"), None]),
        ("Number", "is_not", 0, [Decimal(1), None], [Decimal(0)]),
        ("Number", "gt", 5, [Decimal("5.1")], [Decimal(5), None]),
        ("Number", "gte", 5, [Decimal(5)], [Decimal("4.9"), None]),
        ("Number", "lt", "-5", [Decimal(-6)], [Decimal(-5), None]),
        ("Number", "lte", 5, [Decimal(5), Decimal(-9)], [Decimal("5.01"), None]),
        ("Number", "is_any_of", (1, "2"), [Decimal(2)], [Decimal(3), None]),
        ("Money", "gte", "$1,234.50", [Decimal("1234.5")], [Decimal("1234.49")]),
        ("Share", "is", "50%", [Decimal("0.5")], [Decimal(50)]),
        ("Share", "is", Decimal("0.5"), [Decimal("0.5")], [Decimal("0.05")]),
        ("Day", "is", "2026-11-20", [date(2026, 11, 20)], [date(2026, 11, 21), None]),
        ("Day", "before", "2026-11-20", [date(2026, 11, 19)], [date(2026, 11, 20), None]),
        ("Day", "after", date(2026, 11, 20), [date(2026, 11, 21)], [date(2026, 11, 20), None]),
        ("Day", "lte", "2026-11-20", [date(2026, 11, 20)], [date(2026, 11, 21)]),
        ("Day", "is_none_of", ("2026-11-20",), [date(2026, 11, 21), None], [date(2026, 11, 20)]),
        ("Moment", "is", "2026-11-20", [NOON, NOON.replace(hour=0)], [NOON.replace(day=21), None]),
        ("Moment", "is", "2026-11-20T12:00:00Z", [NOON], [NOON.replace(second=1)]),
        ("Moment", "before", "2026-11-20", [NOON.replace(day=19)], [NOON.replace(hour=0), None]),
        ("Moment", "after", "2026-11-20", [NOON.replace(day=21, hour=0)], [NOON.replace(hour=23), None]),
        ("Moment", "after", "2026-11-20T13:00:00+01:00", [NOON.replace(second=1)], [NOON]),
        ("Moment", "gte", "2026-11-20", [NOON.replace(hour=0)], [NOON.replace(day=19)]),
        ("Moment", "lte", "2026-11-20", [NOON.replace(hour=23)], [NOON.replace(day=21, hour=0)]),
        ("Box", "is", True, [True], [False]),
        ("Box", "is", "unchecked", [False], [True]),
        ("Box", "is_empty", None, [False], [True]),
        ("One", "is", "alpha", ["Alpha"], ["Beta", None]),
        ("One", "is", "selA", ["Alpha"], ["Beta"]),
        ("One", "is_none_of", ("ALPHA", "beta"), ["Gamma", None], ["Alpha", "Beta"]),
        ("One", "contains", "et", ["Beta"], ["Alpha", None]),
        ("Many", "is", "Beta", [("Beta",)], [("Beta", "Alpha"), None]),
        ("Many", "is_any_of", ("Alpha", "Beta"), [("Gamma", "Beta")], [("Gamma",), None]),
        ("Many", "is_none_of", ("Alpha",), [("Gamma",), None], [("Gamma", "Alpha")]),
        ("Many", "contains", "gam", [("Beta", "Gamma")], [("Beta",), None]),
        ("Links", "is", "acme", [(ACME,)], [(ACME, APEX), (APEX,), None]),
        ("Links", "is_any_of", ("recApex", "x"), [(ACME, APEX)], [(ACME,), None]),
        ("Links", "contains", "ltd", [(APEX,)], [(ACME,), None]),
        ("Links", "is_empty", None, [None], [(ACME,)]),
        ("Odd", "is_not_empty", None, [{"text": "1"}], [None]),
    ],
)
def test_each_operator_passes_and_fails_the_right_cells(
    field: str, op: str, value: Any, passing: list[Any], failing: list[Any]
) -> None:
    assert [passes(field, op, value, cell) for cell in passing] == [True] * len(passing)
    assert [passes(field, op, value, cell) for cell in failing] == [False] * len(failing)


@pytest.mark.parametrize(
    ("field", "op", "value", "sentence"),
    [
        ("one", "is_none_of", ("alpha", "BETA"), "One is none of Alpha, Beta"),
        ("fldMoney", "gte", 50_000, "Money is at least $50,000.00"),
        ("Money", "gt", "0.005", "Money is more than $0.005"),
        ("Share", "lt", Decimal("0.5"), "Share is less than 50%"),
        ("Day", "lt", "2026-11-20", "Day is before 2026-11-20"),
        ("Moment", "gte", "2026-11-20T12:00:00Z", "Moment is on or after 2026-11-20 12:00 UTC"),
        ("Text", "contains", "a\nb", 'Text contains "a b"'),
        ("Box", "is", True, "Box is checked"),
        ("Text", "is_empty", None, "Text is empty"),
    ],
)
def test_a_filter_reads_as_a_sentence(field: str, op: str, value: Any, sentence: str) -> None:
    assert compiled(field, op, value).text == sentence


def test_filters_nest_and_read_with_brackets() -> None:
    either = Filter(
        match="any",
        conditions=(
            Condition(field="Money", op="gt", value=10),
            Condition(field="One", op="is", value="Alpha"),
        ),
    )
    found = compile_filter(TABLE, Filter(conditions=(Condition(field="Text", op="is", value="x"), either)))
    rows = [
        {"fldText": "x", "fldMoney": Decimal(11), "fldOne": None},
        {"fldText": "x", "fldMoney": None, "fldOne": "Alpha"},
        {"fldText": "x", "fldMoney": Decimal(10), "fldOne": "Beta"},
        {"fldText": "y", "fldMoney": Decimal(11), "fldOne": "Alpha"},
    ]
    assert [found.test(row) for row in rows] == [True, True, False, False]
    assert found.text == 'Text is "x" and (Money is more than $10.00 or One is Alpha)'
    assert [field.name for field in found.fields] == ["Text", "Money", "One"]


def test_the_filter_is_given_back_as_it_was_understood() -> None:
    understood = compiled("fldOne", "is_any_of", ("selA", "beta")).understood
    assert understood == Filter(conditions=(Condition(field="One", op="is_any_of", value=("Alpha", "Beta")),))


@pytest.mark.parametrize(
    ("field", "op", "value", "text"),
    [
        ("Nmber", "gt", 1, 'There is no field "Nmber" in T. Did you mean "Number"?'),
        ("One", "is", "Alfa", 'One has no choice "Alfa". Did you mean "Alpha"?'),
        ("Number", "gt", "many", 'Number cannot be compared with "many". Give a number.'),
        ("Number", "gt", "nan", 'Number cannot be compared with "nan". Give a number.'),
        ("Number", "gt", True, 'Number cannot be compared with "True". Give a number.'),
        ("Day", "before", "soon", 'Day cannot be compared with "soon". Give a date such as 2026-11-20.'),
        ("Box", "is", "perhaps", 'Box cannot be compared with "perhaps". Give true or false.'),
        ("Text", "is_empty", "x", '"is empty" takes no value.'),
        ("Text", "is", None, 'Text "is" needs one value.'),
        ("Text", "is", ("a", "b"), 'Text "is" needs one value.'),
        ("Text", "is_any_of", (), 'Text "is any of" needs 1 to 200 values.'),
        (
            "Box",
            "gt",
            1,
            'Box cannot be tested with "is more than". It takes: is, is not, is empty, is not empty.',
        ),
        ("Odd", "is", "1", 'Odd cannot be tested with "is". It takes: is empty, is not empty.'),
    ],
)
def test_what_does_not_fit_is_refused_with_help(field: str, op: str, value: Any, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        compiled(field, op, value)
    assert caught.value.user_text == text


def test_a_filter_that_is_too_deep_or_too_long_is_refused() -> None:
    condition = Condition(field="Text", op="is", value="x")
    deep = Filter(conditions=(condition,))
    for _ in range(5):
        deep = Filter(conditions=(deep,))
    with pytest.raises(InvalidInput, match="deeper than 5"):
        field_names(deep)
    with pytest.raises(InvalidInput, match="more than 50"):
        field_names(Filter(conditions=(condition,) * 51))


@pytest.mark.parametrize(
    "given",
    [
        {"conditions": []},
        {"conditions": [{"field": "Text", "op": "equals", "value": "x"}]},
        {"conditions": [{"field": "Text", "op": "is", "value": "x", "caseSensitive": True}]},
        {"match": "none", "conditions": [{"field": "Text", "op": "is", "value": "x"}]},
    ],
)
def test_a_filter_with_unknown_parts_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Filter.model_validate(given)


def test_a_filter_keeps_its_numbers_exact_through_json() -> None:
    given = Filter.model_validate_json('{"conditions":[{"field":"Number","op":"gt","value":0.1}]}')
    found = compile_filter(TABLE, given)
    assert [found.test({"fldNumber": Decimal(text)}) for text in ("0.1", "0.10000000000000000001")] == [
        False,
        True,
    ]
