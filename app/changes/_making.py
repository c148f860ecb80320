"""A change that is made at once by somebody who may, or left as a plan that waits where an approval is needed."""

from collections.abc import Sequence

from app import config
from app.actor import Actor, Role
from app.changes import _approving, _planning
from app.changes._items import Seen
from app.changes._shapes import ChangePlan, Operation


def make(
    actor: Actor,
    base_id: str,
    operations: Sequence[Operation],
    *,
    base_name: str = "",
    title: str = "",
    typecast: bool = False,
    key: str = "",
    link: str = "",
    seen: Seen | None = None,
) -> ChangePlan:
    """Change these now. Needs editor; for a key whose writes need approval, and where the team asks a second person,
    the plan that comes back is pending.

    Up to ten operations are carried out before this returns, in two calls for one record; more by workers: look at
    `status` and `progress`. Raises InvalidInput when any operation cannot be carried out, and like plan.
    """
    actor.require(Role.EDITOR)
    is_blind = (
        not actor.writes_need_approval and len(operations) <= config.limits().batch_records and not seen
    )
    if not is_blind or any(wish.kind == "upsert" for wish in operations):
        plan = _planning.plan(
            actor,
            base_id,
            operations,
            base_name=base_name,
            title=title,
            typecast=typecast,
            key=key,
            link=link,
            seen=seen,
        )
    else:
        plan = _planning.plan_blindly(
            actor,
            base_id,
            operations,
            key=key,
            base_name=base_name,
            title=title,
            typecast=typecast,
            link=link,
        )
    if plan.status != "pending" or not plan.rights.approve:
        return plan
    return _approving.approve(actor, plan.id, plan.digest)
