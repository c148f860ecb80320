"""A pattern as a program: steps that test a character, go two ways, ask for a place, or remember a position."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from app.sandbox.formulas.regex.parsing import BadPattern
from app.sandbox.formulas.regex.tree import Choice, Group, Letter, Pattern, Place, Ranges, Repeat, Sequence

# A pattern that repeats a large part a thousand times is refused.
MAX_LENGTH = 4_000

Test: TypeAlias = Callable[[str], bool]


class Beside(Enum):
    """What stands beside a place, as far as places ask."""

    EDGE = "the end of the text"
    NEWLINE = "a newline"
    WORD = "a word character of ASCII"
    OTHER = "another character"


@dataclass(slots=True)
class Step:
    """One instruction. Exactly one of the four is set, except for the end, where none is.

    test: one character; ways: goes on at each of these, in the order of preference; place: an empty match;
    slot: remembers the position.
    """

    test: Test | None = None
    ways: tuple[int, ...] = ()
    place: Place | None = None
    slot: int | None = None


def program_of(tree: Pattern) -> list[Step]:
    """The steps, of which the last is the end. Raises BadPattern when there are too many."""
    builder = _Builder()
    builder.emit(Group(tree, 0))
    builder.add(Step())
    return builder.steps


def reversed_tree(node: Pattern) -> Pattern:
    """The pattern that matches the same texts from their end to their beginning."""
    match node:
        case Place():
            return _MIRRORED.get(node, node)
        case Sequence():
            return Sequence(tuple(reversed_tree(item) for item in reversed(node.items)))
        case Choice():
            return Choice(tuple(map(reversed_tree, node.items)))
        case Group():
            return reversed_tree(node.item)
        case Repeat():
            return Repeat(reversed_tree(node.item), node.least, node.most, node.is_greedy)
    return node


def beside(text: str, position: int) -> Beside:
    """What stands at the position of the text, which may be just outside of it."""
    return kind_of(text[position]) if 0 <= position < len(text) else Beside.EDGE


def kind_of(character: str) -> Beside:
    if character == "\n":
        return Beside.NEWLINE
    return Beside.WORD if character == "_" or (character.isascii() and character.isalnum()) else Beside.OTHER


def holds(place: Place, before: Beside, after: Beside) -> bool:
    """Whether a place is between these two."""
    match place:
        case Place.TEXT_START:
            return before is Beside.EDGE
        case Place.TEXT_END:
            return after is Beside.EDGE
        case Place.LINE_START:
            return before in (Beside.EDGE, Beside.NEWLINE)
        case Place.LINE_END:
            return after in (Beside.EDGE, Beside.NEWLINE)
    return ((before is Beside.WORD) != (after is Beside.WORD)) == (place is Place.WORD_EDGE)


_MIRRORED = {
    Place.TEXT_START: Place.TEXT_END,
    Place.TEXT_END: Place.TEXT_START,
    Place.LINE_START: Place.LINE_END,
    Place.LINE_END: Place.LINE_START,
}


class _Builder:
    """Appends steps."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, step: Step) -> int:
        if len(self.steps) >= MAX_LENGTH:
            raise BadPattern("the pattern is too large")
        self.steps.append(step)
        return len(self.steps) - 1

    def emit(self, node: Pattern) -> None:
        match node:
            case Letter():
                self.add(Step(test=_tester(node.ranges)))
            case Place():
                self.add(Step(place=node))
            case Sequence():
                for item in node.items:
                    self.emit(item)
            case Group():
                self.add(Step(slot=2 * node.number))
                self.emit(node.item)
                self.add(Step(slot=2 * node.number + 1))
            case Choice():
                self._emit_choice(node)
            case Repeat():
                self._emit_repeat(node)

    def _emit_choice(self, node: Choice) -> None:
        fork = self.add(Step())
        begins, ends = [], []
        for item in node.items:
            begins.append(len(self.steps))
            self.emit(item)
            ends.append(self.add(Step()))
        self.steps[fork].ways = tuple(begins)
        for end in ends:
            self.steps[end].ways = (len(self.steps),)

    def _emit_repeat(self, node: Repeat) -> None:
        for _ in range(node.least if node.most is not None else node.least - 1):
            self.emit(node.item)
        if node.most is None:
            self._emit_loop(node)
            return
        forks = []
        for _ in range(node.most - node.least):
            forks.append(self.add(Step()))
            self.emit(node.item)
        for fork in forks:
            self._fork(fork, fork + 1, len(self.steps), node)

    def _emit_loop(self, node: Repeat) -> None:
        """The item once or more; x* is (x+)?, so that an item that matches nothing does not start a second round."""
        entry = self.add(Step()) if node.least == 0 else None
        begin = len(self.steps)
        self.emit(node.item)
        again = self.add(Step())
        self._fork(again, begin, again + 1, node)
        if entry is not None:
            self._fork(entry, begin, again + 1, node)

    def _fork(self, fork: int, inside: int, past: int, node: Repeat) -> None:
        """Lets a fork go into the item or past it, whichever the quantifier prefers."""
        self.steps[fork].ways = (inside, past) if node.is_greedy else (past, inside)


def _tester(ranges: Ranges) -> Test:
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return chr(ranges[0][0]).__eq__
    bounds = [bound for first, last in ranges for bound in (first, last + 1)]
    return lambda character: bisect_right(bounds, ord(character)) % 2 == 1
