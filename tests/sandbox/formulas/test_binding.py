"""What a formula says of itself once it knows its table: fields, results, volatility."""

from typing import Any

import pytest

from app.sandbox.formulas import UnknownFields, parse
from tests.sandbox.formulas.records import FIELDS, IDS, NOW, Record, evaluate

pytestmark = pytest.mark.unit

TEXT = {"type": "singleLineText"}
WHOLE = {"type": "number", "options": {"precision": 0}}
DECIMAL = {"type": "number", "options": {"precision": 1}}
CHECKBOX = {"type": "checkbox", "options": {"icon": "check", "color": "greenBright"}}
DATE = {"type": "date", "options": {"dateFormat": {"name": "local", "format": "l"}}}
DATETIME = {
    "type": "dateTime",
    "options": {
        "dateFormat": {"name": "local", "format": "l"},
        "timeFormat": {"name": "12hour", "format": "h:mma"},
        "timeZone": "client",
    },
}


@pytest.mark.parametrize("name", ["Name", "name", "NAME", " Name ", IDS["Name"]])
def test_field_is_found_by_id_and_by_name_in_any_case(name: str) -> None:
    assert evaluate(f"{{{name}}}&'!'", {"Name": "a"}) == "a!"


def test_exact_names_win_over_names_in_other_case_and_ids_over_both() -> None:
    fields = [
        {"id": "fld1", "name": "amount", "type": "number"},
        {"id": "fld2", "name": "Amount", "type": "number"},
        {"id": "fld3", "name": "fld1", "type": "number"},
    ]

    found = [parse(name).bind(fields).field_ids for name in ("amount", "Amount", "AMOUNT", "fld1")]

    assert found == [{"fld1"}, {"fld2"}, {"fld1"}, {"fld1"}]


def test_unknown_names_are_listed_as_written_in_the_order_of_the_text() -> None:
    with pytest.raises(UnknownFields) as caught:
        parse("{Zeta} & Name & {alpha one} & Zeta & Beta").bind(FIELDS)

    assert caught.value.names == ("Zeta", "alpha one", "Beta")
    assert str(caught.value) == "Unknown field names: Zeta, alpha one, Beta"


def test_names_in_branches_that_are_never_taken_must_exist_too() -> None:
    with pytest.raises(UnknownFields):
        parse("IF(TRUE(),1,{Nope})").bind(FIELDS)


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("'a'", TEXT),
        ("1", WHOLE),
        ("1.5", DECIMAL),
        ("1=1", CHECKBOX),
        ("BLANK()", TEXT),
        ("ERROR()", TEXT),
        ("TODAY()", DATE),
        ("NOW()", DATETIME),
        ("{Name}", TEXT),
        ("{Number}", DECIMAL),
        ("{Whole}", WHOLE),
        ("{Box}", CHECKBOX),
        ("{Day}", DATE),
        ("{Moment}", DATETIME),
        ("{Created}", DATETIME),
        ("{Tags}", TEXT),
        ("{Amounts}", DECIMAL),
        ("{Total}", DECIMAL),
        ("{Label}", TEXT),
        ("{Due}", DATE),
        ("{Odd}", TEXT),
        ("{Whole}+1", WHOLE),
        ("{Whole}/2", DECIMAL),
        ("{Number}*2", DECIMAL),
        ("-{Whole}", WHOLE),
        ("{Name}&1", TEXT),
        ("LEN({Name})", WHOLE),
        ("IF({Box},1,2)", WHOLE),
        ("IF({Box},1,2.5)", DECIMAL),
        ("IF({Box},1)", WHOLE),
        ("IF({Box},BLANK(),{Day})", DATE),
        ("IF({Box},{Day},{Moment})", DATETIME),
        ("IF({Box},'a',1)", TEXT),
        ("IF({Box},{Day},1)", TEXT),
        ("SWITCH({Name},'a',1,'b',2)", WHOLE),
        ("SWITCH({Name},'a',1,'b')", TEXT),
        ("SWITCH({Name},'a',TODAY(),NOW())", DATETIME),
        ("AND(1,2)", CHECKBOX),
        ("MAX({Whole},1)", WHOLE),
        ("MAX({Day},TODAY())", DATE),
        ("MAX({Day},{Moment})", DATETIME),
        ("MIN({Amounts})", DECIMAL),
        ("SUM({Whole},1)", WHOLE),
        ("SUM({Amounts})", DECIMAL),
        ("AVERAGE(1,2)", DECIMAL),
        ("DATEADD({Day},1,'days')", DATE),
        ("DATEADD({Moment},1,'days')", DATETIME),
        ("WORKDAY({Day},1)", DATE),
        ("DATETIME_DIFF({Day},TODAY(),'days')", WHOLE),
        ("DATETIME_FORMAT({Day},'L')", TEXT),
        ("DATETIME_PARSE('2024-05-01')", DATETIME),
        ("CREATED_TIME()", DATETIME),
        ("LAST_MODIFIED_TIME({Name})", DATETIME),
        ("RECORD_ID()", TEXT),
        ("ARRAYUNIQUE({Days})", DATE),
        ("ARRAYJOIN({Days})", TEXT),
        ("REGEX_MATCH({Name},'a')", CHECKBOX),
        ("SEARCH('a',{Name})", WHOLE),
    ],
)
def test_result_type_is_inferred(formula: str, result: dict[str, Any]) -> None:
    assert parse(formula).bind(FIELDS).result_type == result


