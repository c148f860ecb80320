"""A change that is made at once by somebody who may, or left as a plan that waits where an approval is needed."""

from collections.abc import Sequence

from typing_extensions import Unpack

from app import config
from app.actor import Actor, Role
from app.changes import _approving, _planning
from app.changes._planning import PlanOptions
from app.changes._shapes import ChangePlan, Operation


def make(
    actor: Actor, base_id: str, operations: Sequence[Operation], **options: Unpack[PlanOptions]
) -> ChangePlan:
    """Change these now, with the options of `plan`. Needs editor.

    For a key whose writes need approval, and where the team asks a second person, the plan that comes back is pending.
    Up to ten operations are carried out before this returns, in two calls for one record; more by workers: look at
    `status` and `progress`. A record that holds something else than `seen` tells is kept; among more than ten the whole
    plan waits for a person instead. Raises InvalidInput when any operation cannot be carried out, and like plan.
    """
    actor.require(Role.EDITOR)
    is_blind = (
        not actor.writes_need_approval
        and len(operations) <= config.limits().batch_records
        and all(wish.kind != "upsert" for wish in operations)
    )
    planned = _planning.plan_blindly if is_blind else _planning.plan
    plan = planned(actor, base_id, operations, **options)
    is_stale = any(caveat.kind == "stale" for caveat in plan.warnings)
    if plan.status != "pending" or not plan.rights.approve or is_stale:
        return plan
    return _approving.approve(actor, plan.id, plan.digest)
