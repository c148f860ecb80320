"""Finds what a person or a model named: by id, or by name in any case, with a suggestion when it is not there."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from rapidfuzz import fuzz, process, utils

SHOWN_NAMES = 12
MAX_QUOTED_CHARACTERS = 80
LEAST_LIKENESS = 60


class Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def find(things: Sequence[N], text: str) -> list[N]:
    """All things with this id, else with this name; several when names repeat."""
    wanted = text.strip()
    by_id = [thing for thing in things if thing.id == wanted]
    exact = by_id or [thing for thing in things if thing.name == wanted]
    return exact or [thing for thing in things if folded(thing.name) == folded(wanted)]


def suggestion(names: Sequence[str], text: str) -> str:
    """A sentence that helps to find the right name: the nearest one, else all of them."""
    nearest = process.extractOne(
        text, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=LEAST_LIKENESS
    )
    if nearest:
        return f'Did you mean "{quoted(nearest[0])}"?'
    if not names:
        return "There is none to choose from."
    shown = ", ".join(quoted(name) for name in names[:SHOWN_NAMES])
    return f"There is {shown}{', and more' if len(names) > SHOWN_NAMES else ''}."


def quoted(text: str) -> str:
    """The text on one line, shortened to fit into a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_QUOTED_CHARACTERS else f"{line[: MAX_QUOTED_CHARACTERS - 1]}…"


def folded(text: str) -> str:
    """The text for comparisons without regard to case and to spaces at the ends or doubled."""
    return " ".join(text.split()).casefold()
