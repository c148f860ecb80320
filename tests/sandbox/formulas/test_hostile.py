"""Formulas and cells that want to cost time or memory, or to reach what is none of theirs."""

import time
from typing import Any

import pytest

from app.sandbox.formulas import InvalidFormula, parse
from tests.sandbox.formulas.records import ERROR, FIELDS, NOW, Record, evaluate, keeps

pytestmark = pytest.mark.unit

LONG = "a" * 100_000


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("REPT('a',1000000000000)", ERROR),
        ("REPT(REPT('a',1000),1000)", ERROR),
        ("LEN(REPT(REPT('a',1000),100))", 100_000),
        ("REPT('a',60000)&REPT('b',60000)", ERROR),
        ("CONCATENATE(REPT('a',60000),REPT('b',60000))", ERROR),
        ("SUBSTITUTE(REPT('a',10000),'a',REPT('b',10000))", ERROR),
        ("SUBSTITUTE(REPT('a',99999),'a','bb',99999)&''", "a" * 99_998 + "bb"),
        ("SUBSTITUTE('a','a','b',1000000000000000000000)", "a"),
        ("REPLACE(REPT('a',60000),1,0,REPT('b',60000))", ERROR),
        ("ENCODE_URL_COMPONENT(REPT('é',60000))", ERROR),
        ("UPPER(REPT('ß',60000))", ERROR),
        ("REGEX_REPLACE(REPT('a',5000),'a',REPT('b',5000))", ERROR),
        ("LEFT('abc',1000000000000000000000)", "abc"),
        ("MID('abc',1000000000000000000000,1)", ""),
        ("FIND('a','abc',1000000000000000000000)", 0),
        ("ROUND(1,1000000000000000000000)", 1),
        ("ROUND(1,-1000000000000000000000)", 0),
        ("POWER(POWER(10,300),POWER(10,300))", {"specialValue": "Infinity"}),
        ("DATETIME_FORMAT('2024-05-01',REPT('Y',251))", ERROR),
        ("DATETIME_PARSE(REPT('1',251),'YYYY')", ERROR),
        ("DATETIME_PARSE('1',REPT('Y',251))", ERROR),
        ("COUNTA(" + "REPT('a',100000)," * 5 + "1)", ERROR),
        ("COUNTA(" + "REPT('a',100000)," * 4 + "1)", 5),
        ("REPT('a',100000)&" * 5_000 + "1", ERROR),
        ("CONCATENATE(" + "REPT('a',100000)," * 5_000 + "1)", ERROR),
        ("LEN(REPT('a',100000))+" * 199 + "0", 19_900_000),
        ("LEN(REPT('a',100000))+" * 201 + "0", ERROR),
        ("LEN(REPT('a',1000))+" * 500 + "0", 500_000),
        ("DATETIME_PARSE(REPT('1',99999))", ERROR),
        ("SET_LOCALE('2024-05-01',REPT('x',99999))", "2024-05-01T00:00:00.000Z"),
        ("SET_TIMEZONE('2024-05-01',REPT('x',99999))", ERROR),
        ("WORKDAY('2024-05-01',REPT('9',300))", ERROR),
        ("DATEADD('2024-05-01',REPT('9',300),'milliseconds')", ERROR),
        ("REPT('9',400)+1", {"specialValue": "Infinity"}),
        ("VALUE(REPT('9',99999))", ERROR),
        ("ARRAYSLICE('a',-1000000000000000000000,1000000000000000000000)", ["a"]),
    ],
)
def test_large_results_are_errors_and_not_memory(formula: str, value: Any) -> None:
    assert evaluate(formula) == value


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 5_000 + "b"),
        ("(a|aa)+$", "a" * 5_000 + "b"),
        ("(a|a?)+$", "a" * 5_000 + "b"),
        ("(.*a){12}$", "a" * 1_000 + "b"),
        ("([a-zA-Z]+)*$", "a" * 5_000 + "!"),
        (".*.*.*=.*", "a" * 5_000),
        ("a*a*a*a*a*b", "a" * 5_000),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 5_000),
        ("(x+x+)+y", "x" * 5_000),
        ("(a?){200}a{200}", "a" * 200),
        (r"\s+$", " " * 20_000 + "a"),
        ("(?:(?:a{10}){10})*b", "a" * 2_000),
    ],
)
def test_patterns_that_run_away_elsewhere_end_in_time(pattern: str, text: str) -> None:
    began = time.process_time()

    keeps(f"REGEX_MATCH({{Name}},'{pattern}')", {"Name": text})
    keeps(f"REGEX_REPLACE({{Name}},'{pattern}','')", {"Name": text})

    # Where backtracking takes years. The bound is wide, because the machine may be busy.
    assert time.process_time() - began < 10


