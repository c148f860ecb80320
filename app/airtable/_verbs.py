"""Reads of the Web API."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from app.airtable import _failures
from app.airtable._client import client
from app.airtable._shapes import Base, Connection, Record, Shape, Table
from app.errors import Unavailable
from app.telemetry import logger

MAX_PAGE_SIZE = 100
log = logger(__name__)
S = TypeVar("S", bound=Shape)


def list_bases(connection: Connection) -> tuple[Base, ...]:
    """The bases that the connection can see, in the order of the service.

    Raises ConnectionRefused for a refused token, Busy or TooMany for a limit, Unavailable when the service cannot
    be reached or talks nonsense.
    """
    api = client(connection)
    pages = _pages(connection, "GET", api.urls.bases)
    return tuple(base for page in pages for base in many(connection, Base, page, "bases"))


def get_schema(connection: Connection, base_id: str) -> tuple[Table, ...]:
    """The tables of a base with their fields, in the order of the service. Raises like list_bases."""
    api = client(connection)
    page = ask(connection, lambda: api.request("GET", api.base(base_id).urls.tables))
    return tuple(many(connection, Table, page, "tables"))


def iter_records(
    connection: Connection,
    base_id: str,
    table_id: str,
    *,
    fields: Sequence[str] | None = None,
    page_size: int = MAX_PAGE_SIZE,
) -> Iterator[Record]:
    """All records of a table, page by page as they are consumed, each record once.

    Only the cells of the given fields (ids or names) are asked for; without any, all of them. Raises like
    list_bases, at the page that fails.
    """
    table = client(connection).table(base_id, table_id)
    options: dict[str, Any] = {"page_size": page_size, "use_field_ids": True}
    if fields:
        options["fields"] = list(dict.fromkeys(fields))
    fallback = ("post", table.urls.records_post)
    seen: set[str] = set()
    for page in _pages(connection, "GET", table.urls.records, fallback=fallback, options=options):
        for record in many(connection, Record, page, "records"):
            # A record that moves while the pages are read can come twice.
            if record.id not in seen:
                seen.add(record.id)
                yield record


def _pages(connection: Connection, method: str, url: Any, **kwargs: Any) -> Iterator[dict[str, Any]]:
    """Every page of a listing. An offset that comes back a second time ends it with an error, not never."""
    pages = client(connection).iterate_requests(method, url, **kwargs)
    offsets: set[str] = set()
    while True:
        page = ask(connection, lambda: next(pages, _END))
        if page is _END:
            return
        yield page
        offset = page.get("offset")
        if offset in offsets:
            raise nonsense(connection, "the offset came back")
        if offset:
            offsets.add(offset)


_END: dict[str, Any] = {}


def ask(connection: Connection, call: Any) -> dict[str, Any]:
    """The JSON object that the call brings; garbage becomes an error of the tree."""
    try:
        answer = call()
    except (ValueError, RecursionError) as error:
        raise nonsense(connection, "no JSON") from error
    if not isinstance(answer, dict):
        raise nonsense(connection, "no JSON object")
    return answer


def many(connection: Connection, shape: type[S], page: dict[str, Any], key: str) -> list[S]:
    try:
        return [shape.model_validate(item) for item in page[key]]
    except (KeyError, TypeError, ValidationError) as error:
        raise nonsense(connection, f"no list of {key}") from error


def nonsense(connection: Connection, reason: str) -> Unavailable:
    """The error for a 200 that is not of the Web API; the log says what was wrong with it."""
    log.warning("airtable_answer_not_understood", kind=connection.kind, reason=reason)
    return _failures.not_understood(connection)
