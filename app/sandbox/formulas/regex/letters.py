"""Sets of characters: classes by name, negation, and small letters with their capitals."""

import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from app.sandbox.formulas.regex.tree import Ranges

ANY: Ranges = ((0, sys.maxunicode),)
NO_NEWLINE: Ranges = ((0, 9), (11, sys.maxunicode))

_DIGIT: Ranges = ((0x30, 0x39),)
_SPACE: Ranges = ((9, 10), (12, 13), (32, 32))
_WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
PERL: dict[str, Ranges] = {"d": _DIGIT, "s": _SPACE, "w": _WORD}
POSIX: dict[str, Ranges] = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "ascii": ((0, 0x7F),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 0x1F), (0x7F, 0x7F)),
    "digit": _DIGIT,
    "graph": ((0x21, 0x7E),),
    "lower": ((0x61, 0x7A),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((9, 13), (32, 32)),
    "upper": ((0x41, 0x5A),),
    "word": _WORD,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}
CATEGORIES = set("LMNPSZC") | set(
    "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn".split()
)
# Longer ranges hold whole alphabets, and the capitals of their small letters too.
_MAX_FOLDED_RANGE = 0x500


def united(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The ranges in order, with those that touch as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def negated(ranges: Ranges) -> Ranges:
    """All other characters."""
    gaps, begin = [], 0
    for first, last in ranges:
        if begin < first:
            gaps.append((begin, first - 1))
        begin = last + 1
    if begin <= sys.maxunicode:
        gaps.append((begin, sys.maxunicode))
    return tuple(gaps)


def folded(ranges: Ranges) -> Ranges:
    """The set with the small letter and the capital of each of its characters."""
    found = list(ranges)
    for first, last in ranges:
        if last - first > _MAX_FOLDED_RANGE:
            continue
        for code in range(first, last + 1):
            character = chr(code)
            found += [
                (ord(each), ord(each)) for each in (character.lower(), character.upper()) if len(each) == 1
            ]
    return united(found)


@lru_cache(maxsize=64)
def category(name: str) -> Ranges:
    """The characters of one of the CATEGORIES. The first time takes a fifth of a second: it asks for each character."""
    codes = range(sys.maxunicode + 1)
    return united((code, code) for code in codes if unicodedata.category(chr(code)).startswith(name))