def test_a_pattern_that_uses_up_its_budget_is_an_error() -> None:
    assert evaluate("REGEX_MATCH({Name},'(a?){1000}(a?){300}b')", {"Name": LONG}) == ERROR


def test_all_patterns_of_a_formula_share_one_budget_and_every_record_has_its_own() -> None:
    once = "LEN(REGEX_REPLACE({Name},'b+','b'))"

    program = parse("+".join([once] * 150)).bind(FIELDS)
    long, short = Record({"Name": LONG}), Record({"Name": "abb"})

    assert [program.evaluate(row, now=NOW) for row in (short, long, short)] == [300, ERROR, 300]


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os')",
        "{Name}.__class__",
        "().__class__",
        "exec('1')",
        "os.system('ls')",
        "IF(1,2,3) // comment",
        "1; DROP TABLE record",
        "'a' OR '1'='1'",
        "${7*7}",
        "{{7*7}}",
    ],
)
def test_code_is_no_formula(formula: str) -> None:
    with pytest.raises(InvalidFormula):
        parse(formula)


def test_a_value_is_never_read_as_a_formula() -> None:
    assert evaluate("{Name}&''", {"Name": "1+1"}) == "1+1"
    assert evaluate("{Name}+0", {"Name": "1+1"}) == ERROR
    assert keeps("{Name}='x'", {"Name": "' OR '1'='1"}) is False


@pytest.mark.parametrize(
    "text", ["\ud800", "a\x00b", "\u202e", "é", "🏴\U000e0067\U000e0062\U000e007f", "'\"\\{}"]
)
def test_strange_characters_pass_unharmed(text: str) -> None:
    assert evaluate("MID({Name},1,99)&LEFT({Name},0)", {"Name": text}) == text
    assert evaluate("REGEX_REPLACE({Name},'(?s)^(.*)$','$1')", {"Name": text}) == text


def test_half_a_character_cannot_be_encoded() -> None:
    assert evaluate("ENCODE_URL_COMPONENT({Name})", {"Name": "\ud800"}) == ERROR


@pytest.mark.parametrize(
    ("term", "cells"),
    [
        ("COUNTA({Titles})", {"Titles": ["a"] * 2_000}),
        ("REGEX_MATCH('a','(x{1000}){3}%d')", {}),
        ("LEN(DATETIME_FORMAT(NOW(),REPT('LLLL',62)))", {}),
    ],
)
def test_a_formula_that_does_the_same_work_too_often_is_an_error(term: str, cells: dict[str, Any]) -> None:
    formula = "+".join(term.replace("%d", str(number)) for number in range(2_000))

    assert evaluate(formula, cells) == ERROR


def test_deep_formulas_with_deep_patterns_do_not_overflow_the_stack() -> None:
    deep = "(?:" * 59 + "(a|b)" + ")" * 59
    formula = "CONCATENATE('a','b'," * 127 + f"REGEX_REPLACE({{Name}},'{deep}','<$1>')" + ")" * 127

    assert evaluate(formula, {"Name": "xa"}) == "ab" * 127 + "x<a>"
