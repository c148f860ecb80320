"""Cuts the text of a formula into tokens. Only straight quotes delimit strings; the language has no comments."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.sandbox.formulas.errors import InvalidFormula

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
  | (?P<string>"[^"\\]*(?:\\.[^"\\]*)*" | '[^'\\]*(?:\\.[^'\\]*)*')
  | (?P<field>\{(?:\\\}|[^}])*\})
  | (?P<word>[^\W\d]\w*)
  | (?P<symbol>!=|<=|>=|[=<>&+\-*/(),])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"'}


class Token(NamedTuple):
    """kind: number, string, field, word, symbol, or end. The text of a string or field is its content."""

    kind: str
    text: str
    position: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens, with an end token last. Raises InvalidFormula at what is none."""
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise InvalidFormula(f"{text[position]!r} at {position} begins nothing that a formula can hold")
        if match.lastgroup != "space":
            yield _token(match)
        position = match.end()
    yield Token("end", "", position, position)


def _token(match: re.Match[str]) -> Token:
    kind, text = match.lastgroup or "", match[0]
    if kind == "string":
        text = _ESCAPE.sub(_unescaped, text[1:-1])
    elif kind == "field":
        text = text[1:-1].replace("\\}", "}")
    return Token(kind, text, match.start(), match.end())


def _unescaped(match: re.Match[str]) -> str:
    """An unknown escape keeps its backslash, so that '\\d' is the same pattern with one backslash as with two."""
    return _ESCAPED.get(match[1], match[0])
