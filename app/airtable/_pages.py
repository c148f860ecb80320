"""One page of a listing at a time, for readers that must be able to go on after they were killed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyairtable.formulas import Formula

from app.airtable import _failures
from app.airtable._client import client
from app.airtable._shapes import Connection, Record
from app.airtable._verbs import MAX_PAGE_SIZE, ask, many

MAX_OFFSET_CHARACTERS = 200


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
) -> Page:
    """One page. sort takes field ids, descending with a minus before. Raises like list_bases, UpstreamRefused for an
    offset that has expired."""
    api = client(connection)
    table = api.table(base_id, table_id)
    options: dict[str, Any] = {"page_size": page_size, "use_field_ids": True}
    if fields:
        options["fields"] = list(dict.fromkeys(fields))
    if formula is not None:
        options["formula"] = str(formula)
    if view:
        options["view"] = view
    if sort:
        options["sort"] = list(sort)
    if offset:
        options["offset"] = offset
    fallback = ("post", table.urls.records_post)
    body = ask(connection, lambda: api.request("GET", table.urls.records, fallback=fallback, options=options))
    following = str(body.get("offset") or "")
    if len(following) > MAX_OFFSET_CHARACTERS or (following and following == offset):
        raise _failures.not_understood(connection)
    return Page(tuple(many(connection, Record, body, "records")), following)


def iter_pages(connection: Connection, base_id: str, table_id: str, **options: Any) -> Iterator[Page]:
    """Every page from the offset on. An offset that comes back ends it with an error, not never."""
    offset, seen = options.pop("offset", ""), set[str]()
    while True:
        page = read_page(connection, base_id, table_id, offset=offset, **options)
        yield page
        offset = page.offset
        if not offset:
            return
        if offset in seen:
            raise _failures.not_understood(connection)
        seen.add(offset)


def read_record(connection: Connection, base_id: str, table_id: str, record_id: str) -> Record:
    """One record with all its cells. Raises like list_bases; ConnectionRefused or NotFound when it is not there."""
    api = client(connection)
    url = api.table(base_id, table_id).urls.record(record_id)
    body = ask(connection, lambda: api.request("GET", url, options={"use_field_ids": True}))
    return many(connection, Record, {"records": [body]}, "records")[0]
