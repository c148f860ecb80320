"""Whether the numbers of an answer stand in what the tools gave back.

A numeral is proven when a result of the turn has its value, as far as the numeral shows it: "1.2M" stands for 1,234,567
and "46 %" for 0.4567. Days and times are proven by days and times only, so that the minute at which something was read
never proves a count. Prose proves nothing: what somebody wrote in a note is no figure of the table. Whatever a model
added up or made up is not proven, and is marked.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cached_property
from typing import Any, NamedTuple

MOST_DEPTH = 12
ABOUT_CHARACTERS = 20
# A text of a result with more words is prose, unless the platform itself has put it into words.
PROSE_WORDS = 6
OUR_WORDS = frozenset({"filter", "title", "calculation"})
# What a model gave itself and a tool repeats.
ECHOES = frozenset({"looked_for"})
_ONE = Decimal(1)
_ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9}
_FIGURE = r"\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NUMERAL = re.compile(
    rf"(?<![\w.])(?P<sign>[-−–]?)(?P<figure>{_FIGURE})"
    r"(?:\s?(?:(?P<percent>%)|(?P<percent_word>percent|per cent)(?!\w)"
    r"|(?P<scale>k|thousand|mn?|million|bn?|billion)s?(?!\w)))?(?!\w)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|around|roughly|nearly|almost|over|more than|approximately|~|≈)\s*[$€£]?$", re.I
)
# What has digits and says no amount: a place in a list, code, a link.
_NO_AMOUNT = re.compile(r"^\s*\d{1,3}[.)]\s|```.*?```|`[^`]*`|https?://\S+", re.MULTILINE | re.DOTALL)
_TIME = re.compile(r"(?<![\w:])(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?![\w:])")
_YEAR = r"(?:,? (?P<year>\d{4}))?(?!\w)"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DAYS = (
    re.compile(
        r"(?<!\d)(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})"
        r"(?:T(?P<hour>\d{2}):(?P<minute>\d{2})[\d:.]*(?:Z|[+-][\d:]+)?)?(?!\w)"
    ),
    re.compile(rf"(?<![\w.,]){_ORDINAL}(?: of)? {_MONTH}{_YEAR}", re.IGNORECASE),
    re.compile(rf"(?<!\w){_MONTH} {_ORDINAL}{_YEAR}", re.IGNORECASE),
)


class Numeral(NamedTuple):
    """An amount as it is written. `step` is what its last shown digit stands for."""

    written: str
    value: Decimal
    step: Decimal
    is_percent: bool = False


class Day(NamedTuple):
    """A day as it is written; without a year when none stands there."""

    written: str
    month: int
    day: int
    year: int | None


class Time(NamedTuple):
    """A time of day as it is written."""

    written: str
    hour: int
    minute: int


Token = Numeral | Day | Time


@dataclass
class Facts:
    """What is known: amounts, days as (year, month, day), and times of day as (hour, minute)."""

    values: set[Decimal] = field(default_factory=set)
    days: set[tuple[int | None, int, int]] = field(default_factory=set)
    times: set[tuple[int, int]] = field(default_factory=set)

    def learn(self, data: Any, depth: int = 0) -> None:
        """Every number in plain JSON: as it is, in its short texts and names, and the length of each list."""
        if depth > MOST_DEPTH or isinstance(data, bool) or data is None:
            return
        if isinstance(data, int | float):
            self.values.add(Decimal(str(data)))
        elif isinstance(data, str) and len(data.split()) <= PROSE_WORDS:
            self.learn_text(data)
        elif isinstance(data, dict):
            for name, value in data.items():
                self.learn(str(name), depth + 1)
                if name in ECHOES:
                    continue
                is_ours = name in OUR_WORDS and isinstance(value, str)
                self.learn_text(value) if is_ours else self.learn(value, depth + 1)
        elif isinstance(data, list | tuple):
            self.values.add(Decimal(len(data)))
            for each in data:
                self.learn(each, depth + 1)

    def learn_text(self, text: str) -> None:
        """Every number of a text, however long it is."""
        for token in tokens(text):
            match token:
                case Numeral():
                    self.values.add(token.value)
                case Day():
                    self.days.add((token.year, token.month, token.day))
                case Time():
                    self.times.add((token.hour, token.minute))

    def prove(self, token: Token) -> bool:
        """Whether this is known."""
        match token:
            case Day():
                if token.year is None:
                    return (token.month, token.day) in self._days_of_a_year
                return not self.days.isdisjoint(
                    {(token.year, token.month, token.day), (None, token.month, token.day)}
                )
            case Numeral():
                is_year = token.step == 1 and token.value in self._years
                return (
                    is_year or self._has(token) or (token.is_percent and self._has(token, hundredfold=True))
                )
            case Time():
                return (token.hour, token.minute) in self.times

    @cached_property
    def _days_of_a_year(self) -> set[tuple[int, int]]:
        return {(month, day) for _, month, day in self.days}

    @cached_property
    def _years(self) -> set[int | None]:
        return {year for year, _, _ in self.days}

    @cached_property
    def _sorted(self) -> list[Decimal]:
        """The amounts without their sign. Nothing is learned any more once something was asked."""
        return sorted({abs(value) for value in self.values})

    def _has(self, numeral: Numeral, *, hundredfold: bool = False) -> bool:
        """Whether an amount, or its hundredfold, is what the numeral shows. Only the near ones are looked at: an answer
        may have thousands of numerals, and a result as many amounts."""
        factor = 100 if hundredfold else 1
        shown = abs(numeral.value)
        at = bisect_left(self._sorted, (shown - numeral.step) / factor)
        while at < len(self._sorted) and self._sorted[at] * factor <= shown + numeral.step:
            if _shows(numeral, self._sorted[at] * factor):
                return True
            at += 1
        return False


def unproven(text: str, results: Iterable[Any], known: Iterable[str] = ()) -> list[str]:
    """The numerals of an answer that nothing proves, as they are written, each once.

    results: plain JSON of the tools. known: other texts whose numerals may be repeated, such as the question and the
    day.
    """
    facts = Facts()
    for each in results:
        facts.learn(each)
    for words in known:
        facts.learn_text(words)
    return list(dict.fromkeys(token.written for token in tokens(text) if not facts.prove(token)))


def tokens(text: str) -> Iterator[Token]:
    """The days, times and amounts of a text."""
    rest = _NO_AMOUNT.sub(_blank, text)
    for pattern in _DAYS:
        for found in pattern.finditer(rest):
            yield _day(found)
            if found.groupdict().get("hour"):
                yield Time(found[0], int(found["hour"]), int(found["minute"]))
        rest = pattern.sub(_blank, rest)
    for found in _TIME.finditer(rest):
        yield Time(found[0], int(found[1]), int(found[2]))
    rest = _TIME.sub(_blank, rest)
    for found in _NUMERAL.finditer(rest):
        yield _numeral(found, rest)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _day(found: re.Match[str]) -> Day:
    parts = found.groupdict()
    month = int(parts["number"]) if "number" in parts else _MONTHS.index(parts["name"][:3].lower()) + 1
    return Day(found[0], month, int(parts["day"]), int(parts["year"]) if parts["year"] else None)


def _numeral(found: re.Match[str], text: str) -> Numeral:
    figure = re.sub(r"[,\u202f\u00a0 ]", "", found["figure"])
    scale = Decimal(10) ** _SCALES.get((found["scale"] or "").lower(), 0)
    decimals = len(figure.partition(".")[2])
    step = scale / Decimal(10) ** decimals
    # "About 1,200" says no more than its digits before the zeros.
    if (
        not decimals
        and figure.strip("0")
        and _ABOUT.search(text, max(0, found.start() - ABOUT_CHARACTERS), found.start())
    ):
        step *= Decimal(10) ** (len(figure) - len(figure.rstrip("0")))
    is_negative = found["sign"] in {"-", "−"}
    value = Decimal(figure) * scale * (-1 if is_negative else 1)
    return Numeral(found[0].strip(), value, step, bool(found["percent"] or found["percent_word"]))


def _shows(numeral: Numeral, value: Decimal) -> bool:
    """Whether the numeral is the value, or the value rounded to the digits that it shows. The sign may be said in
    words, such as a loss."""
    shown, held = abs(numeral.value), abs(value)
    if shown == held:
        return True
    try:
        digits = held / numeral.step
        return any(digits.quantize(_ONE, way) * numeral.step == shown for way in _ROUNDINGS)
    except InvalidOperation:
        # More digits than arithmetic is done with.
        return False
