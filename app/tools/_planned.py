"""What a tool that writes gives back: a change plan. It waits for a person, unless an API key may write alone."""

from typing import Any

from app import changes
from app.actor import Actor
from app.changes import ChangePlan, PlanRow, PlanRows
from app.tables import Draft
from app.tools._shapes import ToolOutcome

SHOWN_ROWS = 10


def planned(actor: Actor, tool: str, draft: Draft, *, typecast: bool = False) -> ToolOutcome:
    """The plan of a draft, with its first rows for the model and its id for the person's diff card."""
    plan = changes.plan(
        actor, draft.base_id, draft.operations, base_name=draft.base_name, typecast=typecast, link="/chat/"
    )
    return outcome(actor, tool, plan)


def outcome(actor: Actor, tool: str, plan: ChangePlan) -> ToolOutcome:
    """What became of a plan: it waits for a person, unless whoever asked may write alone."""
    if may_write_alone(actor) and _is_open(plan):
        plan = changes.approve(actor, plan.id, plan.digest)
    data = facts(plan, changes.plan_rows(actor, plan.id, limit=SHOWN_ROWS))
    waiting = plan.progress.open
    said = f"{waiting:,} {'change waits' if waiting == 1 else 'changes wait'} for approval"
    if plan.status != "pending":
        said = f"{plan.status}: {data['records_written']:,} written"
    return ToolOutcome(tool=tool, data=data, result=said, plan_id=plan.id if _is_open(plan) else "")


def facts(plan: ChangePlan, rows: PlanRows) -> dict[str, Any]:
    """A plan and some of its rows, as a model reads them."""
    is_waiting = plan.status == "pending"
    return {
        "plan": plan.id,
        "status": "waits for approval by a person" if is_waiting else plan.status,
        "title": plan.title,
        "records_waiting": plan.progress.open if is_waiting else 0,
        "records_written": plan.progress.applied + plan.progress.verified,
        "records_that_stay_as_they_are": plan.progress.dropped,
        "records_that_cannot_be_changed": plan.counts.invalid,
        "warnings": [each.sentence for each in plan.warnings],
        "first_rows": [_row(row) for row in rows.items],
        "rows_total": rows.total,
        "link": f"/changes/?p={plan.id}",
    }


def may_write_alone(actor: Actor) -> bool:
    """Whether the owner of an API key let it write without asking. A person in a chat always sees the plan first."""
    return bool(actor.key_id) and not actor.writes_need_approval


def _is_open(plan: ChangePlan) -> bool:
    return plan.status == "pending" and plan.progress.open > 0


def _row(row: PlanRow) -> dict[str, Any]:
    cells = {cell.field_name: {"before": cell.before_text, "after": cell.after_text} for cell in row.cells}
    return {
        "record": row.record_name,
        "kind": row.kind,
        "state": row.state,
        "note": row.sentence,
        "cells": cells,
    }
