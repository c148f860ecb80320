"""What holds for every formula: parsing raises nothing but InvalidFormula, evaluation raises nothing."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyairtable import formulas as client

from app.sandbox.formulas import InvalidFormula, UnknownFields, parse
from app.sandbox.formulas.functions import FUNCTIONS
from tests.sandbox.formulas.records import FIELDS, NOW, Record

pytestmark = pytest.mark.unit

CELLS: dict[str, Any] = {
    "Name": "2024-05-01",
    "Notes": "a,b (c) 12.5",
    "Number": -12.5,
    "Whole": 0,
    "Box": True,
    "Tags": ["a", "2024-05-01"],
    "Day": "2024-02-29",
    "Moment": "9999-12-31T23:59:59.999Z",
    "Link": ["Acme"],
    "Amounts": [1, 2.5, None],
    "Titles": ["a", None, "days"],
    "Days": ["0001-01-01"],
    "Total": {"specialValue": "NaN"},
    "Label": {"error": "#ERROR!"},
}
PIECES = [
    *[f"{name}(" for name in FUNCTIONS],
    *[f"{{{name}}}" for name in CELLS],
    *"( ) , + - * / & = != < > <= >= 0 1 -1 0.5 1e3 'a' '' 'days' 'x' \" ' { } \\ 2024 TRUE Name Nope".split(
        " "
    ),
]
LEAVES = st.one_of(
    st.sampled_from(
        ["0", "1", "-1", "2.5", "99999999999999999999", "0/0", "1/0", "''", "'a'", "'days'", "'M'", "'de'"]
    ),
    st.sampled_from(
        ["'2024-05-01'", "'YYYY-MM-DD'", "'Asia/Tokyo'", "'(a|b)+'", "BLANK()", "ERROR()", "TODAY()", "NOW()"]
    ),
    st.sampled_from([f"{{{name}}}" for name in CELLS]),
    st.text(max_size=5).map(client.quoted),
)


def _call(name: str, arguments: list[str]) -> str:
    function = FUNCTIONS[name]
    given = arguments[: function.most] if function.most is not None else arguments
    return f"{name}({','.join((given + ['1'] * function.least)[: max(len(given), function.least)])})"


CALLABLE = sorted(set(FUNCTIONS) - {"LAST_MODIFIED_TIME"})
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(_call, st.sampled_from(CALLABLE), st.lists(inner, min_size=1, max_size=4)),
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "&", "=", "!=", "<", "<=", ">", ">="]), inner
        ).map(lambda parts: f"({''.join(parts)})"),
        inner.map(lambda tree: f"-{tree}"),
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=15).map("".join)))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        program = parse(text).bind(FIELDS)
    except (InvalidFormula, UnknownFields):
        return

    json.dumps(program.evaluate(Record(CELLS), now=NOW), allow_nan=False)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_evaluation_gives_a_cell_whatever_is_asked(formula: str) -> None:
    program = parse(formula).bind(FIELDS)

    for cells in (CELLS, {}):
        record = Record(cells)
        json.dumps(program.evaluate(record, now=NOW), allow_nan=False)
        assert program.keeps(record, now=NOW) in (True, False)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30))
def test_quoted_texts_come_back_as_they_went(text: str) -> None:
    assert parse(client.quoted(text)).bind([]).evaluate(Record({}), now=NOW) == text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(blacklist_characters="\\"), max_size=20))
def test_field_names_come_back_as_they_went(name: str) -> None:
    assert parse(client.field_name(name)).references == (name,)


@settings(max_examples=100, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_equals_its_text(number: float) -> None:
    program = parse("{Number}=({Number}&'')").bind(FIELDS)

    assert program.evaluate(Record({"Number": number}), now=NOW) is True


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["1", "{Number}", "0/0", "''", "BLANK()", "{Total}"]), min_size=1, max_size=5)
)
def test_or_is_what_not_and_of_nots_is(operands: list[str]) -> None:
    either = parse(f"OR({','.join(operands)})").bind(FIELDS)
    not_neither = parse(f"NOT(AND({','.join(f'NOT({operand})' for operand in operands)}))").bind(FIELDS)

    record = Record(CELLS)

    assert either.evaluate(record, now=NOW) == not_neither.evaluate(record, now=NOW)
