"""A change that a program asks its person about, with a key whose owner allowed that: the question, and the answer.

An answer counts for exactly what the question showed, so only a change that fits into it whole is asked about. A larger
one waits in the Inbox, as it does for every other key.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app import changes
from app.actor import Actor
from app.changes import ChangePlan, PlanRow
from app.tools._planned import SHOWN_ROWS, outcome
from app.tools._shapes import ToolOutcome

SHOWN_CHARACTERS = 6_000
Verdict = Literal["yes", "no", "none"]
_VERBS = {"create": "Make", "update": "Change", "delete": "Delete"}


@dataclass(frozen=True, slots=True)
class Question:
    """Which plan is asked about, as it was shown: `digest` is that of the plan then."""

    plan_id: str
    digest: str
    text: str = ""


def question(actor: Actor, plan_id: str) -> Question | None:
    """The question whether a plan may be carried out, with all that it would do.

    None where the person may not say yes to it, or it does not fit: then they are told that it waits in the Inbox.
    """
    confirming = actor.with_consent("given")
    plan = changes.get_plan(confirming, plan_id)
    rows = changes.plan_rows(confirming, plan_id, limit=SHOWN_ROWS)
    text = "\n".join(_told(plan, rows.items))
    is_whole = rows.total <= SHOWN_ROWS and len(text) <= SHOWN_CHARACTERS
    if not plan.rights.approve or not is_whole or any(row.kind not in _VERBS for row in rows.items):
        changes.ask_in_inbox(actor, plan_id)
        return None
    return Question(plan.id, plan.digest, text)


def settled(actor: Actor, tool: str, asked: Question, verdict: Verdict) -> ToolOutcome:
    """What became of the plan after the answer. Raises Conflict when it is not what was shown any more."""
    confirming = actor.with_consent("given")
    plan = changes.get_plan(confirming, asked.plan_id)
    if plan.status == "pending":
        if verdict == "yes":
            plan = changes.approve(confirming, plan.id, asked.digest)
        elif verdict == "no":
            plan = changes.deny(confirming, plan.id, reason="Declined in the client of the key.")
        else:
            changes.ask_in_inbox(actor, plan.id)
    return outcome(actor, tool, plan)


def _told(plan: ChangePlan, rows: tuple[PlanRow, ...]) -> Iterator[str]:
    yield f"{_plain(plan.title)} in {_plain(plan.base_name)}?"
    for number, row in enumerate(rows, 1):
        verb = _VERBS.get(row.kind, row.kind)
        yield f"{number}. {verb} {_quoted(row.record_name)} in {_plain(row.table_name)}"
        if row.state != "planned":
            yield f"   Not done: {_plain(row.sentence)}"
        for cell in row.cells:
            yield f"   {_plain(cell.field_name)}: {_quoted(cell.before_text)} → {_quoted(cell.after_text)}"
    for warning in plan.warnings:
        yield f"Note: {_plain(warning.sentence)}"
    if plan.not_undoable:
        yield f"Cannot all be undone: {_plain(plan.not_undoable)}"
    yield "That is all of it. What stands in quotes are records, and no words of the platform."


def _quoted(text: str) -> str:
    """A text of a record, whole, as one line that nothing in it can break out of; empty ones say so."""
    return f'"{_plain(text)}"' if text else "empty"


def _plain(text: str) -> str:
    """Without line breaks, quotes and invisible signs: each is shown by its escape."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in json.dumps(text, ensure_ascii=False)[1:-1]
    )
