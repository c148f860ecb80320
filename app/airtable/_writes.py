"""Writing records: at most ten a call, all of them or none; each verb gives what the reply said."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.airtable._answers import many, one
from app.airtable._call import Call, Effect, checked_id
from app.airtable._client import GatewayApi, client
from app.airtable._failures import Gone
from app.airtable._pages import get_records
from app.airtable._shapes import Connection, Lane, Record, Upserted
from app.errors import InvalidInput

MAX_RECORDS = 10
MAX_KEY_FIELDS = 3
WRITE_SCOPE = "data.records:write"
Cells = Mapping[str, Any]


def create_records(
    connection: Connection,
    base_id: str,
    table_id: str,
    records: Sequence[Cells],
    *,
    typecast: bool = False,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[Record, ...]:
    """Makes 1 to 10 records out of cells by field id, in their order.

    Raises OutcomeUnknown when nobody can tell whether they were made; they are never sent a second time then. Else
    raises like list_bases, and UpstreamRefused with the reason.
    """
    call = _call("create_records", "create", base_id, lane, feature)
    bodies = [{"fields": dict(cells)} for cells in _checked(records)]
    return _write(connection, call, "POST", table_id, bodies, typecast=typecast)


def update_records(
    connection: Connection,
    base_id: str,
    table_id: str,
    changes: Mapping[str, Cells],
    *,
    typecast: bool = False,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[Record, ...]:
    """Sets the given cells of 1 to 10 records, by record id and field id; other cells stay. Raises like list_bases,
    and UpstreamRefused with the reason."""
    call = _call("update_records", "set", base_id, lane, feature)
    return _write(connection, call, "PATCH", table_id, _by_id(changes), typecast=typecast)


def replace_records(
    connection: Connection,
    base_id: str,
    table_id: str,
    changes: Mapping[str, Cells],
    *,
    typecast: bool = False,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[Record, ...]:
    """Like update_records, and clears every cell that is not given."""
    call = _call("replace_records", "set", base_id, lane, feature)
    return _write(connection, call, "PUT", table_id, _by_id(changes), typecast=typecast)


def upsert_records(
    connection: Connection,
    base_id: str,
    table_id: str,
    records: Sequence[Cells],
    *,
    key_fields: Sequence[str],
    typecast: bool = False,
    lane: Lane = "interactive",
    feature: str = "",
) -> Upserted:
    """Updates the records whose key fields (1 to 3) agree, and makes those that there are not.

    Safe to send again as long as every record has its keys: an empty key makes a new record each time, so that such a
    request is treated as create_records. Raises like that.
    """
    if not 1 <= len(key_fields) <= MAX_KEY_FIELDS:
        raise InvalidInput(f"Give 1 to {MAX_KEY_FIELDS} key fields.", field="key_fields")
    has_keys = all(cells.get(key) not in (None, "", []) for cells in records for key in key_fields)
    call = _call("upsert_records", "set" if has_keys else "create", base_id, lane, feature)
    api = client(connection)
    body = {
        "records": [{"fields": dict(cells)} for cells in _checked(records)],
        "performUpsert": {"fieldsToMergeOn": list(key_fields)},
        "typecast": typecast,
        "returnFieldsByFieldId": True,
    }
    answer = api.ask(call, "PATCH", api.table(base_id, table_id).urls.records, json=body)
    found = one(api, call, Upserted, answer)
    _expect(api, call, len(found.records), len(records))
    return found


def delete_records(
    connection: Connection,
    base_id: str,
    table_id: str,
    record_ids: Sequence[str],
    *,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[str, ...]:
    """Deletes 1 to 10 records; gives their ids. A record that a second try does not find was deleted by the first.

    Raises like list_bases; ConnectionRefused or NotFound when one was not there from the beginning.
    """
    wanted = tuple(checked_id("rec", record_id) for record_id in dict.fromkeys(_checked(record_ids)))
    call = _call("delete_records", "delete", base_id, lane, feature)
    try:
        _delete(connection, call, table_id, wanted)
    except Gone:
        # The first try was carried out, or somebody else deleted one of them and the others are still there.
        left = get_records(connection, base_id, table_id, wanted, lane=lane, feature=feature)
        if left:
            _delete(connection, call, table_id, tuple(record.id for record in left))
    return wanted


def _delete(connection: Connection, call: Call, table_id: str, record_ids: tuple[str, ...]) -> None:
    api = client(connection)
    url = api.table(call.base_id, table_id).urls.records
    answer = api.ask(call, "DELETE", url, params={"records[]": list(record_ids)})
    deleted = answer.get("records")
    _expect(api, call, len(deleted) if isinstance(deleted, list) else -1, len(record_ids))


def _write(
    connection: Connection,
    call: Call,
    method: str,
    table_id: str,
    bodies: list[dict[str, Any]],
    *,
    typecast: bool,
) -> tuple[Record, ...]:
    api = client(connection)
    url = api.table(call.base_id, table_id).urls.records
    body = {"records": bodies, "typecast": typecast, "returnFieldsByFieldId": True}
    answer = api.ask(call, method, url, json=body)
    records = many(api, call, Record, answer, "records")
    _expect(api, call, len(records), len(bodies))
    return records


def _call(name: str, effect: Effect, base_id: str, lane: Lane, feature: str) -> Call:
    return Call(name, effect, checked_id("app", base_id), WRITE_SCOPE, lane, feature)


def _checked(items: Sequence[Any]) -> Sequence[Any]:
    if not 1 <= len(items) <= MAX_RECORDS:
        raise InvalidInput(f"Write 1 to {MAX_RECORDS} records at once.", field="records")
    return items


def _by_id(changes: Mapping[str, Cells]) -> list[dict[str, Any]]:
    _checked(list(changes))
    return [{"id": checked_id("rec", key), "fields": dict(cells)} for key, cells in changes.items()]


def _expect(api: GatewayApi, call: Call, found: int, wanted: int) -> None:
    if found != wanted:
        raise api.nonsense(call, f"{found} records instead of {wanted}")
