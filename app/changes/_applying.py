"""Carrying a plan out: a saga of batches of at most ten, and of looks at what they did."""

from collections.abc import Sequence
from typing import Any

from app import config, sagas
from app.actor import Actor
from app.changes import _ending, _verifying, _writing
from app.changes._shapes import SCHEMA_KINDS
from app.models import ChangeItem
from app.models import ChangePlan as Row
from app.sagas import Run, StepSpec

WIDTH = 4
WRITE, VERIFY = "changes.write@1", "changes.verify@1"
# So many batches are looked at with one call.
BATCHES_A_LOOK = 10
LOOK_AFTER_SECONDS = 1.0
_WORDS = {"create": "Add", "update": "Change", "delete": "Delete"}


def handlers() -> dict[str, sagas.Handler]:
    """The steps of this room."""
    return {WRITE: _writing.write, VERIFY: _verifying.verify}


def begin(actor: Actor, plan: Row, items: Sequence[ChangeItem], parent_step_id: int | None = None) -> Run:
    """Start the run of an approved plan, in the transaction of the approval."""
    batches = _batches(items)
    is_small = len(items) <= _ending.AT_ONCE
    steps: list[StepSpec] = []
    schema_steps: tuple[int, ...] = ()
    last_create: tuple[int, ...] = ()
    for number, batch in enumerate(batches):
        for item in batch:
            item.batch = number
        kind = batch[0].kind
        before = schema_steps
        if kind == "create" and last_create:
            # Records stand in the order in which they were made.
            before = last_create
        steps.append(_write_step(plan, number, batch, before, is_small=is_small))
        if kind in SCHEMA_KINDS:
            schema_steps = (number,)
        elif kind == "create":
            last_create = (number,)
    for first in range(0, len(batches), BATCHES_A_LOOK):
        looked_at = range(first, min(first + BATCHES_A_LOOK, len(batches)))
        steps.append(_verify_step(plan, looked_at, is_small=is_small))
    run = sagas.start(
        actor,
        "changes",
        steps,
        title=plan.title,
        kind="undo" if plan.undo_of else "change",
        subject=("plan", plan.id),
        queue="interactive" if is_small else "bulk",
        width=WIDTH,
        is_driven_here=is_small,
        parent_step_id=parent_step_id,
    )
    plan.run_id = run.id
    return run


def _batches(items: Sequence[ChangeItem]) -> list[list[ChangeItem]]:
    """Items that one call can write, schema changes first; of the others each kind and table in their order."""
    groups: dict[tuple[Any, ...], list[ChangeItem]] = {}
    for item in items:
        is_record = item.kind in _WORDS
        single = "" if is_record else item.seq
        keys = tuple(item.details.get("key_fields", ())) if item.kind == "create" else ()
        order = 0 if item.kind in SCHEMA_KINDS else 1
        groups.setdefault((order, item.kind if is_record else "", item.table_id, keys, single), []).append(
            item
        )
    size = config.limits().batch_records
    ordered = sorted(groups.items(), key=lambda group: group[0][0])
    return [group[start : start + size] for _, group in ordered for start in range(0, len(group), size)]


def _write_step(
    plan: Row, number: int, batch: Sequence[ChangeItem], after: tuple[int, ...], *, is_small: bool
) -> StepSpec:
    first = batch[0]
    word = _WORDS.get(first.kind, first.kind.replace("_", " ").capitalize())
    what = f"{len(batch)} records of {first.table_name}" if first.kind in _WORDS else first.record_name
    return StepSpec(
        name=f"{word} {what}".strip()[:300],
        handler=WRITE,
        params={"plan": plan.id, "batch": number, "lane": "interactive" if is_small else "bulk"},
        after=after,
        max_attempts=8,
    )


def _verify_step(plan: Row, batches: range, *, is_small: bool) -> StepSpec:
    return StepSpec(
        name="Read back what was written",
        handler=VERIFY,
        params={"plan": plan.id, "first": batches.start, "end": batches.stop},
        after=tuple(batches),
        delay_seconds=LOOK_AFTER_SECONDS if is_small else 0,
        max_attempts=8,
    )
