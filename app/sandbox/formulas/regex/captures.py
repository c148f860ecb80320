"""What the groups of a match have captured: all ways through the program are followed at once (Pike's machine)."""

from collections.abc import Sequence
from typing import TypeAlias

from app.sandbox.formulas.budget import PROGRAM_STEP, Budget
from app.sandbox.formulas.regex.program import Step, beside, holds

# From and to of the match, of group 1, and so on; None for a group that took no part.
Captures: TypeAlias = tuple[int | None, ...]
# A step that waits for a character, or is the end, and what was captured on the way to it.
_Thread: TypeAlias = tuple[int, Captures]


def captures_of(program: Sequence[Step], groups: int, text: str, start: int, budget: Budget) -> Captures:
    """The captures of the match that begins at start. There must be one. Raises Exhausted."""
    threads: list[_Thread] = [(0, (None,) * (2 * groups + 2))]
    found: Captures = ()
    for position in range(start, len(text) + 1):
        reached = _reached(program, threads, text, position)
        budget.spend(PROGRAM_STEP * (len(reached) + 1))
        character = text[position : position + 1]
        threads = []
        for index, captured in reached:
            test = program[index].test
            if test is None:
                found = captured
                break
            if character and test(character):
                threads.append((index + 1, captured))
        if not threads:
            break
    return found


def _reached(program: Sequence[Step], threads: Sequence[_Thread], text: str, position: int) -> list[_Thread]:
    """The threads that wait for a character after all empty steps, the preferred ones first."""
    before, after = beside(text, position - 1), beside(text, position)
    reached: list[_Thread] = []
    seen: set[int] = set()
    waiting = list(reversed(threads))
    while waiting:
        index, captured = waiting.pop()
        if index in seen:
            continue
        seen.add(index)
        step = program[index]
        if step.ways:
            waiting += [(way, captured) for way in reversed(step.ways)]
        elif step.slot is not None:
            waiting.append((index + 1, (*captured[: step.slot], position, *captured[step.slot + 1 :])))
        elif step.place is None:
            reached.append((index, captured))
        elif holds(step.place, before, after):
            waiting.append((index + 1, captured))
    return reached
