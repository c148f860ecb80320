"""Reads a pattern in the syntax of RE2."""

import re
from dataclasses import dataclass, replace

from app.sandbox.formulas.regex import letters
from app.sandbox.formulas.regex.tree import Choice, Group, Letter, Pattern, Place, Ranges, Repeat, Sequence

MAX_PATTERN = 2_000
_MAX_DEPTH = 60
_MAX_REPEAT = 1_000

_REPEAT = re.compile(r"\{(\d{1,4})(?:(,)(\d{1,4})?)?\}", re.ASCII)
_FLAGS = re.compile(r"\(\?([imsU]*)(-[imsU]+)?([:)])")
_NAMED = re.compile(r"\(\?P?<([A-Za-z_]\w*)>", re.ASCII)
_CODE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|(0[0-7]{0,2}|[1-7][0-7]{2}))")
_CATEGORY = re.compile(r"\\([pP])(?:\{(\^?)(\w+)\}|([A-Z]))", re.ASCII)
_POSIX = re.compile(r"\[:(\^?)(\w+):\]", re.ASCII)
_QUOTATION = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\.", re.DOTALL)
_CONTROLS = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_PLACES = {"A": Place.TEXT_START, "z": Place.TEXT_END, "b": Place.WORD_EDGE, "B": Place.NO_WORD_EDGE}
_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class BadPattern(Exception):
    """The pattern is none of RE2, or too large."""


@dataclass(frozen=True, slots=True)
class _Flags:
    ignore_case: bool = False
    lines: bool = False
    dot_all: bool = False
    lazy: bool = False


def parse_pattern(pattern: str) -> tuple[Pattern, int, dict[str, int]]:
    """The tree, the number of groups, and the numbers of those with names. Raises BadPattern."""
    if len(pattern) > MAX_PATTERN:
        raise BadPattern("the pattern is too long")
    parser = _Parser(_QUOTATION.sub(_unquoted, pattern))
    tree = parser.choice(_Flags(), 0)
    if parser.position < len(parser.pattern):
        raise BadPattern("a parenthesis is closed that was not opened")
    return tree, parser.groups, parser.names


