"""A compiled pattern, and what can be done with it."""

import re
from functools import lru_cache

from app.sandbox.formulas.budget import COMPILED_STEP, Budget, current_budget
from app.sandbox.formulas.regex.automaton import Automaton
from app.sandbox.formulas.regex.captures import Captures, captures_of
from app.sandbox.formulas.regex.parsing import parse_pattern
from app.sandbox.formulas.regex.program import program_of, reversed_tree
from app.sandbox.formulas.regex.tree import Pattern

# What compiling the smallest pattern counts, in steps.
SMALLEST_PATTERN = 50_000

_REFERENCE = re.compile(r"\$(?:(\$)|(&)|([0-9]{1,2})|<([A-Za-z_]\w*)>)", re.ASCII)


class Regex:
    """A pattern of RE2. Every method raises Exhausted when the budget does not suffice."""

    def __init__(self, tree: Pattern, groups: int, names: dict[str, int]) -> None:
        self._groups = groups
        self._names = names
        self._program = program_of(tree)
        self._forwards = Automaton(self._program, is_searching=True)
        self.size = len(self._program)
        self._backwards = Automaton(program_of(reversed_tree(tree)), is_searching=False)

    def matches(self, text: str, budget: Budget) -> bool:
        """Whether the pattern occurs in the text."""
        return self._forwards.end_after(text, 0, budget, is_any_enough=True) is not None

    def search(self, text: str, budget: Budget, start: int = 0) -> tuple[int, int] | None:
        """Where the leftmost match from start on begins and ends, None if there is none."""
        end = self._forwards.end_after(text, start, budget)
        return None if end is None else (self._backwards.start_before(text, end, start, budget), end)

    def captures(self, text: str, begin: int, budget: Budget) -> Captures:
        """What the groups of the match that begins here have captured."""
        return captures_of(self._program, self._groups, text, begin, budget)

    def replace(self, text: str, replacement: str, longest: int, budget: Budget) -> str | None:
        """The text with every match replaced, None when it grows longer than that."""
        template = self._template(replacement)
        pieces: list[str] = []
        size = position = copied = 0
        while position <= len(text) and (found := self.search(text, budget, position)):
            begin, end = found
            piece = text[copied:begin] + self._written(template, text, found, budget)
            size += len(piece)
            if size > longest:
                return None
            pieces.append(piece)
            copied = end
            position = end if end > begin else end + 1
        whole = "".join(pieces) + text[copied:]
        return whole if len(whole) <= longest else None

    def _written(self, template: list[str | int], text: str, found: tuple[int, int], budget: Budget) -> str:
        """The replacement of one match. The groups are looked for only if it mentions one."""
        captured: Captures = found
        if any(isinstance(part, int) and part > 0 for part in template):
            captured = self.captures(text, found[0], budget)
        return "".join(
            part if isinstance(part, str) else _captured(text, captured, part) for part in template
        )

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


def _captured(text: str, captured: Captures, group: int) -> str:
    begin, end = captured[2 * group], captured[2 * group + 1]
    return "" if begin is None or end is None else text[begin:end]


@lru_cache(maxsize=64)
def compile_pattern(pattern: str) -> Regex:
    """The pattern, ready to run. Raises BadPattern, and Exhausted when too much was compiled in one evaluation."""
    regex = Regex(*parse_pattern(pattern))
    current_budget().spend(COMPILED_STEP * (len(pattern) + regex.size) + SMALLEST_PATTERN)
    return regex
