"""Side news of plans for open tabs, and what people are told of them."""

from sqlmodel import Session, select

from app import bus, notifications
from app.actor import Actor, Role
from app.models import ChangePlan, Membership

NEWS = "change"


def tell(plan: ChangePlan) -> None:
    """After the commit, open tabs of the team look at this plan, and at its base, again."""
    bus.publish(f"team:{plan.team_id}", NEWS, plan_id=plan.id, base_id=plan.base_id, person_id=plan.person_id)


def tell_of_waiting(session: Session, plan: ChangePlan, *, by_key: bool, needs_second: bool) -> None:
    """A plan waits for somebody who did not see it being made: whose key made it, or a second person."""
    if plan.status != "pending":
        return
    if by_key:
        _post(session, plan, {plan.person_id}, "approval_asked", "A program asks for your yes", key="waits")
    if needs_second:
        rows = session.exec(select(Membership.person_id, Membership.role)).all()
        admins = {person_id for person_id, role in rows if Role(role).reaches(Role.ADMIN)}
        _post(
            session,
            plan,
            admins,
            "approval_asked",
            "A second person is needed",
            key="second",
            by=plan.person_id,
        )


def tell_asked(session: Session, plan: ChangePlan, actor: Actor) -> None:
    """Somebody was asked to decide."""
    key = f"asked:{plan.asked_person_id}"
    _post(
        session,
        plan,
        {plan.asked_person_id},
        "approval_asked",
        "You are asked to decide",
        key=key,
        by=actor.person_id,
    )


def tell_decided(session: Session, plan: ChangePlan, actor: Actor, said: str) -> None:
    """Whoever planned it learns what somebody else decided."""
    notifications.settle(session, plan.team_id, _link(plan))
    text = f"{said}: {plan.reason}" if plan.reason else f"{said}."
    _post(session, plan, {plan.person_id}, "plan_decided", said, key="decided", by=actor.person_id, text=text)


def tell_ended(session: Session, plan: ChangePlan, *, is_large: bool, is_late: bool) -> None:
    """How a plan ended, unless whoever made it saw that in the reply. `is_late`: something came out after the reply."""
    people = {plan.person_id, plan.decided_by}
    if plan.status in ("partly", "failed") and (is_large or is_late):
        said = "Written only in part" if plan.status == "partly" else "Nothing was written"
        _post(session, plan, people, "change_wrong", said, key="ended", text="Its receipt names each row.")
    elif plan.status == "applied" and is_large:
        _post(session, plan, people, "change_ended", "Written and read back", key="ended")


def _post(
    session: Session,
    plan: ChangePlan,
    to: set[str],
    kind: notifications.Kind,
    said: str,
    *,
    key: str,
    by: str = "",
    text: str = "",
) -> None:
    notifications.post(
        session,
        plan.team_id,
        to,
        kind=kind,
        title=f"{said}: {plan.title}",
        text=f"{text} In {plan.base_name}.".strip(),
        link=_link(plan),
        by=by,
        key=f"plan:{plan.id}:{key}",
    )


def _link(plan: ChangePlan) -> str:
    return f"/changes/?p={plan.id}"