class _Parser:
    """Reads from position on."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.groups = 0
        self.names: dict[str, int] = {}

    def choice(self, flags: _Flags, depth: int) -> Pattern:
        """Alternatives up to the end or a closing parenthesis. (?i) holds to the end of the group."""
        if depth > _MAX_DEPTH:
            raise BadPattern("the pattern nests too deep")
        branches: list[Sequence] = []
        items: list[Pattern] = []
        while (character := self._peek()) not in ("", ")"):
            if character == "|":
                self.position += 1
                branches.append(Sequence(tuple(items)))
                items = []
            elif match := self._take(_FLAGS):
                flags = self._flagged(match, flags, items, depth)
            else:
                items.append(self._repeated(self._atom(character, flags, depth), flags))
        branches.append(Sequence(tuple(items)))
        return _one_of([each.items[0] if len(each.items) == 1 else each for each in branches])

    def _flagged(self, match: re.Match[str], flags: _Flags, items: list[Pattern], depth: int) -> _Flags:
        """Reads (?i) or (?i:...), and gives the flags for what comes after."""
        inner = flags
        for given, is_on in ((match[1], True), ((match[2] or "")[1:], False)):
            for letter in given:
                name = {"i": "ignore_case", "m": "lines", "s": "dot_all", "U": "lazy"}[letter]
                inner = replace(inner, **{name: is_on})
        if match[3] == ")":
            if not match[1] and not match[2]:
                raise BadPattern("the flags are missing")
            return inner
        item = self.choice(inner, depth + 1)
        self._close()
        items.append(self._repeated(item, flags))
        return flags

    def _atom(self, character: str, flags: _Flags, depth: int) -> Pattern:
        if character == "(":
            return self._group(flags, depth)
        if character == "[":
            return Letter(self._class(flags))
        if character == "\\":
            return self._escape(flags)
        if character in _COUNTS:
            raise BadPattern("there is nothing to repeat")
        self.position += 1
        match character:
            case ".":
                return Letter(letters.ANY if flags.dot_all else letters.NO_NEWLINE)
            case "^":
                return Place.LINE_START if flags.lines else Place.TEXT_START
            case "$":
                return Place.LINE_END if flags.lines else Place.TEXT_END
        return _letter(_one(ord(character)), flags)

    def _group(self, flags: _Flags, depth: int) -> Pattern:
        named = self._take(_NAMED)
        if not named:
            self.position += 1
            if self._peek() == "?":
                raise BadPattern("RE2 has no look-around")
        self.groups += 1
        number = self.groups
        if named:
            if named[1] in self.names:
                raise BadPattern("two groups have the same name")
            self.names[named[1]] = number
        item = self.choice(flags, depth + 1)
        self._close()
        return Group(item, number)

    def _close(self) -> None:
        if self._peek() != ")":
            raise BadPattern("a parenthesis is not closed")
        self.position += 1

    def _repeated(self, item: Pattern, flags: _Flags) -> Pattern:
        """The item with the quantifier behind it, if there is one."""
        counts = self._counts()
        if counts is None:
            return item
        is_lazy = self._peek() == "?"
        self.position += is_lazy
        if self._counts() is not None:
            raise BadPattern("a quantifier follows a quantifier")
        least, most = counts
        if max(least, most or 0) > _MAX_REPEAT or (most is not None and most < least):
            raise BadPattern("the quantifier is out of range")
        return Repeat(item, least, most, is_greedy=is_lazy == flags.lazy)

    def _counts(self) -> tuple[int, int | None] | None:
        """Reads *, +, ? or {2,5}. Braces that count nothing are characters."""
        if self._peek() in _COUNTS:
            self.position += 1
            return _COUNTS[self.pattern[self.position - 1]]
        match = self._take(_REPEAT)
        if match is None:
            return None
        least = int(match[1])
        return least, (least if not match[2] else int(match[3]) if match[3] else None)

    def _escape(self, flags: _Flags) -> Pattern:
        letter = self.pattern[self.position + 1 : self.position + 2]
        if letter in _PLACES:
            self.position += 2
            return _PLACES[letter]
        return _letter(self._escaped_set(), flags)

    def _escaped_set(self) -> Ranges:
        """The set of an escape, inside of brackets and outside."""
        if match := self._take(_CODE):
            code = int(match[1] or match[2], 16) if match[1] or match[2] else int(match[3], 8)
            if code > letters.ANY[0][1]:
                raise BadPattern("there is no such character")
            return _one(code)
        if match := self._take(_CATEGORY):
            return _category(match)
        letter = self.pattern[self.position + 1 : self.position + 2]
        self.position += 2
        if letter.lower() in letters.PERL:
            found = letters.PERL[letter.lower()]
            return found if letter.islower() else letters.negated(found)
        if letter in _CONTROLS:
            return _one(_CONTROLS[letter])
        if not letter or letter.isalnum():
            raise BadPattern("there is no such escape")
        return _one(ord(letter))

    def _class(self, flags: _Flags) -> Ranges:
        """Reads [...]. A closing bracket that comes first is a character."""
        self.position += 1
        is_negated = self._peek() == "^"
        self.position += is_negated
        found: list[tuple[int, int]] = []
        is_first = True
        while is_first or self._peek() != "]":
            if not self._peek():
                raise BadPattern("a bracket is not closed")
            found += self._class_item()
            is_first = False
        self.position += 1
        ranges = letters.united(found)
        if flags.ignore_case:
            ranges = letters.folded(ranges)
        return letters.negated(ranges) if is_negated else ranges

    def _class_item(self) -> Ranges:
        if match := self._take(_POSIX):
            if match[2] not in letters.POSIX:
                raise BadPattern("there is no such class")
            found = letters.POSIX[match[2]]
            return letters.negated(found) if match[1] else found
        first = self._class_letter()
        ahead = self.pattern[self.position : self.position + 2]
        if len(first) > 1 or first[0][0] != first[0][1] or ahead[:1] != "-" or ahead[1:] in ("", "]"):
            return first
        self.position += 1
        last = self._class_letter()
        if len(last) > 1 or last[0][0] != last[0][1] or last[0][0] < first[0][0]:
            raise BadPattern("the range of characters is none")
        return ((first[0][0], last[0][0]),)

    def _class_letter(self) -> Ranges:
        if self._peek() == "\\":
            return self._escaped_set()
        self.position += 1
        return _one(ord(self.pattern[self.position - 1]))

    def _peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def _take(self, shape: re.Pattern[str]) -> re.Match[str] | None:
        match = shape.match(self.pattern, self.position)
        if match:
            self.position = match.end()
        return match


def _unquoted(match: re.Match[str]) -> str:
    """What stands between \\Q and \\E, with a backslash before everything that could mean something."""
    if match[1] is None:
        return match[0]
    return "".join(each if each.isalnum() else f"\\{each}" for each in match[1])


def _one(code: int) -> Ranges:
    return ((code, code),)


def _one_of(branches: list[Pattern]) -> Pattern:
    """A choice between letters is one letter, because it does not matter which of them is preferred."""
    if len(branches) == 1:
        return branches[0]
    if all(isinstance(each, Letter) for each in branches):
        return Letter(
            letters.united(pair for each in branches if isinstance(each, Letter) for pair in each.ranges)
        )
    return Choice(tuple(branches))


def _letter(ranges: Ranges, flags: _Flags) -> Letter:
    return Letter(letters.folded(ranges) if flags.ignore_case else ranges)


def _category(match: re.Match[str]) -> Ranges:
    name = match[3] or match[4]
    if name != "Any" and name not in letters.CATEGORIES:
        raise BadPattern("there is no such category")
    found = letters.ANY if name == "Any" else letters.category(name)
    return found if (match[1] == "p") != bool(match[2]) else letters.negated(found)
