"""The calls of the Web API that the sandbox answers, one function each, and the table that finds them by path."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from app.sandbox import errors, ids, parameters
from app.sandbox.listing import Listing, render
from app.sandbox.requests_log import RequestsLog
from app.sandbox.store import Store, StoredTable

BASES_PER_PAGE = 1000
OWNER = {"id": "usrSandboxOwner01", "email": "owner@sandbox.example"}


@dataclass(frozen=True)
class Workshop:
    """What the calls work on."""

    store: Store
    listing: Listing
    log: RequestsLog


@dataclass(frozen=True)
class Call:
    """One request: what stood in the path where the route has a place, the query parameters and the JSON body."""

    places: tuple[str, ...]
    query: dict[str, Any]
    body: dict[str, Any]


Handler = Callable[[Workshop, Call], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    method: str
    path: tuple[str, ...]
    handler: Handler
    needs_token: bool = True


def find(method: str, raw_path: str) -> tuple[Route, tuple[str, ...]]:
    """The route and what stands in its places; a 404 for a path or id that no route takes.

    The path comes still encoded, because a table name may hold a slash. One trailing slash is let pass: real
    clients send it.
    """
    segments = tuple(unquote(part) for part in raw_path.removesuffix("/").split("/")[1:])
    for route in ROUTES:
        if route.method == method and len(route.path) == len(segments):
            pairs = list(zip(route.path, segments, strict=True))
            if all(_fits(pattern, segment) for pattern, segment in pairs):
                return route, tuple(segment for pattern, segment in pairs if pattern.startswith(":"))
    raise errors.unroutable()


def _fits(pattern: str, segment: str) -> bool:
    if pattern == ":table":
        return segment != ""
    if pattern.startswith(":"):
        return ids.is_id(pattern[1:], segment)
    return pattern == segment


def health(_workshop: Workshop, _call: Call) -> dict[str, Any]:
    return {"status": "ok"}


def show_requests(workshop: Workshop, _call: Call) -> dict[str, Any]:
    return {"requests": workshop.log.entries()}


def clear_requests(workshop: Workshop, _call: Call) -> dict[str, Any]:
    workshop.log.clear()
    return {"requests": []}


def whoami(_workshop: Workshop, call: Call) -> dict[str, Any]:
    parameters.no_parameters(call.query)
    return dict(OWNER)


def list_bases(workshop: Workshop, call: Call) -> dict[str, Any]:
    offset = parameters.bases_query(call.query)
    match = re.fullmatch(r"itr0{14}/(app[0-9A-Za-z]{14})", offset)
    if offset and not match:
        raise errors.bad_offset(offset)
    found = workshop.store.bases(after=match[1] if match else "", limit=BASES_PER_PAGE + 1)
    bases = [{"id": b.id, "name": b.name, "permissionLevel": b.permission} for b in found[:BASES_PER_PAGE]]
    if len(found) > BASES_PER_PAGE:
        return {"bases": bases, "offset": f"itr{'0' * 14}/{found[-1].id}"}
    return {"bases": bases}


def list_tables(workshop: Workshop, call: Call) -> dict[str, Any]:
    with_visible_fields = parameters.tables_query(call.query)
    (base_id,) = call.places
    if not workshop.store.base_exists(base_id):
        raise errors.invisible()
    tables = [table.definition for table in workshop.store.tables(base_id)]
    if not with_visible_fields:
        for table in tables:
            table["views"] = [
                {k: v for k, v in view.items() if k != "visibleFieldIds"} for view in table["views"]
            ]
    return {"tables": tables}


def list_records(workshop: Workshop, call: Call) -> dict[str, Any]:
    query = parameters.list_query({**call.query, **call.body})
    return workshop.listing.page(_visible_table(workshop, *call.places), query)


def get_record(workshop: Workshop, call: Call) -> dict[str, Any]:
    """A record by its id. As the original does, an id of another table of the base is found as well."""
    by_field_id = parameters.record_query(call.query)
    base_id, table_name, record_id = call.places
    _visible_table(workshop, base_id, table_name)
    record = workshop.store.record(record_id)
    table = workshop.store.table(record.table_id) if record else None
    if record is None or table is None or table.base_id != base_id:
        raise errors.invisible()
    return render(record, table, None, by_field_id)


def refuse_write(_workshop: Workshop, _call: Call) -> dict[str, Any]:
    raise errors.unsupported("writing")


def _visible_table(workshop: Workshop, base_id: str, id_or_name: str) -> StoredTable:
    table = workshop.store.find_table(base_id, id_or_name)
    if table is None:
        raise errors.invisible()
    return table


_RECORDS = ("v0", ":app", ":table")
_RECORD = (*_RECORDS, ":rec")
_TABLES = ("v0", "meta", "bases", ":app", "tables")

ROUTES = (
    Route("GET", ("_control", "health"), health, needs_token=False),
    Route("GET", ("_control", "requests"), show_requests),
    Route("DELETE", ("_control", "requests"), clear_requests),
    Route("GET", ("v0", "meta", "whoami"), whoami),
    Route("GET", ("v0", "meta", "bases"), list_bases),
    Route("GET", _TABLES, list_tables),
    Route("GET", _RECORDS, list_records),
    Route("POST", (*_RECORDS, "listRecords"), list_records),
    Route("GET", _RECORD, get_record),
    *(Route(method, _RECORDS, refuse_write) for method in ("POST", "PATCH", "PUT", "DELETE")),
    *(Route(method, _RECORD, refuse_write) for method in ("PATCH", "PUT", "DELETE")),
    Route("POST", ("v0", "meta", "bases"), refuse_write),
    Route("POST", _TABLES, refuse_write),
    Route("PATCH", (*_TABLES, ":tbl"), refuse_write),
    Route("POST", (*_TABLES, ":tbl", "fields"), refuse_write),
    Route("PATCH", (*_TABLES, ":tbl", "fields", ":fld"), refuse_write),
)
