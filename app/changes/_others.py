"""Comments, files, tables and fields: one item a step."""

import base64
from typing import Any

from app import airtable
from app.changes import _current
from app.changes._batch import Batch
from app.changes._current import FEATURE
from app.changes._outcomes import Outcome, Outcomes
from app.errors import Conflict
from app.models import ChangeItem


def carry_out(batch: Batch) -> Outcomes:
    """Carries out the one item of the batch; a repeat looks first whether it is there."""
    item = batch.items[0]
    assert item.id is not None
    found = _there_already(batch, item) if batch.is_repeat else None
    if found is None:
        batch.step.guard()
        found = _ACTS[item.kind](batch, item)
    return {item.id: found}


def _there_already(batch: Batch, item: ChangeItem) -> Outcome | None:
    """What an earlier attempt made; None when it made nothing, or when doing it again changes nothing."""
    if item.kind == "comment":
        return _comment_there(batch, item)
    if item.kind == "attach":
        return _file_there(batch, item)
    if item.kind not in ("create_table", "create_field"):
        return None
    airtable.forget_schema(batch.plan.base_id)
    tables = airtable.get_schema(batch.place.connection, batch.plan.base_id, feature=FEATURE)
    name = item.details["definition"]["name"]
    if item.kind == "create_table":
        table = next((each for each in tables if each.name == name), None)
        return Outcome("applied", details={"new_table_id": table.id}) if table else None
    fields = next(each.fields for each in tables if each.id == item.table_id)
    field = next((each for each in fields if each.name == name), None)
    return Outcome("applied", details={"new_field_id": field.id}) if field else None


def _comment_there(batch: Batch, item: ChangeItem) -> Outcome | None:
    comments = airtable.list_comments(*_record(batch, item), feature=FEATURE)
    same = [
        each
        for each in comments
        if each.text == item.details["text"] and each.created_at >= batch.plan.created_at
    ]
    if len(same) > 1:
        return Outcome("unknown", f"{len(same)} comments like this were made since.")
    return Outcome("applied", details={"comment_id": same[0].id}) if same else None


def _file_there(batch: Batch, item: ChangeItem) -> Outcome | None:
    field_id, name = item.details["field_id"], item.details["file_name"]
    before = {each.get("id") for each in (item.before or {}).get(field_id) or []}
    record = airtable.get_record(*_record(batch, item), lane=batch.lane, feature=FEATURE)
    cell = record.cells.get(field_id) or []
    is_new = [each for each in cell if each.get("id") not in before and each.get("filename") == name]
    return Outcome("applied", after={field_id: cell}) if is_new else None


def _comment(batch: Batch, item: ChangeItem) -> Outcome:
    made = airtable.create_comment(
        *_record(batch, item),
        text=item.details["text"],
        parent_id=item.details.get("parent_id", ""),
        lane=batch.lane,
        feature=FEATURE,
    )
    return Outcome("applied", details={"comment_id": made.id})


def _delete_comment(batch: Batch, item: ChangeItem) -> Outcome:
    airtable.delete_comment(
        *_record(batch, item), item.details["comment_id"], lane=batch.lane, feature=FEATURE
    )
    return Outcome("applied")


def _attach(batch: Batch, item: ChangeItem) -> Outcome:
    cell = airtable.upload_attachment(
        batch.place.connection,
        batch.plan.base_id,
        item.record_id,
        item.details["field_id"],
        filename=item.details["file_name"],
        content_type=item.details["content_type"],
        content=base64.b64decode(item.details["content_base64"]),
        lane=batch.lane,
        feature=FEATURE,
    )
    after = {item.details["field_id"]: list(cell)}
    known = _current.mirrored(batch.step.actor, batch.place, item.table_id, [item.record_id])
    if item.record_id in known:
        record = known[item.record_id]
        record = record.model_copy(update={"cells": {**record.cells, **after}})
        _current.remember(batch.step.actor, batch.place, item.table_id, [record])
    return Outcome("applied", after=after)


def _create_table(batch: Batch, item: ChangeItem) -> Outcome:
    wanted: dict[str, Any] = item.details["definition"]
    made = airtable.create_table(
        batch.place.connection,
        batch.plan.base_id,
        wanted["name"],
        wanted.get("fields") or [{"name": "Name", "type": "singleLineText"}],
        description=wanted.get("description", ""),
        lane=batch.lane,
        feature=FEATURE,
    )
    return Outcome("applied", details={"new_table_id": made.id})


def _update_table(batch: Batch, item: ChangeItem) -> Outcome:
    _compare_schema(item, batch.place.table(item.table_id))
    wanted = item.details["definition"]
    airtable.update_table(
        batch.place.connection,
        batch.plan.base_id,
        item.table_id,
        name=wanted.get("name"),
        description=wanted.get("description"),
        lane=batch.lane,
        feature=FEATURE,
    )
    return Outcome("applied")


def _create_field(batch: Batch, item: ChangeItem) -> Outcome:
    wanted = item.details["definition"]
    made = airtable.create_field(
        batch.place.connection,
        batch.plan.base_id,
        item.table_id,
        wanted["name"],
        wanted.get("type", "singleLineText"),
        options=wanted.get("options"),
        description=wanted.get("description", ""),
        lane=batch.lane,
        feature=FEATURE,
    )
    return Outcome("applied", details={"new_field_id": made.id})


def _update_field(batch: Batch, item: ChangeItem) -> Outcome:
    _compare_schema(item, batch.place.field(item.table_id, item.details["field_id"]))
    wanted = item.details["definition"]
    airtable.update_field(
        batch.place.connection,
        batch.plan.base_id,
        item.table_id,
        item.details["field_id"],
        name=wanted.get("name"),
        description=wanted.get("description"),
        lane=batch.lane,
        feature=FEATURE,
    )
    return Outcome("applied")


def _compare_schema(item: ChangeItem, subject: Any) -> None:
    was, wanted = item.details["was"], item.details["definition"]
    for key, value in was.items():
        if key in wanted and getattr(subject, key) not in (value, wanted[key]):
            raise Conflict(f"It is called {subject.name} by now.", what_to_do="Make the change again.")


def _record(batch: Batch, item: ChangeItem) -> tuple[Any, str, str, str]:
    return batch.place.connection, batch.plan.base_id, item.table_id, item.record_id


_ACTS = {
    "comment": _comment,
    "delete_comment": _delete_comment,
    "attach": _attach,
    "create_table": _create_table,
    "update_table": _update_table,
    "create_field": _create_field,
    "update_field": _update_field,
}
