"""Reading plans: one, its rows, what waits for approval, and the log of all changes."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, Literal, TypedDict, cast

from sqlalchemy import String, func
from sqlalchemy import cast as sql_cast
from sqlmodel import Session, col, select
from typing_extensions import Unpack

from app import db, paging
from app.actor import Actor, Role
from app.airtable import Field, kind_of
from app.changes import _values
from app.changes._schema_words import schema_cells
from app.changes._shapes import (
    SCHEMA_KINDS,
    Caveat,
    CellDiff,
    ChangePlan,
    Counts,
    ItemState,
    Kind,
    LogEntry,
    Person,
    PlanRow,
    PlanRows,
    PlanStatus,
    Progress,
    Rights,
    Rules,
)
from app.errors import InvalidInput, NotFound
from app.models import ChangeItem, ChangeRule, utc_now
from app.models import ChangePlan as Row
from app.models import Person as PersonRow
from app.paging import Page

Only = Literal["", "warnings", "open", "kept", "differs", "failed", "unknown", "invalid", "dropped"]
MAX_ROWS = 500
MADE = ("applied", "verified", "differs")
TRIED = (*MADE, "kept", "failed", "unknown")
OPEN = ("planned", "sending")


def get_plan(actor: Actor, plan_id: str) -> ChangePlan:
    """A plan with its counts and how far it is. Needs viewer. Raises NotFound."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        return shown(session, actor, found(session, plan_id))


def list_plans(
    actor: Actor, *, status: PlanStatus | None = None, cursor: str = "", limit: int = 0
) -> Page[ChangePlan]:
    """The team's plans, newest first. Needs viewer."""
    actor.require(Role.VIEWER)
    size = paging.size_of(limit)
    after = paging.position_in(cursor, parts=1)
    statement = select(Row).where(Row.status != "draft")
    if status == "pending":
        statement = statement.where(Row.status == "pending", Row.deadline_at > utc_now())
    elif status:
        statement = statement.where(Row.status == status)
    if after:
        statement = statement.where(Row.id < after[0])
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(statement.order_by(col(Row.id).desc()).limit(size + 1)).all()
        cards = {row.id: shown(session, actor, row) for row in rows[:size]}
    return paging.page_of(rows, size, card=lambda row: cards[row.id], position=lambda row: (row.id,))


def plan_rows(
    actor: Actor, plan_id: str, *, only: Only = "", cursor: str = "", skip: int = 0, limit: int = 100
) -> PlanRows:
    """Rows of a plan by their place, all of them or those in one state. Needs viewer. Raises NotFound.

    `skip` leaves out so many at the beginning, or behind the cursor.
    """
    actor.require(Role.VIEWER)
    if not 1 <= limit <= MAX_ROWS:
        raise InvalidInput(f"Ask for 1 to {MAX_ROWS} rows.", field="limit")
    after = paging.position_in(cursor, parts=1)
    statement = select(ChangeItem).where(ChangeItem.plan_id == plan_id)
    if only == "warnings":
        statement = statement.where(func.length(_as_text(ChangeItem.warnings)) > len("[]"))
    elif only == "open":
        statement = statement.where(col(ChangeItem.state).in_(OPEN))
    elif only:
        statement = statement.where(ChangeItem.state == only)
    with db.uow(actor, read_only=True) as session:
        plan = found(session, plan_id)
        total = session.exec(select(func.count()).select_from(statement.subquery())).one()
        if after:
            statement = statement.where(ChangeItem.seq > int(after[0]) if after[0].isdigit() else False)
        items = session.exec(statement.order_by(col(ChangeItem.seq)).offset(skip).limit(limit + 1)).all()
    page = paging.page_of(
        items, limit, card=lambda item: row_of(plan, item), position=lambda item: (str(item.seq),)
    )
    return PlanRows(items=tuple(page.items), total=total, next_cursor=page.next_cursor)


class LogFilter(TypedDict, total=False):
    """Which changes of the log are asked for; what is empty does not matter."""

    base_id: str
    table_id: str
    record_id: str
    run_id: str
    plan_id: str
    person_id: str
    door: str


def change_log(
    actor: Actor, *, cursor: str = "", limit: int = 0, **asked: Unpack[LogFilter]
) -> Page[LogEntry]:
    """What was changed through any door of ours, newest first: one entry for each record. Needs viewer."""
    actor.require(Role.VIEWER)
    size = paging.size_of(limit)
    after = paging.position_in(cursor, parts=1)
    statement = (
        select(ChangeItem, Row)
        .join(Row, col(Row.id) == ChangeItem.plan_id)
        .where(col(ChangeItem.state).in_(TRIED))
    )
    for name, value in asked.items():
        if value:
            statement = statement.where(_LOGGED[name] == value)
    if after and after[0].isdigit():
        statement = statement.where(col(ChangeItem.id) < int(after[0]))
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(statement.order_by(col(ChangeItem.id).desc()).limit(size + 1)).all()
        people = people_in(session, {plan.person_id for _, plan in rows})
    return paging.page_of(
        rows,
        size,
        card=lambda row: _entry(row[0], row[1], people),
        position=lambda row: (str(row[0].id),),
    )


