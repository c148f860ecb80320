"""The calls on records, one function each."""

from typing import Any

from app.sandbox import errors, listing, parameters, record_input
from app.sandbox.derivation import Derivation
from app.sandbox.rendering import render
from app.sandbox.store import comments as comment_store
from app.sandbox.store import records as record_store
from app.sandbox.upserts import Merge
from app.sandbox.workshop import Call, Workshop, visible_table
from app.sandbox.writing import Target, writing


def list_records(workshop: Workshop, call: Call) -> dict[str, Any]:
    query = parameters.list_query({**call.query, **call.body})
    base_id, table_key = call.places
    with workshop.reading(call, base_id) as (connection, base):
        table = visible_table(base, table_key)
        found, answer = workshop.listing.page(connection, base, table, query, call.links)
        if query.with_comment_count:
            counts = comment_store.counts(connection, [record.id for record in found])
            listing.comment_counts(answer, counts)
    return answer


def get_record(workshop: Workshop, call: Call) -> dict[str, Any]:
    """A record by its id. As the original does, an id of another table of the base is found as well."""
    shape = parameters.record_query(call.query)
    base_id, table_key, record_id = call.places
    with workshop.reading(call, base_id) as (connection, base):
        visible_table(base, table_key)
        record = record_store.find(connection, record_id)
        table = base.tables_by_id.get(record.table_id) if record else None
        if record is None or table is None:
            raise errors.invisible()
        return render(
            Derivation(connection, base, style=shape.style, links=call.links), table, [record], shape
        )[0]


def create_records(workshop: Workshop, call: Call) -> dict[str, Any]:
    given, is_single = record_input.to_create(call.body)
    with writing(workshop, call) as write:
        made = write.change.editor.make(write.table, len(given))
        write.fill([Target(record, each, is_new=True) for record, each in zip(made, given, strict=True)])
        shown = write.finish(made)
    return shown[0] if is_single else {"records": shown}


def update_records(workshop: Workshop, call: Call) -> dict[str, Any]:
    return _update_many(workshop, call, clears=False)


def replace_records(workshop: Workshop, call: Call) -> dict[str, Any]:
    return _update_many(workshop, call, clears=True)


def update_record(workshop: Workshop, call: Call) -> dict[str, Any]:
    return _update_one(workshop, call, clears=False)


def replace_record(workshop: Workshop, call: Call) -> dict[str, Any]:
    return _update_one(workshop, call, clears=True)


def delete_records(workshop: Workshop, call: Call) -> dict[str, Any]:
    wanted = record_input.to_delete(call.query, call.body)
    with writing(workshop, call) as write:
        found = write.existing(wanted)
        for record_id in wanted:
            if record_id not in found:
                raise errors.unknown_record_to_delete(record_id)
        write.change.editor.delete(write.table, list(found.values()))
        write.finish([])
    return {"records": [{"id": each, "deleted": True} for each in wanted]}


def delete_record(workshop: Workshop, call: Call) -> dict[str, Any]:
    record_id = call.places[2]
    with writing(workshop, call) as write:
        found = write.existing([record_id])
        if not found:
            raise errors.invisible()
        write.change.editor.delete(write.table, list(found.values()))
        write.finish([])
    return {"id": record_id, "deleted": True}


def _update_many(workshop: Workshop, call: Call, *, clears: bool) -> dict[str, Any]:
    merge = Merge.read(call.body)
    given = record_input.to_update(call.body, upsert=merge is not None)
    with writing(workshop, call) as write:
        created = write.match(merge, given) if merge is not None else []
        found = write.existing([str(each.id) for each in given])
        for each in given:
            if each.id not in found:
                raise errors.unknown_record_to_update(str(each.id))
        targets = [
            Target(found[str(each.id)], each, is_new=each.id in created, clears=clears) for each in given
        ]
        write.fill(targets)
        records = [target.record for target in targets]
        answer: dict[str, Any] = {"records": write.finish(records)}
    if merge is not None:
        updated = list(dict.fromkeys(record.id for record in records if record.id not in created))
        answer |= {"createdRecords": created, "updatedRecords": updated}
    return answer


def _update_one(workshop: Workshop, call: Call, *, clears: bool) -> dict[str, Any]:
    record_id = call.places[2]
    given = record_input.to_update_one(record_id, call.body)
    with writing(workshop, call) as write:
        found = write.existing([record_id])
        if not found:
            raise errors.invisible()
        write.fill([Target(found[record_id], given, clears=clears)])
        return write.finish(list(found.values()))[0]
