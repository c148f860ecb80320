"""Changing what a base is made of: tables and fields. There is no way back: the API deletes neither."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from app.airtable._answers import one
from app.airtable._call import Call, Effect, checked_id
from app.airtable._client import client
from app.airtable._schema_cache import schema_cache
from app.airtable._shapes import Connection, Field, Lane, Shape, Table

WRITE_SCOPE = "schema.bases:write"
T = TypeVar("T")


class _Named(Shape):
    id: str
    name: str


def create_table(
    connection: Connection,
    base_id: str,
    name: str,
    fields: Sequence[Mapping[str, Any]],
    *,
    description: str = "",
    lane: Lane = "interactive",
    feature: str = "",
) -> Table:
    """Makes a table. fields are Airtable's: {"name", "type", "description"?, "options"?}, the first is the primary one.

    Raises like create_records.
    """
    api, call = client(connection), _call("create_table", "create", base_id, lane, feature)
    body = {"name": name, "fields": [dict(field) for field in fields], **_description(description)}
    return _changed(
        call, one(api, call, Table, api.ask(call, "POST", api.base(base_id).urls.tables, json=body))
    )


def update_table(
    connection: Connection,
    base_id: str,
    table_id: str,
    *,
    name: str | None = None,
    description: str | None = None,
    lane: Lane = "interactive",
    feature: str = "",
) -> None:
    """Renames a table or changes its description. Raises like list_bases, and UpstreamRefused with the reason."""
    api, call = client(connection), _call("update_table", "set", base_id, lane, feature)
    url = api.base(base_id).urls.tables / checked_id("tbl", table_id)
    _changed(call, one(api, call, _Named, api.ask(call, "PATCH", url, json=_given(name, description))))


def create_field(
    connection: Connection,
    base_id: str,
    table_id: str,
    name: str,
    type: str,  # noqa: A002 - Airtable's word
    *,
    options: Mapping[str, Any] | None = None,
    description: str = "",
    lane: Lane = "interactive",
    feature: str = "",
) -> Field:
    """Adds a field; a link field also makes its other side in the linked table. Raises like create_records."""
    api, call = client(connection), _call("create_field", "create", base_id, lane, feature)
    url = api.base(base_id).urls.tables / checked_id("tbl", table_id) / "fields"
    body: dict[str, Any] = {"name": name, "type": type, **_description(description)}
    if options is not None:
        body["options"] = dict(options)
    return _changed(call, one(api, call, Field, api.ask(call, "POST", url, json=body)))


def update_field(
    connection: Connection,
    base_id: str,
    table_id: str,
    field_id: str,
    *,
    name: str | None = None,
    description: str | None = None,
    lane: Lane = "interactive",
    feature: str = "",
) -> Field:
    """Renames a field or changes its description. Raises like update_table."""
    api, call = client(connection), _call("update_field", "set", base_id, lane, feature)
    tables = api.base(base_id).urls.tables
    url = tables / checked_id("tbl", table_id) / "fields" / checked_id("fld", field_id)
    return _changed(call, one(api, call, Field, api.ask(call, "PATCH", url, json=_given(name, description))))


def _changed(call: Call, made: T) -> T:
    schema_cache.forget(call.base_id)
    return made


def _given(name: str | None, description: str | None) -> dict[str, str]:
    given = {"name": name, "description": description}
    return {key: value for key, value in given.items() if value is not None}


def _description(text: str) -> dict[str, str]:
    return {"description": text} if text else {}


def _call(name: str, effect: Effect, base_id: str, lane: Lane, feature: str) -> Call:
    return Call(name, effect, checked_id("app", base_id), WRITE_SCOPE, lane, feature, is_data=False)
