"""How long one evaluation may take: its work is counted in steps, and a formula that needs too many is an error.

Only what can take long counts: regular expressions, large texts, large arrays, and long formats of dates.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.rows import Node, Row
from app.sandbox.formulas.values import Value

# A character is one step, one step of the program of a regular expression ten. All of them take 0.3 to 1 s.
MAX_STEPS = 20_000_000
PROGRAM_STEP = 10
COMPILED_STEP = 200
ELEMENT = 20
FORMAT_CHARACTER = 100
# What is smaller is not worth the counting.
LARGE_TEXT = 1_000
LARGE_ARRAY = 100
LONG_FORMAT = 50
# Formulas with no more calls and no regular expression end soon enough whatever they do: they need no budget.
FEW_CALLS = 50


class Exhausted(CellError):
    """The budget is used up."""


@dataclass(slots=True)
class Budget:
    """The steps that are left."""

    left: int = MAX_STEPS

    def spend(self, steps: int) -> None:
        """Raises Exhausted when there are not so many left."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted("the evaluation takes too long")


_CURRENT: ContextVar[Budget | None] = ContextVar("budget", default=None)


def current_budget() -> Budget:
    """The budget of the evaluation that is under way."""
    return _CURRENT.get() or Budget()


def within_budget(run: Node, row: Row, now: datetime) -> Value:
    """The value, from an evaluation with a budget of its own."""
    token = _CURRENT.set(Budget())
    try:
        return run(row, now)
    finally:
        _CURRENT.reset(token)


def charged(text: str | None) -> str | None:
    """The text, whose characters are steps when they are many."""
    if text is not None and len(text) > LARGE_TEXT:
        current_budget().spend(len(text))
    return text


def charge_format(pattern: Value) -> None:
    """Counts the format of a date, if it is long."""
    if isinstance(pattern, str) and len(pattern) > LONG_FORMAT:
        current_budget().spend(FORMAT_CHARACTER * len(pattern))
