"""The tree of a pattern. Letters are sets of code points, so that case and classes are settled when it is read."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Place(Enum):
    """An empty match between two characters, by the name of RE2."""

    TEXT_START = r"\A"
    TEXT_END = r"\z"
    LINE_START = "(?m:^)"
    LINE_END = "(?m:$)"
    WORD_EDGE = r"\b"
    NO_WORD_EDGE = r"\B"


# Code points from first to last, in order and apart.
Ranges: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One character out of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Sequence:
    items: "tuple[Pattern, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; the earlier ones are preferred."""

    items: "tuple[Pattern, ...]"


@dataclass(frozen=True, slots=True)
class Group:
    """A group that remembers what it matched. Numbers count from 1."""

    item: "Pattern"
    number: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """most None is without end."""

    item: "Pattern"
    least: int
    most: int | None
    is_greedy: bool


Pattern: TypeAlias = Letter | Place | Sequence | Choice | Group | Repeat
