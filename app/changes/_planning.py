"""Making a plan: what would change, cell by cell, before anything does."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypedDict

from sqlalchemy.exc import IntegrityError
from sqlmodel import select
from typing_extensions import Unpack

from app import config, db
from app.actor import Actor, Role
from app.changes import _current, _items, _reading, _values
from app.changes._current import Place
from app.changes._items import Drafting, Item, Seen
from app.changes._news import tell, tell_of_waiting
from app.changes._shapes import SCHEMA_KINDS, ChangePlan, Operation
from app.errors import InvalidInput, KeyReused
from app.models import ChangeItem, utc_now
from app.models import ChangePlan as PlanRow

TITLE_CHARACTERS = 300


class PlanOptions(TypedDict, total=False):
    """What a plan may be given beside its operations; see plan."""

    base_name: str
    title: str
    typecast: bool
    key: str
    link: str
    seen: Seen
    undo_of: str
    is_draft: bool


def plan(
    actor: Actor, base_id: str, operations: Sequence[Operation], **options: Unpack[PlanOptions]
) -> ChangePlan:
    """What these operations would change, cell by cell; nothing happens before somebody approves it. Needs editor.

    `seen` are cells as the person saw them when deciding: those that differ by now are warned of. With `typecast`, a
    choice that there is not will be made. A `key` that the team used before gives the plan of then. `link` leads back
    to where it was asked for. `is_draft`: it waits for a step of a saga, and not for a person. Rows that cannot be
    carried out are shown as invalid and left out. Raises InvalidInput, NotFound, and what asking the service raises.
    """
    return _planned(actor, base_id, operations, options, is_blind=False)


def plan_blindly(
    actor: Actor, base_id: str, operations: Sequence[Operation], **options: Unpack[PlanOptions]
) -> ChangePlan:
    """A plan that is carried out at once by whoever makes it: what is there before is read then, in the same step.

    Raises InvalidInput when any row cannot be carried out, and else like plan.
    """
    return _planned(actor, base_id, operations, options, is_blind=True)


def _planned(
    actor: Actor, base_id: str, operations: Sequence[Operation], options: PlanOptions, *, is_blind: bool
) -> ChangePlan:
    actor.require(Role.EDITOR)
    most = config.limits().plan_records
    if not 1 <= len(operations) <= most:
        raise InvalidInput(f"A plan has 1 to {most:,} operations.", field="operations")
    key = options.get("key", "")
    known = _known(actor, key, base_id)
    if known:
        return _reading.get_plan(actor, known)
    place = _current.open_place(actor, base_id)
    drafting = Drafting(
        actor, place, options.get("typecast", False), options.get("seen", {}), is_blind=is_blind
    )
    items = _items.items_of(drafting, operations)
    if is_blind:
        _refuse_invalid(place, items)
    row = _plan_row(actor, place, items, options)
    try:
        _store(actor, row, place, items)
    except IntegrityError:
        # Somebody used the key between our look and our insert.
        return _reading.get_plan(actor, _known(actor, key, base_id))
    return _reading.get_plan(actor, row.id)


def digest_of(base_id: str, items: Sequence[Any]) -> str:
    """What an approval is bound to: every item with what it does, in their order."""
    content = [
        [
            item.kind,
            item.table_id,
            item.record_id,
            item.before,
            item.after,
            item.details,
            item.state == "planned",
        ]
        for item in items
    ]
    return hashlib.sha256(json.dumps([base_id, content], sort_keys=True).encode()).hexdigest()


def counts_of(items: Sequence[Any]) -> dict[str, int]:
    """How many of each kind are planned, and the cells that they change."""
    live = [item for item in items if item.state not in ("invalid", "dropped")]
    kinds = Counter(item.kind for item in live)
    return {
        **{kind: kinds[kind] for kind in ("create", "update", "delete")},
        "cells": sum(len(item.after) for item in live),
        "comments": kinds["comment"] + kinds["delete_comment"],
        "files": kinds["attach"],
        "schema_changes": sum(kinds[kind] for kind in SCHEMA_KINDS),
        "invalid": sum(item.state == "invalid" for item in items),
    }


def _known(actor: Actor, key: str, base_id: str) -> str:
    if not key:
        return ""
    with db.uow(actor, read_only=True) as session:
        row = session.exec(select(PlanRow).where(PlanRow.idempotency_key == key)).first()
    if row is not None and row.base_id != base_id:
        raise KeyReused("This key stands for a plan of another base.", what_to_do="Use another key.")
    return "" if row is None else row.id


def _refuse_invalid(place: Place, items: Sequence[Item]) -> None:
    for number, item in enumerate(items):
        if item.state == "invalid":
            where = f"Row {number + 1}: " if len(items) > 1 else ""
            wrong = {warning["field_id"] for warning in item.warnings}
            fields = place.table(item.table_id).fields if item.table_id else ()
            name = next((each.name for each in fields if each.id in wrong), "")
            raise InvalidInput(f"{where}{item.sentence}", field=name)


def _plan_row(actor: Actor, place: Place, items: Sequence[Item], options: PlanOptions) -> PlanRow:
    fields, links = _named(place, items)
    counts = counts_of(items)
    return PlanRow(
        team_id=actor.team_id,
        person_id=actor.person_id,
        door=actor.door,
        key_id=actor.key_id,
        connection_id=place.connection.connection_id,
        base_id=place.base_id,
        base_name=options.get("base_name") or place.base_id,
        title=(options.get("title", "").strip() or _title(place, items, counts))[:TITLE_CHARACTERS],
        link=options.get("link", "")[:300],
        digest=digest_of(place.base_id, items),
        typecast=options.get("typecast", False),
        counts=counts,
        fields=fields,
        names=_current.names_of(actor, place, links),
        not_undoable=_not_undoable(place, items),
        idempotency_key=options.get("key") or None,
        undo_of=options.get("undo_of", ""),
        status="draft" if options.get("is_draft") else "pending",
        deadline_at=utc_now() + timedelta(days=config.limits().approval_days),
    )


def _named(place: Place, items: Sequence[Item]) -> tuple[dict[str, Any], dict[str, set[str]]]:
    """The fields that the items name, by table in their order, and the records that their cells link to, by table."""
    used: dict[str, set[str]] = {}
    for item in items:
        if item.table_id:
            used.setdefault(item.table_id, set()).update(item.after, item.before or {})
    fields = {
        table_id: [each for each in place.table(table_id).fields if each.id in used[table_id]]
        for table_id in used
    }
    links: dict[str, set[str]] = {}
    for item in items:
        for known in fields.get(item.table_id, ()):
            for cell in (item.after.get(known.id), (item.before or {}).get(known.id)):
                if ids := _values.linked_in(known, cell):
                    links.setdefault(str(known.options.get("linkedTableId", "")), set()).update(ids)
    shown = {table_id: [each.model_dump(mode="json") for each in known] for table_id, known in fields.items()}
    return shown, links


def _title(place: Place, items: Sequence[Item], counts: Mapping[str, int]) -> str:
    """Such as "Change 3 Deals, delete 1"."""
    words = {
        "create": "add",
        "update": "change",
        "delete": "delete",
        "comments": "comment on",
        "files": "attach a file to",
    }
    tables = {place.table(item.table_id).name for item in items if item.table_id}
    where = next(iter(tables)) if len(tables) == 1 else f"{len(tables)} tables"
    parts = [f"{word} {counts[kind]:,}" for kind, word in words.items() if counts.get(kind)]
    if counts["schema_changes"]:
        parts.append(f"{counts['schema_changes']} changes of fields or tables")
    said = ", ".join(parts) or "nothing to do"
    return f"{where}: {said}" if tables else said.capitalize()


def _not_undoable(place: Place, items: Sequence[Item]) -> str:
    """What could not be taken back, as a sentence; empty when all of it can."""
    reasons: list[str] = []
    if any(item.kind in ("create_table", "create_field") for item in items):
        reasons.append("A new table or field cannot be deleted again through Airtable's API.")
    deleted = [item for item in items if item.kind == "delete"]
    if deleted:
        reasons.append("Deleted records would come back with new ids and without their comments.")
    with_files = sum(
        any(
            each.type == "multipleAttachments" and (item.before or {}).get(each.id)
            for each in place.table(item.table_id).fields
        )
        for item in deleted
    )
    if with_files:
        reasons.append(f"Files of {with_files} records would come back only within two hours.")
    return " ".join(reasons)


def _store(actor: Actor, row: PlanRow, place: Place, items: Sequence[Item]) -> None:
    names = {table.id: table.name for table in place.tables}
    with db.uow(actor) as session:
        session.add(row)
        session.flush()
        db.add_rows(ChangeItem, [_item_row(row, number, item, names) for number, item in enumerate(items)])
        tell_of_waiting(
            session,
            row,
            by_key=actor.writes_need_approval and actor.consent != "asked",
            needs_second=_reading.needs_second(session, row),
        )
        tell(row)


def _item_row(row: PlanRow, number: int, item: Item, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "team_id": row.team_id,
        "plan_id": row.id,
        "seq": number,
        "kind": item.kind,
        "table_id": item.table_id,
        "table_name": names.get(item.table_id, ""),
        "record_id": item.record_id,
        "record_name": item.record_name,
        "before": item.before,
        "after": item.after,
        "found": None,
        "details": item.details,
        "warnings": item.warnings,
        "state": item.state,
        "batch": -1,
        "sentence": item.sentence[:1000],
        "changed_at": None,
    }
