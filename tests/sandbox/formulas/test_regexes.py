"""Regular expressions: the functions, RE2's syntax, and agreement with Python's engine where the two mean the same."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sandbox.formulas.budget import Budget, Exhausted
from app.sandbox.formulas.regex import BadPattern, compile_pattern
from tests.sandbox.formulas.records import ERROR, evaluate

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("REGEX_MATCH('Hello World','Hello.World')", True),
        ("REGEX_MATCH('Hello World','hello')", False),
        ("REGEX_MATCH('Hello World','(?i)hello')", True),
        ("REGEX_MATCH('Hello','^ello')", False),
        ("REGEX_MATCH('','^$')", True),
        ("REGEX_MATCH(BLANK(),'a')", False),
        ("REGEX_MATCH('AB-12','^[A-Z]{2}-[0-9]+$')", True),
        ("REGEX_MATCH(12345,'^[0-9]+$')", True),
        ("REGEX_MATCH('a','(')", ERROR),
        ("REGEX_MATCH('a','')", True),
        ("REGEX_EXTRACT('Hello World','W.*')", "World"),
        ("REGEX_EXTRACT('abc123def456','[0-9]+')", "123"),
        (r"REGEX_EXTRACT('abc123','\d+')", "123"),
        (r"REGEX_EXTRACT('abc123','\\d+')", "123"),
        ("REGEX_EXTRACT('ann@example.com','[^@]+')", "ann"),
        ("REGEX_EXTRACT('abc','(a)(b)')", "ab"),
        ("REGEX_EXTRACT('abc','[0-9]+')", ERROR),
        ("REGEX_EXTRACT('abc','x*')", ""),
        ("IF(ISERROR(REGEX_EXTRACT('abc','[0-9]')),'none','some')", "none"),
        ("REGEX_REPLACE('Hello World','World','there')", "Hello there"),
        ("REGEX_REPLACE('a1b22','[0-9]+','#')", "a#b#"),
        ("REGEX_REPLACE('(555) 123-4567','[^0-9]','')", "5551234567"),
        ("REGEX_REPLACE('John Smith','([a-zA-Z]+) ([a-zA-Z]+)','$2, $1')", "Smith, John"),
        ("REGEX_REPLACE('John Smith','(?P<first>[a-zA-Z]+) ','$<first>-')", "John-Smith"),
        ("REGEX_REPLACE('ab','b','[$&]')", "a[b]"),
        ("REGEX_REPLACE('ab','b','$$1')", "a$1"),
        ("REGEX_REPLACE('ab','b','$1')", "a$1"),
        ("REGEX_REPLACE('ab','(b)','$12')", "ab2"),
        ("REGEX_REPLACE('ab','(b)','$0')", "a$0"),
        ("REGEX_REPLACE('ab','(b)','$<x>')", "a$<x>"),
        ("REGEX_REPLACE('ab','(x)?b','<$1>')", "a<>"),
        ("REGEX_REPLACE('abc','','-')", "-a-b-c-"),
        ("REGEX_REPLACE('abxc','x*','-')", "-a-b--c-"),
        ("REGEX_REPLACE('abc','[','-')", ERROR),
        ("REGEX_REPLACE(REPT('a',1000),'a',REPT('b',1000))", ERROR),
        ("REGEX_REPLACE('a\nb','\n',' ')", "a b"),
    ],
)
def test_functions(formula: str, value: Any) -> None:
    assert evaluate(formula) == value


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("abc", "xabcx", "abc"),
        ("a.c", "a\nc abc", "abc"),
        ("(?s)a.c", "a\nc", "a\nc"),
        ("a|ab", "ab", "a"),
        ("(?:ab|a)c", "ac", "ac"),
        ("a*?b", "aab", "aab"),
        ("a+?", "aaa", "a"),
        ("a??b", "ab", "ab"),
        ("(?U)a+", "aaa", "a"),
        ("(?U)a+?", "aaa", "aaa"),
        ("a{2}", "aaa", "aa"),
        ("a{2,}", "aaaa", "aaaa"),
        ("a{1,2}", "aaaa", "aa"),
        ("a{0}b", "ab", "b"),
        ("a{,2}", "a{,2}", "a{,2}"),
        ("{", "{", "{"),
        ("[abc]+", "xxcabx", "cab"),
        ("[^abc]+", "abxyc", "xy"),
        ("[a-c1-3]+", "zb2z", "b2"),
        ("[]a]+", "a]b", "a]"),
        ("[^]a]+", "a]bc", "bc"),
        ("[a-]+", "b-a", "-a"),
        ("[-a]+", "b-a", "-a"),
        (r"[\]\\]+", r"a\]b", "\\]"),
        (r"[\d\s]+", "a1 2b", "1 2"),
        (r"[^\d]+", "12ab3", "ab"),
        ("[[:alpha:]]+", "12abC3", "abC"),
        ("[[:^alpha:]]+", "ab12c", "12"),
        ("[[:alpha:][:digit:]_]+", "-a1_-", "a1_"),
        (r"\d+\D+", "a12bc", "12bc"),
        (r"\w+\W", "é ab-", "ab-"),
        (r"\s+", "a \t\n\x0bb", " \t\n"),
        (r"\S+", " ab ", "ab"),
        (r"\bcat\b", "concat cat", "cat"),
        (r"\Bcat", "cat concat", "cat"),
        ("^b", "a\nb", None),
        ("(?m)^b$", "a\nb\nc", "b"),
        ("a$", "a\n", None),
        ("(?m)a$", "a\n", "a"),
        (r"\Aa\z", "a", "a"),
        (r"\x41\x{1F389}\101\t", "A🎉A\t", "A🎉A\t"),
        (r"\.\*\+\?\(\)\[\]\{\}\|\^\$\\", r".*+?()[]{}|^$\ ", r".*+?()[]{}|^$\ "[:-1]),
        (r"\Qa.b*\E+", "a.b***", "a.b***"),
        (r"\Qa.b", "a.b", "a.b"),
        (r"\pL+", "1éß日2", "éß日"),
        (r"\p{Lu}+", "aÉÀb", "ÉÀ"),
        (r"\P{L}+", "a12b", "12"),
        (r"\p{^L}+", "a12b", "12"),
        (r"[\p{Nd}]+", "a١٢b", "١٢"),
        ("(?i)straße", "STRAßE", "STRAßE"),
        ("(?i)[a-c]+", "xABCx", "ABC"),
        ("(?i)[^a]+", "aAb", "b"),
        ("(?i:a)b", "Ab AB", "Ab"),
        ("(?i)a(?-i)b", "Ab", "Ab"),
        ("(?i)a(?-i)b", "AB", None),
        ("a(?i)b|c", "C", "C"),
        ("(?P<year>[0-9]{4})", "in 2024", "2024"),
        ("(?<year>[0-9]{4})", "in 2024", "2024"),
        ("(a*)*", "aaa", "aaa"),
        ("(a|b)*c", "ababc", "ababc"),
        ("(a?){3}b", "aab", "aab"),
        ("(|a)+", "aaa", ""),
        ("(a|)+", "aaa", "aaa"),
        ("^*a", "a", "a"),
        ("()", "a", ""),
        ("a||b", "b", ""),
        (r"\/", "/", "/"),
        ("日本", "日本語", "日本"),
        ("[^x]", "🎉", "🎉"),
    ],
)
def test_patterns_match_as_in_re2(pattern: str, text: str, found: str | None) -> None:
    regex = compile_pattern(pattern)

    span = regex.search(text, Budget())

    assert (None if span is None else text[slice(*span)]) == found
    assert regex.matches(text, Budget()) is (found is not None)


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a)",
        "(a",
        "[",
        "[a",
        "[]",
        "[b-a]",
        r"[\d-z-a]]"[:7],
        "*",
        "+a",
        "a|*",
        "(*a)",
        "a**",
        "a+*",
        "a{2}{3}",
        "a{3,2}",
        "a{1001}",
        "a{1,1001}",
        "a++",
        "a???",
        r"\1",
        r"(a)\1",
        r"\k<a>",
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<!a)",
        "(?>a)",
        "(?#note)",
        "(?)",
        "(?x)a",
        "(?P<a>a)(?P<a>b)",
        "(?P=a)",
        r"\Z",
        r"\C",
        r"\y",
        r"\x{110000}",
        r"\xg",
        r"\p{Greek}",
        r"\p{Xx}",
        r"\pX",
        "[[:what:]]",
        "a\\",
        "(" * 100 + ")" * 100,
        "((a{1000}){1000}){1000}",
        "a" * 2_001,
    ],
)
def test_what_re2_refuses_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(pattern)


LETTERS = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\w", "\\b", "^", "$", "(?i:A)"])
PATTERNS = st.recursive(
    LETTERS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,2}?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        inner.map(lambda item: f"({item})"),
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(PATTERNS, st.text("abA-\n", max_size=8), st.integers(0, 3))
def test_matches_are_those_of_pythons_engine(pattern: str, text: str, start: int) -> None:
    regex = compile_pattern(pattern)

    expected = re.compile(_for_python(pattern)).search(text, min(start, len(text)))
    found = regex.search(text, Budget(), min(start, len(text)))

    assert found == (None if expected is None else expected.span())
    if found is not None and expected is not None:
        spans = [expected.span(number) for number in range(len(expected.groups()) + 1)]
        assert regex.captures(text, found[0], Budget()) == tuple(
            None if place < 0 else place for span in spans for place in span
        )


def _for_python(pattern: str) -> str:
    """The same pattern in Python's words: its $ matches before a last newline too, its classes know Unicode."""
    return f"(?a:{pattern.replace('$', chr(92) + 'Z')})"


def test_a_budget_that_is_used_up_ends_every_method() -> None:
    regex = compile_pattern("(a?){300}(b)")

    for method in (regex.matches, regex.search):
        with pytest.raises(Exhausted):
            method("a" * 1_000, Budget(10_000))
    with pytest.raises(Exhausted):
        regex.replace("a" * 1_000, "$1", 1_000, Budget(10_000))
