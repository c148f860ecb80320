"""Listing records: page by page for readers that must be able to go on after they were killed, or all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyairtable.formulas import EQ, OR, RECORD_ID, Formula

from app.airtable._answers import following, many, one
from app.airtable._call import Call, checked_id
from app.airtable._client import client
from app.airtable._failures import OffsetExpired
from app.airtable._shapes import Connection, Lane, Record
from app.errors import InvalidInput

MAX_PAGE_SIZE = 100
# How often a listing begins anew because the service has forgotten where it was.
MAX_RESTARTS = 2
READ_SCOPE = "data.records:read"


@dataclass(frozen=True)
class Page:
    """Records, and the offset of the next page; the last page has an empty one."""

    records: tuple[Record, ...]
    offset: str


def read_page(
    connection: Connection,
    base_id: str,
    table_id: str,
    *,
    fields: Sequence[str] | None = None,
    formula: Formula | None = None,
    view: str = "",
    sort: Sequence[str] = (),
    page_size: int = MAX_PAGE_SIZE,
    offset: str = "",
    lane: Lane = "interactive",
    feature: str = "",
) -> Page:
    """One page. sort takes field ids, descending with a minus before.

    Raises like list_bases; OffsetExpired (an UpstreamRefused) for an offset that the service has forgotten.
    """
    api = client(connection)
    call = _call("list_records", base_id, lane, feature)
    table = api.table(base_id, table_id)
    options = _options(fields, formula, view, sort, page_size)
    if offset:
        options["offset"] = offset
    fallback = ("post", table.urls.records_post)
    answer = api.ask(call, "GET", table.urls.records, fallback=fallback, options=options)
    return Page(many(api, call, Record, answer, "records"), following(api, call, answer, {offset} - {""}))


def iter_pages(connection: Connection, base_id: str, table_id: str, **options: Any) -> Iterator[Page]:
    """Every page from the offset on, with the options of read_page; raises like it, also for an offset that returns."""
    api, call = client(connection), _call("list_records", base_id, "interactive", "")
    offset, seen = options.pop("offset", ""), set[str]()
    while True:
        page = read_page(connection, base_id, table_id, offset=offset, **options)
        yield page
        offset = following(api, call, {"offset": page.offset}, seen)
        if not offset:
            return


def iter_records(
    connection: Connection,
    base_id: str,
    table_id: str,
    *,
    fields: Sequence[str] | None = None,
    formula: Formula | None = None,
    view: str = "",
    sort: Sequence[str] = (),
    page_size: int = MAX_PAGE_SIZE,
    lane: Lane = "interactive",
    feature: str = "",
) -> Iterator[Record]:
    """All records of a table, page by page as they are consumed, each record once.

    Only the cells of the given fields (ids or names) are asked for; without any, all of them. A listing that the
    service has forgotten begins anew, at most twice. Raises like list_bases, at the page that fails.
    """
    seen: set[str] = set()
    for restart in range(MAX_RESTARTS + 1):
        pages = iter_pages(
            connection,
            base_id,
            table_id,
            fields=fields,
            formula=formula,
            view=view,
            sort=sort,
            page_size=page_size,
            lane=lane,
            feature=feature,
        )
        try:
            for page in pages:
                for record in page.records:
                    # A record that moves while the pages are read can come twice.
                    if record.id not in seen:
                        seen.add(record.id)
                        yield record
        except OffsetExpired:
            if restart == MAX_RESTARTS:
                raise
        else:
            return


def get_record(
    connection: Connection,
    base_id: str,
    table_id: str,
    record_id: str,
    *,
    lane: Lane = "interactive",
    feature: str = "",
) -> Record:
    """One record with all its cells. Raises like list_bases; ConnectionRefused or NotFound when it is not there."""
    api, call = client(connection), _call("get_record", base_id, lane, feature)
    url = api.table(base_id, table_id).urls.record(checked_id("rec", record_id))
    return one(api, call, Record, api.ask(call, "GET", url, options={"use_field_ids": True}))


def get_records(
    connection: Connection,
    base_id: str,
    table_id: str,
    record_ids: Sequence[str],
    *,
    fields: Sequence[str] | None = None,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[Record, ...]:
    """The records of these ids in their order, 100 a call; those that are not there are left out. Raises like
    list_bases."""
    api, call = client(connection), _call("get_records", base_id, lane, feature)
    url = api.table(base_id, table_id).urls.records_post
    wanted = [checked_id("rec", record_id) for record_id in dict.fromkeys(record_ids)]
    found: dict[str, Record] = {}
    for start in range(0, len(wanted), MAX_PAGE_SIZE):
        formula = OR(*(EQ(RECORD_ID(), record_id) for record_id in wanted[start : start + MAX_PAGE_SIZE]))
        body = {
            "filterByFormula": str(formula),
            "pageSize": MAX_PAGE_SIZE,
            "returnFieldsByFieldId": True,
            **({"fields": list(dict.fromkeys(fields))} if fields else {}),
        }
        answer = api.ask(call, "POST", url, json=body)
        found.update({record.id: record for record in many(api, call, Record, answer, "records")})
    return tuple(found[record_id] for record_id in wanted if record_id in found)


def _call(name: str, base_id: str, lane: Lane, feature: str) -> Call:
    return Call(name, "read", checked_id("app", base_id), READ_SCOPE, lane, feature)


def _options(
    fields: Sequence[str] | None, formula: Formula | None, view: str, sort: Sequence[str], page_size: int
) -> dict[str, Any]:
    if formula is not None and not isinstance(formula, Formula):
        raise TypeError("Formulas are built of objects, so that no value can become a part of one.")
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        raise InvalidInput(f"A page has 1 to {MAX_PAGE_SIZE} records.", field="page_size")
    options: dict[str, Any] = {"page_size": page_size, "use_field_ids": True}
    if fields:
        options["fields"] = list(dict.fromkeys(fields))
    if formula is not None:
        options["formula"] = str(formula)
    if view:
        options["view"] = view
    if sort:
        options["sort"] = list(sort)
    return options
