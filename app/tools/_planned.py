"""What a tool that writes gives back: a change plan that a person has to approve. No tool writes by itself."""

from typing import Any

from app import changes
from app.actor import Actor
from app.changes import ChangePlan, PlanRow
from app.tables import Draft
from app.tools._shapes import ToolOutcome

SHOWN_ROWS = 10


def planned(actor: Actor, tool: str, draft: Draft, *, typecast: bool = False) -> ToolOutcome:
    """The plan of a draft, with its first rows for the model and its id for the person's diff card."""
    plan = changes.plan(
        actor, draft.base_id, draft.operations, base_name=draft.base_name, typecast=typecast, link="/chat/"
    )
    rows = changes.plan_rows(actor, plan.id, limit=SHOWN_ROWS).items
    waiting = plan.progress.open
    data = {
        "plan": plan.id,
        "status": "waits for approval by a person",
        "title": plan.title,
        "records_waiting": waiting,
        "records_that_stay_as_they_are": plan.progress.dropped,
        "records_that_cannot_be_changed": plan.counts.invalid,
        "warnings": [each.sentence for each in plan.warnings],
        "first_rows": [_row(row) for row in rows],
        "rows_total": len(draft.operations),
        "link": f"/changes/?p={plan.id}",
    }
    said = f"{waiting:,} {'change waits' if waiting == 1 else 'changes wait'} for approval"
    return ToolOutcome(tool=tool, data=data, result=said, plan_id=plan.id if _is_open(plan) else "")


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