@pytest.mark.parametrize(
    ("formula", "result", "cells", "value"),
    [
        ("NOW()", {"type": "date"}, {}, "2026-11-25"),
        ("TODAY()", {"type": "dateTime"}, {}, "2026-11-25T00:00:00.000Z"),
        ("{Day}", {"type": "dateTime"}, {"Day": "2024-05-01"}, "2024-05-01T00:00:00.000Z"),
        ("{Days}", {"type": "date"}, {"Days": ["2024-05-01", None]}, ["2024-05-01", None]),
        ("1", {"type": "checkbox"}, {}, True),
        ("0", {"type": "checkbox"}, {}, False),
        ("{Name}", {"type": "singleSelect", "options": {"choices": []}}, {"Name": "a"}, "a"),
        ("TRUE()", {"type": "number", "options": {"precision": 0}}, {}, 1),
        ("1.5", {"type": "percent", "options": {"precision": 0}}, {}, 1.5),
    ],
)
def test_result_type_that_the_field_was_given_decides(
    formula: str, result: dict[str, Any], cells: dict[str, Any], value: Any
) -> None:
    program = parse(formula).bind(FIELDS, result=result)

    assert program.result_type == result
    assert program.evaluate(Record(cells), now=NOW) == value


@pytest.mark.parametrize(
    ("formula", "is_volatile"),
    [
        ("1", False),
        ("NOW()", True),
        ("IF({Box},TODAY(),{Day})", True),
        ("FROMNOW({Day})", True),
        ("TONOW({Day})", True),
        ("CREATED_TIME()", False),
        ("LAST_MODIFIED_TIME()", False),
        ("DATETIME_PARSE({Name})", False),
        ("DATETIME_PARSE({Name},'YYYY-MM-DD')", False),
        ("DATETIME_PARSE({Name},'LL')", False),
        ("DATETIME_PARSE({Name},'X')", False),
        ("DATETIME_PARSE({Name},'D MMM')", True),
        ("DATETIME_PARSE({Name},'HH:mm')", True),
        ("DATETIME_PARSE({Name},{Notes})", True),
    ],
)
def test_volatile_is_what_changes_with_time(formula: str, is_volatile: bool) -> None:
    assert parse(formula).bind(FIELDS).is_volatile is is_volatile


