"""Saying yes or no to a plan. An approval is bound to the digest of what was shown, and is used once."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import Session, select

from app import audit, db, sagas
from app.actor import Actor, Role
from app.changes import _applying, _current, _ending, _items, _planning, _reading
from app.changes._items import Drafting, Item
from app.changes._news import tell, tell_asked, tell_decided, tell_of_waiting
from app.changes._shapes import ChangePlan, Rules
from app.errors import Conflict, Forbidden, InvalidInput
from app.models import ChangeItem, ChangeRule, Membership, utc_now
from app.models import ChangePlan as Row

Edits = Mapping[int, Mapping[str, Any]]


def approve(
    actor: Actor,
    plan_id: str,
    digest: str,
    *,
    drop: Collection[int] = (),
    edits: Edits | None = None,
    parent_step_id: int | None = None,
) -> ChangePlan:
    """Carry out a plan as it was shown, without the items of `drop` and with the edited cells. Needs editor.

    Small plans are carried out before this returns, larger ones by workers. Raises Conflict when the plan is not what
    was shown any more, was decided by somebody else, or its time has passed; Forbidden for a key whose writes need
    approval, for somebody who was not asked, and where a second person is needed; InvalidInput when nothing is left.
    """
    actor.require(Role.EDITOR)
    if not actor.may_decide:
        raise Forbidden("This key may not approve.", what_to_do="Approve it in the app.")
    edited = _checked_edits(actor, plan_id, edits or {})
    with db.uow(actor) as session:
        plan = _decidable(session, plan_id, "pending" if parent_step_id is None else "draft")
        _require_fit(session, actor, plan, digest)
        items = _reading.items_of(session, plan.id)
        _apply_choice(items, set(drop), edited)
        live = [item for item in items if item.state == "planned"]
        if not live:
            raise InvalidInput(
                "Nothing of the plan is left to be done.", what_to_do="Deny it, or drop fewer rows."
            )
        plan.counts, plan.digest = _planning.counts_of(items), _planning.digest_of(plan.base_id, items)
        _decide(plan, actor, "applying")
        audit.record(
            session,
            actor,
            "change.approved",
            subject_id=plan.id,
            facts={"digest": plan.digest, "records": len(live), **_in_client(actor)},
        )
        run = _applying.begin(actor, plan, live, parent_step_id)
        tell_decided(session, plan, actor, "Approved")
        tell(plan)
    if len(live) <= _ending.AT_ONCE:
        sagas.drive(run.id, _applying.handlers(), lambda _team, _person, _door: actor)
    return _reading.get_plan(actor, plan_id)


def deny(actor: Actor, plan_id: str, *, reason: str = "") -> ChangePlan:
    """Say no to a plan; nothing of it happens. Needs editor. Raises Conflict when it was decided."""
    actor.require(Role.EDITOR)
    if not actor.may_decide:
        raise Forbidden("This key may not decide.", what_to_do="Decide in the app.")
    with db.uow(actor) as session:
        plan = _decidable(session, plan_id)
        _decide(plan, actor, "denied")
        plan.reason, plan.finished_at = reason.strip()[:1000], utc_now()
        audit.record(session, actor, "change.denied", subject_id=plan.id, facts=_in_client(actor))
        tell_decided(session, plan, actor, "Declined")
        tell(plan)
    return _reading.get_plan(actor, plan_id)


def delegate(actor: Actor, plan_id: str, person_id: str) -> ChangePlan:
    """Ask one member to decide; nobody else does then, except an admin who delegates again. Needs editor."""
    actor.require(Role.EDITOR)
    with db.uow(actor) as session:
        plan = _decidable(session, plan_id)
        if plan.asked_person_id not in ("", actor.person_id):
            actor.require(Role.ADMIN)
        role = session.exec(select(Membership.role).where(Membership.person_id == person_id)).first()
        if role is None or not Role(role).reaches(Role.EDITOR):
            raise InvalidInput("Choose a member who may approve: editor or above.", field="person_id")
        plan.asked_person_id = person_id
        audit.record(session, actor, "change.delegated", subject_id=plan.id, facts={"to": person_id})
        tell_asked(session, plan, actor)
        tell(plan)
    return _reading.get_plan(actor, plan_id)


def set_rules(actor: Actor, *, second_person_above: int | None) -> Rules:
    """Above so many records, somebody else than who made a plan has to approve it. Needs admin."""
    actor.require(Role.ADMIN)
    if second_person_above is not None and second_person_above < 0:
        raise InvalidInput("Give a number of records, 0 or more.", field="second_person_above")
    with db.uow(actor) as session:
        row = session.exec(select(ChangeRule)).first() or ChangeRule(team_id=actor.team_id)
        row.second_person_above = second_person_above
        session.add(row)
        audit.record(
            session, actor, "change.rule_set", subject_id=actor.team_id, facts={"above": second_person_above}
        )
    return Rules(second_person_above=second_person_above)


def ask_in_inbox(actor: Actor, plan_id: str) -> None:
    """Tell whose key made a plan that it waits in the Inbox: its client did not ask them, or had no answer."""
    actor.require(Role.EDITOR)
    with db.uow(actor) as session:
        plan = _reading.found(session, plan_id)
        tell_of_waiting(session, plan, by_key=plan.person_id == actor.person_id, needs_second=False)


def _in_client(actor: Actor) -> dict[str, bool]:
    """That a person decided in the client of a key, which only that client can know."""
    return {"asked_in_client": True} if actor.consent == "given" else {}


def _decidable(session: Session, plan_id: str, status: str = "pending") -> Row:
    plan = _reading.found(session, plan_id, for_update=True)
    if plan.status == "expired" or (plan.status == status and plan.deadline_at <= utc_now()):
        raise Conflict("The time to decide on this plan has passed.", what_to_do="Make it again.")
    if plan.status != status:
        raise Conflict("This plan was decided already.", what_to_do="Look at what became of it.")
    return plan


def _require_fit(session: Session, actor: Actor, plan: Row, digest: str) -> None:
    if plan.digest != digest:
        raise Conflict(
            "The plan is not what you saw any more.", what_to_do="Look at it again, then approve it."
        )
    if plan.asked_person_id not in ("", actor.person_id):
        raise Forbidden(
            "Somebody else was asked to decide this.", what_to_do="Ask them, or have it delegated to you."
        )
    rule = _reading.rules_in(session).second_person_above
    if _reading.needs_second(session, plan) and plan.person_id == actor.person_id:
        raise Forbidden(
            f"Above {rule:,} records your team asks a second person.",
            what_to_do="Ask somebody else to approve it.",
        )


def _checked_edits(actor: Actor, plan_id: str, edits: Edits) -> dict[int, dict[str, Any]]:
    """The edited cells as Airtable takes them. Raises InvalidInput that names the field."""
    if not edits:
        return {}
    with db.uow(actor, read_only=True) as session:
        plan = _reading.found(session, plan_id)
        items = {item.id: item for item in _reading.items_of(session, plan_id)}
    place = _current.open_place(actor, plan.base_id, plan.connection_id)
    drafting = Drafting(actor, place, plan.typecast, {}, is_blind=False)
    checked: dict[int, dict[str, Any]] = {}
    for item_id, cells in edits.items():
        item = items.get(item_id)
        if item is None or item.kind not in ("create", "update"):
            raise InvalidInput("Only rows that make or change a record can be edited.", field="edits")
        if not set(cells) <= set(item.after):
            raise InvalidInput("Only cells that the plan changes can be edited.", field="edits")
        draft = Item(item.kind, item.table_id)
        checked[item_id] = _items.cells_for(drafting, draft, item.table_id, cells)
        if draft.state == "invalid":
            raise InvalidInput(draft.sentence, field="edits")
    return checked


def _apply_choice(items: list[ChangeItem], drop: set[int], edits: dict[int, dict[str, Any]]) -> None:
    unknown = {*drop, *edits} - {item.id for item in items if item.id is not None}
    if unknown:
        raise InvalidInput("Some of these rows are not of this plan.", field="drop")
    for item in items:
        if item.id in drop and item.state == "planned":
            item.state, item.sentence = "dropped", "Left out at the approval."
        elif item.id in edits:
            item.after = {**item.after, **edits[item.id]}
            item.sentence = "Edited at the approval."


def _decide(plan: Row, actor: Actor, status: str) -> None:
    plan.status, plan.decided_by, plan.decided_at = status, actor.person_id, utc_now()
