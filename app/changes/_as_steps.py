"""Plans as steps of a saga: carried out, checked, and taken back when the saga is."""

from collections.abc import Sequence

from app import sagas
from app.actor import Actor
from app.changes import _applying, _approving, _ending, _planning, _reading, _undoing
from app.changes._shapes import ChangePlan, Operation
from app.errors import Conflict, UpstreamRefused
from app.sagas import Step, StepSpec

APPLY, CHECK, UNDO = "changes.apply_plan@1", "changes.check_plan@1", "changes.undo_plan@1"


def steps_for(
    actor: Actor, base_id: str, operations: Sequence[Operation], *, base_name: str, name: str
) -> tuple[ChangePlan, list[StepSpec]]:
    """A plan for these operations and the steps that carry it out, check it, and can take it back. Needs editor.

    Raises InvalidInput when any operation cannot be carried out, and like plan.
    """
    made = _planning.plan(actor, base_id, operations, base_name=base_name, title=name, is_draft=True)
    params = {"plan": made.id}
    return made, [
        StepSpec(name=name, handler=APPLY, undo=UNDO, params=params),
        StepSpec(name=f"Check: {name}"[:300], handler=CHECK, params=params),
    ]


def handlers() -> dict[str, sagas.Handler]:
    """Every step of this room."""
    return {**_applying.handlers(), APPLY: apply_plan, CHECK: check_plan, UNDO: undo_plan}


def apply_plan(step: Step) -> None:
    """Approve the plan in the name of whoever started the saga, and wait for its run."""
    plan = _reading.get_plan(step.actor, str(step.params["plan"]))
    if plan.status == "draft" and not plan.progress.open:
        # Everything is as it is to be already.
        return
    step.intend()
    if plan.status == "draft":
        plan = _approving.approve(step.actor, plan.id, plan.digest, parent_step_id=step.step_id)
    raise sagas.WaitFor.run(plan.run_id)


def check_plan(step: Step) -> dict[str, int]:
    """Fail unless every row of the plan was written and read back. Raises UpstreamRefused."""
    _ending.settle_ended(step.actor)
    plan = _reading.get_plan(step.actor, str(step.params["plan"]))
    is_nothing = plan.status == "draft" and not plan.progress.open
    if plan.status != "applied" and not is_nothing:
        wrong = plan.progress.total - plan.progress.verified - plan.progress.dropped
        raise UpstreamRefused(f"{wrong} of {plan.progress.total} changes were not made.")
    return {"verified": plan.progress.verified}


def undo_plan(step: Step) -> dict[str, str]:
    """Take back what the plan did; cells that somebody changed since are kept. Nothing was done: nothing happens."""
    _ending.settle_ended(step.actor)
    plan = _reading.get_plan(step.actor, str(step.params["plan"]))
    if plan.status == "draft" or plan.undone_by:
        return {"undo": plan.undone_by}
    step.intend()
    try:
        undo = _undoing.undo(step.actor, plan.id)
    except Conflict as exc:
        return {"kept": exc.user_text}
    if undo.status == "pending":
        undo = _approving.approve(step.actor, undo.id, undo.digest)
    raise sagas.WaitFor.run(undo.run_id)
