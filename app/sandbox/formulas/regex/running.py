"""A compiled pattern, which chooses its engine for each text."""

import re
from functools import cached_property, lru_cache

from app.sandbox.formulas.regex.backtracking import python_pattern, ways
from app.sandbox.formulas.regex.machine import Budget, Captures, Exhausted, Machine
from app.sandbox.formulas.regex.parsing import parse_pattern
from app.sandbox.formulas.regex.tree import Pattern

__all__ = ["Exhausted", "Regex", "compile_pattern"]

# What one search or replacement may take: on Python's engine at most about 0.02 s, on ours at most about 0.5 s.
MAX_WAYS = 4_000_000
MAX_STEPS = 500_000

_REFERENCE = re.compile(r"\$(?:(\$)|(&)|([0-9]{1,2})|<([A-Za-z_]\w*)>)", re.ASCII)


class Regex:
    """A pattern of RE2."""

    def __init__(self, tree: Pattern, groups: int, names: dict[str, int]) -> None:
        self._tree = tree
        self._groups = groups
        self._names = names
        # Compiled at once, because it is what refuses a pattern that is too large.
        self._machine = Machine(tree, groups)
        self._cheap: dict[int, bool] = {}

    def search(self, text: str) -> Captures | None:
        """Where the leftmost match begins and ends, and where its groups do, None if there is none.

        Raises Exhausted.
        """
        return self._search_from(text, 0, Budget(MAX_STEPS))

    def replace(self, text: str, replacement: str, longest: int) -> str | None:
        """The text with every match replaced, None when it grows longer than that. Raises Exhausted."""
        pieces: list[str] = []
        size = position = copied = 0
        template = self._template(replacement)
        budget = Budget(MAX_STEPS)
        while position <= len(text):
            found = self._search_from(text, position, budget)
            if found is None:
                break
            begin, end = found[0] or 0, found[1] or 0
            piece = text[copied:begin] + "".join(
                part if isinstance(part, str) else _captured(text, found, part) for part in template
            )
            size += len(piece)
            if size > longest:
                return None
            pieces.append(piece)
            copied = end
            position = end if end > begin else end + 1
        whole = "".join(pieces) + text[copied:]
        return whole if len(whole) <= longest else None

    def _search_from(self, text: str, start: int, budget: Budget) -> Captures | None:
        if not self._is_cheap((len(text) - start).bit_length()):
            return self._machine.search(text, start, budget)
        match = self._python.search(text, start)
        if match is None:
            return None
        spans = (match.span(number) for number in range(self._groups + 1))
        return tuple(None if place < 0 else place for span in spans for place in span)

    def _is_cheap(self, bits: int) -> bool:
        """Whether Python's engine may search a text with a length of so many bits."""
        if bits not in self._cheap:
            self._cheap[bits] = (1 << bits) * ways(self._tree, 1 << bits) <= MAX_WAYS
        return self._cheap[bits]

    @cached_property
    def _python(self) -> re.Pattern[str]:
        return re.compile(python_pattern(self._tree))

    def _template(self, replacement: str) -> list[str | int]:
        """The replacement as texts and numbers of groups. A reference to no group is a text."""
        parts: list[str | int] = []
        position = 0
        for match in _REFERENCE.finditer(replacement):
            parts += (replacement[position : match.start()], *self._reference(match))
            position = match.end()
        return [*parts, replacement[position:]]

    def _reference(self, match: re.Match[str]) -> tuple[str | int, ...]:
        """What a reference stands for. $12 is the first group and a 2 where there are less than twelve."""
        if match[1]:
            return ("$",)
        if match[2]:
            return (0,)
        if match[4]:
            return (self._names.get(match[4], match[0]),)
        for digits in (match[3], match[3][:1]):
            if 1 <= int(digits) <= self._groups:
                return int(digits), match[3][len(digits) :]
        return (match[0],)


def _captured(text: str, found: Captures, group: int) -> str:
    begin, end = found[2 * group], found[2 * group + 1]
    return "" if begin is None or end is None else text[begin:end]


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Regex:
    """The pattern, ready to run. Raises BadPattern."""
    return Regex(*parse_pattern(pattern))
