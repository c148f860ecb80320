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
        _post(
            session,
            plan,
            _admins(session),
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


def tell_of_deadline(session: Session, plan: ChangePlan, *, by_second: bool) -> None:
    """A plan waits still, and not much longer: those who may decide it are told."""
    deciding = {plan.asked_person_id or plan.person_id}
    if by_second and not plan.asked_person_id:
        deciding = _admins(session) - {plan.person_id}
    _post(session, plan, deciding, "approval_ending", "Ends within a day, undecided", key="deadline")


def tell_expired(session: Session, plan: ChangePlan) -> None:
    """Nobody decided in time: whoever planned it, or was asked, learns that nothing of it happened."""
    notifications.settle(session, plan.team_id, _link(plan))
    people = {plan.person_id, plan.asked_person_id}
    text = "Nobody decided in time, and nothing of it happened. Plan it again if it is still wanted."
    _post(session, plan, people, "plan_decided", "Expired", key="expired", text=text)


def tell_ended(session: Session, plan: ChangePlan, *, is_large: bool, is_late: bool) -> None:
    """How a plan ended, unless whoever made it saw that in the reply. `is_late`: something came out after the reply."""
    people = {plan.person_id, plan.decided_by}
    if plan.status in ("partly", "failed") and (is_large or is_late):
        said = "Written only in part" if plan.status == "partly" else "Nothing was written"
        _post(session, plan, people, "change_wrong", said, key="ended", text="Its receipt names each row.")
    elif plan.status == "applied" and is_large:
        _post(session, plan, people, "change_ended", "Written and read back", key="ended")


def _admins(session: Session) -> set[str]:
    rows = session.exec(select(Membership.person_id, Membership.role)).all()
    return {person_id for person_id, role in rows if Role(role).reaches(Role.ADMIN)}


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