@pytest.mark.parametrize(
    ("formula", "names", "reads_modified_time"),
    [
        ("1", [], False),
        ("{Name}&{Number}&{name}", ["Name", "Number"], False),
        ("IF(0,{Name},1)", ["Name"], False),
        ("OR({Name}='a',{Name}='b')", ["Name"], False),
        ("LAST_MODIFIED_TIME()", [], True),
        ("LAST_MODIFIED_TIME({Name},Number)", ["Name", "Number"], True),
    ],
)
def test_fields_it_depends_on(formula: str, names: list[str], reads_modified_time: bool) -> None:
    program = parse(formula).bind(FIELDS)

    assert program.field_ids == {IDS[name] for name in names}
    assert program.reads_modified_time is reads_modified_time


@pytest.mark.parametrize(
    ("formula", "ids"),
    [
        ("RECORD_ID()='rec1'", {"rec1"}),
        ("'rec1'=RECORD_ID()", {"rec1"}),
        ("OR(RECORD_ID()='rec1',RECORD_ID()='rec2')", {"rec1", "rec2"}),
        ("OR(OR(RECORD_ID()='rec1'),RECORD_ID()='rec2')", {"rec1", "rec2"}),
        ("AND(OR(RECORD_ID()='rec1',RECORD_ID()='rec2'),{Name}='a')", {"rec1", "rec2"}),
        ("AND(RECORD_ID()='rec1',RECORD_ID()='rec2')", set()),
        ("AND(RECORD_ID()='rec1')", {"rec1"}),
        ("OR(RECORD_ID()='rec1',{Name}='a')", None),
        ("OR(RECORD_ID()='rec1',RECORD_ID()!='rec2')", None),
        ("NOT(RECORD_ID()='rec1')", None),
        ("RECORD_ID()='rec1'='rec2'", None),
        ("RECORD_ID()={Name}", None),
        ("{Name}='rec1'", None),
        ("RECORD_ID()", None),
        ("AND(1,{Name}='a')", None),
    ],
)
def test_records_that_a_filter_can_keep(formula: str, ids: set[str] | None) -> None:
    assert parse(formula).bind(FIELDS).record_ids == ids


@pytest.mark.parametrize(
    ("formula", "cells", "value"),
    [
        ("OR({Stage}='a',{Stage}='b')", {"Stage": "b"}, True),
        ("OR({Stage}='a','b'={Stage})", {"Stage": "b"}, True),
        ("OR({Stage}='a',{Stage}='b')", {"Stage": "B"}, False),
        ("OR({Stage}='a',{Stage}='')", {}, True),
        ("OR({Stage}='a',{Stage}='b')", {}, False),
        ("OR({Number}='1',{Number}='2.0')", {"Number": 2}, True),
        ("OR({Tags}='a',{Tags}='a, b')", {"Tags": ["a", "b"]}, True),
        ("OR({Day}='2024-05-01',{Day}='2024-05-02')", {"Day": "2024-05-02"}, True),
        ("OR({Total}='1',{Total}='2')", {"Total": {"error": "#ERROR!"}}, {"error": "#ERROR!"}),
        ("OR({Stage}='a',{Name}='b')", {"Name": "b"}, True),
    ],
)
def test_choice_between_texts_is_the_same_as_its_comparisons(
    formula: str, cells: dict[str, Any], value: Any
) -> None:
    assert evaluate(formula, cells) == value


@pytest.mark.parametrize(
    ("formula", "with_ids"),
    [
        ("1", "1"),
        ("Name&'{Name}'", "{fldName0000000000}&'{Name}'"),
        ("{name} & {Curly \\} brace}", "{fldName0000000000} & {fldCurlybrace0000}"),
        (
            "IF( {Box}, LAST_MODIFIED_TIME(Number) )",
            "IF( {fldBox00000000000}, LAST_MODIFIED_TIME({fldNumber00000000}) )",
        ),
        ("{fldName0000000000}", "{fldName0000000000}"),
    ],
)
def test_names_are_replaced_by_ids(formula: str, with_ids: str) -> None:
    assert parse(formula).with_ids(FIELDS) == with_ids


def test_unknown_names_have_no_ids() -> None:
    with pytest.raises(UnknownFields):
        parse("{Nope}").with_ids(FIELDS)
