"""What is a formula, how it is cut and ranked, and how every other text is refused."""

from typing import Any

import pytest
from pyairtable import formulas as client

from app.sandbox.formulas import InvalidFormula, parse
from app.sandbox.formulas.functions import FUNCTIONS
from tests.sandbox.formulas.records import evaluate

pytestmark = pytest.mark.unit

MESSAGE = "Invalid formula. Please check your formula text."
# Every function that pyairtable offers, and the array functions that it leaves out.
DOCUMENTED = set(
    """
    ABS AND AVERAGE BLANK CEILING CONCATENATE COUNT COUNTA COUNTALL CREATED_TIME DATEADD DATESTR DATETIME_DIFF
    DATETIME_FORMAT DATETIME_PARSE DAY ENCODE_URL_COMPONENT ERROR EVEN EXP FALSE FIND FLOOR FROMNOW HOUR IF INT ISERROR
    IS_AFTER IS_BEFORE IS_SAME LAST_MODIFIED_TIME LEFT LEN LOG LOWER MAX MID MIN MINUTE MOD MONTH NOT NOW ODD OR POWER
    RECORD_ID REGEX_EXTRACT REGEX_MATCH REGEX_REPLACE REPLACE REPT RIGHT ROUND ROUNDDOWN ROUNDUP SEARCH SECOND
    SET_LOCALE SET_TIMEZONE SQRT SUBSTITUTE SUM SWITCH T TIMESTR TODAY TONOW TRIM TRUE UPPER VALUE WEEKDAY WEEKNUM
    WORKDAY WORKDAY_DIFF XOR YEAR ARRAYCOMPACT ARRAYFLATTEN ARRAYJOIN ARRAYSLICE ARRAYUNIQUE
    """.split()
)


def test_the_functions_are_those_of_the_documentation() -> None:
    assert set(FUNCTIONS) == DOCUMENTED


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1", 1),
        ("1.5", 1.5),
        (".5", 0.5),
        ("2.", 2),
        ("007", 7),
        ("'a'", "a"),
        ('"a"', "a"),
        ('"it\'s"', "it's"),
        ("'say \"x\"'", 'say "x"'),
        (r"'it\'s'", "it's"),
        (r'"say \"x\""', 'say "x"'),
        (r"'back\\slash'", "back\\slash"),
        (r"'line\nbreak'", "line\nbreak"),
        (r"'a\tb'", "a\tb"),
        ("'real\nbreak'", "real\nbreak"),
        (r"'\d+'", "\\d+"),
        (r"'\\d+'", "\\d+"),
        ("''", ""),
        ("'ünï 日本 🎉'", "ünï 日本 🎉"),
        ("'a -- b /* c */'", "a -- b /* c */"),
        ("1+2*3", 7),
        ("(1+2)*3", 9),
        ("10-4-3", 3),
        ("100/10/5", 2),
        ("2*3-4/2", 4),
        ("1+1&2+2", "24"),
        ("'a'&1+1", "a2"),
        ("'a'&'b'='ab'", True),
        ("'a'='b'&'c'", False),
        ("1+1=2", True),
        ("1=1=1", True),
        ("3>2>1", False),
        ("1<2=TRUE()", True),
        ("-1", -1),
        ("--1", 1),
        ("---1", -1),
        ("-(1+2)", -3),
        ("2*-3", -6),
        ("2--3", 5),
        ("-2*-2", 4),
        ("--'5'", 5),
        (" \n\t1\r\n + \u00a02 ", 3),
        ("((((1))))", 1),
        ("if(1,'a','b')", "a"),
        ("If(0,'a','b')", "b"),
        ("TRUE", True),
        ("true", True),
        ("FALSE()", False),
        ("BLANK", None),
        ("LEN( 'abc' )", 3),
    ],
)
def test_text_is_read_as_this_value(formula: str, value: Any) -> None:
    assert evaluate(formula) == value


@pytest.mark.parametrize(
    "formula",
    [
        "",
        " ",
        "1+",
        "+1",
        "*1",
        "1 2",
        "'a' 'b'",
        "1abc",
        "1e5",
        "1..2",
        "(1",
        "1)",
        "()",
        "'open",
        '"open',
        "'ends with a backslash\\'",
        "{open",
        "}",
        "a b",
        "{Name}{Name}",
        "1 == 1",
        "1 <> 2",
        "1 => 2",
        "!1",
        "2^3",
        "5%2",
        "10%",
        "1 AND 1",
        "NOT 1",
        "[1,2]",
        "“a”",
        "‘a’",
        "1 // comment",
        "1 # comment",
        "1 /* comment */",
        "1;2",
        "$1",
        "a.b",
        "=1",
        "LEN('a'",
        "LEN('a',)",
        "LEN(,'a')",
        "LEN ('a')",
        "LEN\n('a')",
        "IF(1,,2)",
        "{Name}(1)",
        "'a'('b')",
        "(LEN)('a')",
        "\x00",
        "1\x00",
    ],
)
def test_text_that_is_no_formula_is_refused(formula: str) -> None:
    with pytest.raises(InvalidFormula) as caught:
        parse(formula)

    assert str(caught.value) == MESSAGE


@pytest.mark.parametrize(
    "name",
    """
    IFERROR ISBLANK COUNTIF SUMIF SUMIFS VLOOKUP TEXT CONCAT LET LAMBDA DATEDIF DATEVALUE INDEX MEDIAN EVAL __IMPORT__
    """.split(),
)
def test_functions_of_other_products_do_not_exist(name: str) -> None:
    with pytest.raises(InvalidFormula) as caught:
        parse(f"{name}(1,2)")

    assert caught.value.reason == f"there is no function {name}"