_LOGGED: dict[str, Any] = {
    "base_id": Row.base_id,
    "table_id": ChangeItem.table_id,
    "record_id": ChangeItem.record_id,
    "run_id": Row.run_id,
    "plan_id": Row.id,
    "person_id": Row.person_id,
    "door": Row.door,
}


def rules(actor: Actor) -> Rules:
    """What the team asks of approvals. Needs viewer."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        return rules_in(session)


def rules_in(session: Session) -> Rules:
    row = session.exec(select(ChangeRule)).first()
    return Rules(second_person_above=None if row is None else row.second_person_above)


def count_waiting(actor: Actor) -> int:
    """How many plans wait for a decision that this person may take; the second person's rule aside. Needs viewer."""
    actor.require(Role.VIEWER)
    if actor.role is None or not actor.role.reaches(Role.EDITOR):
        return 0
    waiting = select(func.count()).where(
        Row.status == "pending",
        col(Row.deadline_at) > utc_now(),
        col(Row.asked_person_id).in_(("", actor.person_id)),
    )
    with db.uow(actor, read_only=True) as session:
        return int(session.exec(waiting).one())


def needs_second(session: Session, plan: Row) -> bool:
    """Whether the team asks somebody else than who made the plan to approve it."""
    above = rules_in(session).second_person_above
    return (
        above is not None and sum(plan.counts.get(kind, 0) for kind in ("create", "update", "delete")) > above
    )


def found(session: Session, plan_id: str, *, for_update: bool = False) -> Row:
    """The plan's row, locked when it is to be changed. Raises NotFound."""
    statement = select(Row).where(Row.id == plan_id)
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = session.exec(statement).first()
    if row is None:
        raise NotFound("There is no such change plan.", what_to_do="Look for it among the changes.")
    return row


def items_of(session: Session, plan_id: str, *conditions: Any) -> list[ChangeItem]:
    """Items of a plan by their place."""
    statement = select(ChangeItem).where(ChangeItem.plan_id == plan_id, *conditions)
    return list(
        session.exec(statement.order_by(col(ChangeItem.seq)).execution_options(populate_existing=True)).all()
    )


def fields_of(plan: Row, table_id: str) -> dict[str, Field]:
    """The fields of a table that the plan names, as they were when it was made."""
    return {each["id"]: Field.model_validate(each) for each in plan.fields.get(table_id, [])}


def progress_of(session: Session, plan_id: str) -> Progress:
    """How many items are in which state."""
    counted = session.exec(
        select(ChangeItem.state, func.count())
        .where(ChangeItem.plan_id == plan_id)
        .group_by(col(ChangeItem.state))
    ).all()
    by_state = Counter({state: int(number) for state, number in counted})
    known = {state: by_state[state] for state in Progress.model_fields if state in by_state}
    return Progress(**{**known, "total": by_state.total(), "open": by_state["planned"] + by_state["sending"]})


def shown(session: Session, actor: Actor, plan: Row) -> ChangePlan:
    """The plan as a shape, with what this actor may do with it."""
    people = people_in(session, {plan.person_id, plan.asked_person_id, plan.decided_by})
    progress = progress_of(session, plan.id)
    is_late = plan.status == "pending" and plan.deadline_at <= utc_now()
    status: Any = "expired" if is_late else plan.status
    rule = rules_in(session).second_person_above
    counts = Counts(**plan.counts)
    second = rule is not None and counts.total > rule
    return ChangePlan(
        id=plan.id,
        title=plan.title,
        status=status,
        base_id=plan.base_id,
        base_name=plan.base_name,
        tables=_tables(session, plan.id),
        digest=plan.digest,
        counts=counts,
        progress=progress,
        warnings=_warnings(session, plan.id),
        not_undoable=plan.not_undoable,
        person=people.get(plan.person_id, Person(id=plan.person_id, name="")),
        asked=people.get(plan.asked_person_id),
        decided_by=people.get(plan.decided_by),
        decided_at=plan.decided_at,
        reason=plan.reason,
        door=plan.door,
        link=plan.link,
        created_at=plan.created_at,
        deadline_at=plan.deadline_at,
        finished_at=plan.finished_at,
        second_person=second,
        run_id=plan.run_id,
        undo_of=plan.undo_of,
        undone_by=plan.undone_by,
        rights=_rights(actor, plan, status, progress, second=second),
    )


