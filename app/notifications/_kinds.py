"""The kinds of notifications, with how one hears of them until one chooses otherwise."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "approval_asked",
    "approval_ending",
    "plan_decided",
    "change_ended",
    "change_wrong",
    "run_needs_person",
    "run_ended",
]


@dataclass(frozen=True, slots=True)
class KindWords:
    """What a kind is called and when it comes; the defaults of both channels."""

    title: str
    text: str
    in_app: bool
    by_mail: bool


KINDS: dict[Kind, KindWords] = {
    "approval_asked": KindWords(
        "You are asked to decide",
        "A change plan or a step of a run waits for your yes.",
        in_app=True,
        by_mail=True,
    ),
    "approval_ending": KindWords(
        "A decision is due",
        "A change plan ends within a day, and nobody has decided it.",
        in_app=True,
        by_mail=True,
    ),
    "plan_decided": KindWords(
        "Your change was decided",
        "Somebody else approved or declined a change that you planned, or nobody did in time.",
        in_app=True,
        by_mail=False,
    ),
    "change_ended": KindWords(
        "A large change has ended", "All of it was written and read back.", in_app=True, by_mail=False
    ),
    "change_wrong": KindWords(
        "A change went wrong",
        "Some of its rows were not written, or were read back different.",
        in_app=True,
        by_mail=True,
    ),
    "run_needs_person": KindWords(
        "A run needs a person",
        "Nobody can tell whether a step happened, or it cannot be taken back.",
        in_app=True,
        by_mail=True,
    ),
    "run_ended": KindWords(
        "A run was taken back",
        "It could not be finished, and what it did was undone.",
        in_app=True,
        by_mail=False,
    ),
}