@pytest.mark.parametrize(
    "call",
    """
    ABS() ABS(1,2) AND() OR() XOR() NOT() NOT(1,2) IF(1) IF(1,2,3,4) SWITCH(1,2) BLANK(1) TRUE(1) FALSE(1) ERROR(1,2)
    ISERROR() CONCATENATE() LEFT('a') LEFT('a',1,2) RIGHT('a') MID('a',1) FIND('a') SEARCH('a') SUBSTITUTE('a','b')
    SUBSTITUTE('a','b','c',1,2) REPLACE('a',1,1) REPT('a') LEN() LEN('a','b') LOWER() UPPER() TRIM() T() VALUE()
    ENCODE_URL_COMPONENT() SUM() AVERAGE() MAX() MIN() COUNT() COUNTA() COUNTALL() ROUND() ROUND(1,2,3) POWER(1) MOD(1)
    SQRT() EXP() LOG() LOG(1,2,3) INT() EVEN() ODD() CEILING() FLOOR() NOW(1) TODAY(1) DATEADD('a',1)
    DATETIME_DIFF('a') DATETIME_FORMAT() DATETIME_PARSE() SET_TIMEZONE('a') SET_LOCALE('a') DATESTR() TIMESTR()
    YEAR() MONTH() DAY() HOUR() MINUTE() SECOND() WEEKDAY() WEEKDAY('a','b','c') WEEKNUM() WORKDAY('a')
    WORKDAY_DIFF('a') IS_SAME('a') IS_BEFORE('a') IS_AFTER('a') IS_AFTER('a','b','c') FROMNOW() TONOW() RECORD_ID(1)
    CREATED_TIME(1) REGEX_MATCH('a') REGEX_EXTRACT('a') REGEX_REPLACE('a','b') ARRAYJOIN() ARRAYUNIQUE()
    ARRAYCOMPACT() ARRAYFLATTEN()
    ARRAYSLICE('a') LAST_MODIFIED_TIME(1) LAST_MODIFIED_TIME('a')
    """.split(),
)
def test_wrong_arguments_are_refused_before_any_record_is_read(call: str) -> None:
    with pytest.raises(InvalidFormula):
        parse(call)


@pytest.mark.parametrize(
    ("formula", "references"),
    [
        ("1", ()),
        ("Name", ("Name",)),
        ("{Name}", ("Name",)),
        ("{Two words} & Name & {Two words}", ("Two words", "Name")),
        ("{fldName0000000000}", ("fldName0000000000",)),
        (r"{Curly \} brace}", ("Curly } brace",)),
        (r"{a \} b \} c}", ("a } b } c",)),
        ('{it\'s "so" & = so}', ('it\'s "so" & = so',)),
        (r"{back\slash}", ("back\\slash",)),
        ("{ Name }", (" Name ",)),
        ("{}", ("",)),
        ("Größe", ("Größe",)),
        ("IF(a, b, LAST_MODIFIED_TIME(c))", ("a", "b", "c")),
        ("'{Name}'", ()),
    ],
)
def test_references_are_named_once_in_the_order_of_the_text(
    formula: str, references: tuple[str, ...]
) -> None:
    assert parse(formula).references == references


@pytest.mark.parametrize(
    "text",
    [
        "",
        "John",
        "Guest's Name",
        'say "x"',
        "back\\slash",
        "\\'",
        "a\nb",
        "{brace}",
        "\\n",
        "日本🎉",
        "'",
        "\\",
    ],
)
def test_texts_that_the_client_quotes_come_back_unchanged(text: str) -> None:
    assert evaluate(client.quoted(text)) == text


@pytest.mark.parametrize(
    "formula",
    [
        client.match({"Name": "it's", "Number": 5}),
        client.match({"Name": ("!=", ""), "Number": (">=", 5)}, match_any=True),
        client.AND(client.EQ(client.Field("Two words"), "a"), client.NOT(client.Formula("{Box}"))),
        client.OR(client.EQ(client.RECORD_ID(), f"rec{number:014d}") for number in range(100)),
        client.IS_AFTER(client.LAST_MODIFIED_TIME(), "2026-01-01"),
        client.match({"Curly } brace": "x"}),
        client.match({"Box": True}),
    ],
)
def test_what_pyairtable_builds_is_a_formula(formula: client.Formula) -> None:
    assert parse(str(formula)).references == parse(str(formula.flatten())).references


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("1" * 100_001, "the formula is longer than 100000 characters"),
        ("(" * 129 + "1" + ")" * 129, "the formula nests deeper than 128 levels"),
        ("LEN(" * 5_000, "the formula nests deeper than 128 levels"),
        ("1+" * 20_000 + "1", "the formula has more than 20000 parts"),
        ("1&1+1*-ABS(" * 41 + "1" + ")" * 41, "the formula is deeper than 200 operations inside each other"),
    ],
)
def test_formulas_beyond_the_bounds_are_refused(formula: str, reason: str) -> None:
    with pytest.raises(InvalidFormula) as caught:
        parse(formula)

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("(" * 128 + "1" + ")" * 128, 1),
        ("IF(0,1," * 128 + "7" + ")" * 128, 7),
        ("ABS(-" * 99 + "1" + ")" * 99, 1),
        ("1=1+1*-ABS(" * 39 + "0" + ")" * 39, True),
        ("1+" * 5_000 + "1", 5_001),
        ("'a'&" * 5_000 + "''", "a" * 5_000),
        ("-" * 50_000 + "1", 1),
        ("1=" * 5_001 + "1", True),
    ],
)
def test_formulas_at_the_bounds_are_evaluated(formula: str, value: Any) -> None:
    assert evaluate(formula) == value