def row_of(plan: Row, item: ChangeItem) -> PlanRow:
    """An item as a person reads it."""
    fields = fields_of(plan, item.table_id)
    warned = {warning["field_id"]: warning["sentence"] for warning in item.warnings if warning["field_id"]}
    changed = [each for each in fields if each in item.after or each in (item.before or {})]
    cells = tuple(_cell(fields[each], item, plan.names, warned.get(each, "")) for each in changed)
    if item.kind in SCHEMA_KINDS:
        cells = schema_cells(item.kind, item.details)
    elif item.kind == "attach" and not item.after:
        cells = tuple(_with_file(cell, item.details["file_name"]) for cell in cells)
    return PlanRow(
        id=cast(int, item.id),
        seq=item.seq,
        kind=cast(Kind, item.kind),
        table_id=item.table_id,
        table_name=item.table_name,
        record_id=item.record_id,
        record_name=item.record_name or item.record_id,
        cells=cells,
        details=_details(item),
        state=cast(ItemState, item.state),
        sentence=item.sentence or "; ".join(w["sentence"] for w in item.warnings if not w["field_id"]),
    )


_SHOWN_DETAILS = {"text", "file_name", "definition", "comment_id", "new_table_id", "new_field_id"}


def _details(item: ChangeItem) -> dict[str, str]:
    """What is shown of them: a comment with the names of those that it mentions."""
    shown = {key: str(value) for key, value in item.details.items() if key in _SHOWN_DETAILS}
    for person_id, name in item.details.get("mentioned", {}).items():
        shown["text"] = shown["text"].replace(f"@[{person_id}]", f"@{name}")
    return shown


def _with_file(cell: CellDiff, name: str) -> CellDiff:
    """A cell of files with the one that is to be added, of which Airtable knows nothing yet."""
    return cell.model_copy(update={"after_text": f"{cell.before_text}, {name}" if cell.before_text else name})


def _cell(field: Field, item: ChangeItem, names: Mapping[str, str], warning: str) -> CellDiff:
    before, after = (item.before or {}).get(field.id), item.after.get(field.id)
    found_cell = (item.found or {}).get(field.id) if item.found is not None else None
    has_found = item.found is not None and field.id in item.found
    return CellDiff(
        field_id=field.id,
        field_name=field.name,
        family=kind_of(field).family,
        before=before,
        after=after,
        before_text=_values.text_of(field, before, names),
        after_text=_values.text_of(field, after, names),
        found_text=(_values.text_of(field, found_cell, names) or "empty") if has_found else "",
        warning=warning,
    )


def _entry(item: ChangeItem, plan: Row, people: Mapping[str, Person]) -> LogEntry:
    return LogEntry(
        at=item.changed_at or plan.created_at,
        plan_id=plan.id,
        plan_title=plan.title,
        run_id=plan.run_id,
        base_id=plan.base_id,
        base_name=plan.base_name,
        person=people.get(plan.person_id, Person(id=plan.person_id, name="")),
        door=plan.door,
        is_undo=bool(plan.undo_of),
        row=row_of(plan, item),
    )


def _rights(actor: Actor, plan: Row, status: str, progress: Progress, *, second: bool) -> Rights:
    is_editor = actor.role is not None and actor.role.reaches(Role.EDITOR)
    may_decide = is_editor and actor.may_decide
    is_asked = plan.asked_person_id in ("", actor.person_id)
    is_over = status in ("applied", "partly", "failed")
    return Rights(
        approve=may_decide
        and is_asked
        and status == "pending"
        and progress.open > 0
        and not (second and plan.person_id == actor.person_id),
        deny=may_decide and status == "pending",
        undo=is_editor
        and is_over
        and not plan.undone_by
        and progress.applied + progress.verified + progress.differs > 0,
        finish_rest=is_editor and is_over and progress.failed + progress.kept + progress.unknown > 0,
    )


def _tables(session: Session, plan_id: str) -> tuple[str, ...]:
    names = session.exec(
        select(ChangeItem.table_name)
        .where(ChangeItem.plan_id == plan_id, ChangeItem.table_name != "")
        .distinct()
    ).all()
    return tuple(sorted(names))


def _warnings(session: Session, plan_id: str) -> tuple[Caveat, ...]:
    rows = session.exec(
        select(ChangeItem.warnings).where(
            ChangeItem.plan_id == plan_id, func.length(_as_text(ChangeItem.warnings)) > len("[]")
        )
    ).all()
    counted = Counter((warning["kind"], warning["sentence"]) for row in rows for warning in row)
    return tuple(
        Caveat(kind=cast(Any, kind), sentence=sentence, rows=number)
        for (kind, sentence), number in counted.most_common(20)
    )


def _as_text(column: Any) -> Any:
    return sql_cast(column, String)


def people_in(session: Session, person_ids: Collection[str]) -> dict[str, Person]:
    """The people of these ids, with their names of now."""
    wanted = [person_id for person_id in person_ids if person_id]
    rows = session.exec(select(PersonRow.id, PersonRow.name).where(col(PersonRow.id).in_(wanted))).all()
    return {person_id: Person(id=person_id, name=name) for person_id, name in rows}
