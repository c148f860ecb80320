"""Runs a pattern by following all of its ways at once (Pike's machine): time grows with pattern times text."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.sandbox.formulas.regex.parsing import BadPattern
from app.sandbox.formulas.regex.tree import Choice, Group, Letter, Pattern, Place, Ranges, Repeat, Sequence

# A pattern that repeats a large part a thousand times is refused.
MAX_STEPS_OF_PROGRAM = 4_000

Captures: TypeAlias = tuple[int | None, ...]
# A step that waits for a character, or is the end, and what was captured on the way to it.
_Thread: TypeAlias = tuple[int, Captures]
_Test = Callable[[str], bool]


class Exhausted(Exception):
    """The budget of steps is used up."""


@dataclass(slots=True)
class Budget:
    """How many steps are left for one evaluation."""

    left: int

    def spend(self, steps: int) -> None:
        """Raises Exhausted when there are not so many left."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted


@dataclass(slots=True)
class _Step:
    """One instruction. Exactly one of the first four is set, except for the end, where none is.

    test: one character; ways: goes on at each of these, in the order of preference; place: an empty match;
    slot: remembers the position.
    """

    test: _Test | None = None
    ways: tuple[int, ...] = ()
    place: Place | None = None
    slot: int | None = None


class Machine:
    """A compiled pattern. Raises BadPattern when it is too large."""

    def __init__(self, tree: Pattern, groups: int) -> None:
        self._steps: list[_Step] = []
        self._slots = 2 * (groups + 1)
        self._emit(Group(tree, 0))
        self._add(_Step())

    def search(self, text: str, start: int, budget: Budget) -> Captures | None:
        """The captures (from, to, from of group 1, ...) of the leftmost match from start on.

        Raises Exhausted.
        """
        threads: list[_Thread] = []
        found: Captures | None = None
        begin: _Thread = (0, (None,) * self._slots)
        for position in range(start, len(text) + 1):
            seen = {step for step, _ in threads}
            if found is None:
                threads += self._follow(begin, text, position, seen)
            elif not threads:
                break
            budget.spend(len(seen) + 1)
            threads, found = self._advance(threads, found, text, position)
        return found

    def _advance(
        self, threads: list[_Thread], found: Captures | None, text: str, position: int
    ) -> tuple[list[_Thread], Captures | None]:
        """The threads after one more character. A thread that has matched ends those that come after it."""
        alive: list[_Thread] = []
        seen: set[int] = set()
        character = text[position] if position < len(text) else ""
        for step, captures in threads:
            test = self._steps[step].test
            if test is None:
                return alive, captures
            if character and test(character):
                alive += self._follow((step + 1, captures), text, position + 1, seen)
        return alive, found

    def _follow(self, begin: _Thread, text: str, position: int, seen: set[int]) -> list[_Thread]:
        """The threads that are reached without a character and were not seen yet, the preferred ones first."""
        reached: list[_Thread] = []
        waiting = [begin]
        while waiting:
            index, captures = waiting.pop()
            if index in seen:
                continue
            seen.add(index)
            step = self._steps[index]
            if step.ways:
                waiting += [(way, captures) for way in reversed(step.ways)]
            elif step.place is not None:
                if _holds(step.place, text, position):
                    waiting.append((index + 1, captures))
            elif step.slot is not None:
                slot = step.slot
                waiting.append((index + 1, (*captures[:slot], position, *captures[slot + 1 :])))
            else:
                reached.append((index, captures))
        return reached

    def _add(self, step: _Step) -> int:
        if len(self._steps) >= MAX_STEPS_OF_PROGRAM:
            raise BadPattern("the pattern is too large")
        self._steps.append(step)
        return len(self._steps) - 1

    def _emit(self, node: Pattern) -> None:
        match node:
            case Letter():
                self._add(_Step(test=_tester(node.ranges)))
            case Place():
                self._add(_Step(place=node))
            case Sequence():
                for item in node.items:
                    self._emit(item)
            case Group():
                self._add(_Step(slot=2 * node.number))
                self._emit(node.item)
                self._add(_Step(slot=2 * node.number + 1))
            case Choice():
                self._emit_choice(node)
            case Repeat():
                self._emit_repeat(node)

    def _emit_choice(self, node: Choice) -> None:
        fork = self._add(_Step())
        begins, ends = [], []
        for item in node.items:
            begins.append(len(self._steps))
            self._emit(item)
            ends.append(self._add(_Step()))
        self._steps[fork].ways = tuple(begins)
        for end in ends:
            self._steps[end].ways = (len(self._steps),)

    def _emit_repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self._emit(node.item)
        if node.most is None:
            fork = self._add(_Step())
            self._emit(node.item)
            self._add(_Step(ways=(fork,)))
            self._fork(fork, node)
            return
        forks = []
        for _ in range(node.most - node.least):
            forks.append(self._add(_Step()))
            self._emit(node.item)
        for fork in forks:
            self._fork(fork, node)

    def _fork(self, fork: int, node: Repeat) -> None:
        """Lets a fork go into the part behind it or past the end of what was emitted."""
        inside, past = fork + 1, len(self._steps)
        self._steps[fork].ways = (inside, past) if node.is_greedy else (past, inside)


def _tester(ranges: Ranges) -> _Test:
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return chr(ranges[0][0]).__eq__
    bounds = [bound for first, last in ranges for bound in (first, last + 1)]
    return lambda character: bisect_right(bounds, ord(character)) % 2 == 1


def _holds(place: Place, text: str, position: int) -> bool:
    match place:
        case Place.TEXT_START:
            return position == 0
        case Place.TEXT_END:
            return position == len(text)
        case Place.LINE_START:
            return position == 0 or text[position - 1] == "\n"
        case Place.LINE_END:
            return position == len(text) or text[position] == "\n"
    is_edge = _is_word(text[position - 1 : position] if position else "") != _is_word(
        text[position : position + 1]
    )
    return is_edge == (place is Place.WORD_EDGE)


def _is_word(character: str) -> bool:
    return character == "_" or (character.isascii() and character.isalnum())
