"""`/api/v1/records`: the records of a table, listed, searched, read one by one, and taken out as a file."""

from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import Depends, Query
from pydantic import Field, StrictInt
from starlette.responses import Response, StreamingResponse

from app import tables
from app.actor import Actor
from app.api import streams
from app.api.answers import READING, Sourced, known_since, made, reply
from app.api.filters import MAX_QUERY_CHARACTERS, SomeFilter, Where, filter_in, names_in, sort_in
from app.api.inputs import NAME, AttachmentPath, BaseQuery, Body, Named, Paged, Paging, RecordPath, TableQuery
from app.api.route import only_reads, raises, resource
from app.api.visitor import Viewer
from app.errors import InvalidInput, TooLarge
from app.hops import to_network
from app.models import utc_now
from app.tables import (
    MAX_MARKS,
    Duplicates,
    Export,
    Filter,
    Format,
    History,
    RecordDetail,
    RecordPage,
    SearchResult,
    Sort,
)

router = resource("Records", "/api/v1/records")
MAX_LIMIT = 1_000
MAX_SKIP = 1_000_000
SKIP = "Records to leave out at the beginning; 503 while the table's copy is not complete."
SORT = "Fields by name or id, separated by commas; a minus before one turns it around."
FIELDS = "Fields by name or id, separated by commas; empty for all. A name with a comma needs its id."
FILES = {
    media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for media_type in tables.MEDIA_TYPES.values()
}
Text = Annotated[str, Field(max_length=300, pattern=NAME)]
Search = Annotated[str, Field(max_length=200, pattern=NAME, description="A text that records hold anywhere.")]
Zone = Annotated[str, Field(max_length=60, description="Where days begin, such as Europe/Berlin.")]
SavedViewId = Annotated[
    str,
    Field(pattern="^([0-9a-f]{32})?$", description="A view of /api/v1/views, in place of base and table."),
]
Cursor = Annotated[
    str, Field(max_length=20_000, pattern=NAME, description="The next_cursor of the page before.")
]


class Question(Body):
    """Which records are meant: of a base and table, or of a saved view, which the rest narrows and overrides."""

    base: Text = ""
    table: Text = ""
    saved_view: SavedViewId = ""
    where: Where = None
    sort: tuple[Sort, ...] = Field(default=(), max_length=5)
    fields: tuple[Named, ...] | None = Field(default=None, max_length=500, description="None: all.")
    view: Text = Field(default="", description="A view at Airtable, by name or id.")
    search: Search = ""
    time_zone: Zone = "UTC"


class PageAsked(Question):
    """A page of records. marks are filters; each record says which of them it passes first."""

    marks: tuple[SomeFilter, ...] = Field(default=(), max_length=MAX_MARKS)
    cursor: Cursor = ""
    skip: StrictInt = Field(default=0, ge=0, le=MAX_SKIP, description=SKIP)
    limit: StrictInt = Field(default=100, ge=1, le=MAX_LIMIT)


class ExportAsked(Question):
    """All records, as a file."""

    format: Format = "csv"


class DuplicatesAsked(Body):
    """Which fields make two records alike, and how many groups are shown."""

    base: Named
    table: Named
    fields: tuple[Named, ...] = Field(min_length=1, max_length=5)
    limit: StrictInt = Field(default=20, ge=1, le=100)


class Records(RecordPage, Sourced):
    """A page of records. is_complete is false while the total is not known, since the mirror is being filled."""


class Record(RecordDetail, Sourced):
    """A record with all its cells."""


class RecordHistory(History, Sourced):
    """What was seen to change. is_complete is false: what was undone between two looks was not seen."""


class Found(SearchResult, Sourced):
    """Records that hold a text, in all tables of a base; as old as the table that was read longest ago."""


class AlikeRecords(Duplicates, Sourced):
    """Groups of alike records."""


async def _asked_by_query(
    *,
    base: Annotated[Text, Query(description="The base, by name in any case or id.")] = "",
    table: Annotated[Text, Query(description="The table, by name in any case or id.")] = "",
    saved_view: Annotated[SavedViewId, Query()] = "",
    where: Annotated[
        str, Query(max_length=MAX_QUERY_CHARACTERS, pattern=NAME, description="A filter, as JSON.")
    ] = "",
    sort: Annotated[str, Query(max_length=2_000, pattern=NAME, description=SORT)] = "",
    fields: Annotated[str, Query(max_length=10_000, pattern=NAME, description=FIELDS)] = "",
    view: Annotated[Text, Query(description="A view at Airtable, by name or id.")] = "",
    search: Annotated[Search, Query()] = "",
    time_zone: Annotated[Zone, Query()] = "UTC",
    cursor: Annotated[Cursor, Query()] = "",
    skip: Annotated[int, Query(ge=0, le=MAX_SKIP, description=SKIP)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Most records of the page.")] = 100,
) -> PageAsked:
    return PageAsked(
        base=base,
        table=table,
        saved_view=saved_view,
        where=filter_in(where),
        sort=sort_in(sort),
        fields=names_in(fields) or None,
        view=view,
        search=search,
        time_zone=time_zone,
        cursor=cursor,
        skip=skip,
        limit=limit,
    )


@router.get("", response_model=Records)
@raises(*READING)
async def list_records(actor: Viewer, asked: Annotated[PageAsked, Depends(_asked_by_query)]) -> Response:
    """A page of the records that pass, with their exact total. Longer questions go to /query."""
    return await reply(_page, actor, asked)


@router.post("/query", response_model=Records)
@only_reads
@raises(*READING)
async def query_records(actor: Viewer, asked: PageAsked) -> Response:
    """The same as the list, with the question as a body: it changes nothing, and counts as a read."""
    return await reply(_page, actor, asked)


@router.post("/export", response_class=StreamingResponse, responses={200: {"content": FILES}})
@only_reads
@raises(*READING)
async def export_records(actor: Viewer, asked: ExportAsked) -> StreamingResponse:
    """All records that pass as CSV, XLSX or JSON, sent while they are read; no cell can become a formula.

    x-data-source says where they are read, x-data-read-at as of when they hold."""
    return await streams.download(
        partial(_export, asked),
        actor,
        file_name=f"records.{asked.format}",
        media_type=tables.MEDIA_TYPES[asked.format],
        hop=to_network,
        facts=_told,
    )


@router.post("/duplicates", response_model=AlikeRecords)
@only_reads
@raises(*READING)
async def find_duplicates(actor: Viewer, asked: DuplicatesAsked) -> Response:
    """Groups of records that hold the same in all these fields, the largest first."""
    return await reply(_alike, actor, asked)


@router.get("/search", response_model=Found)
@raises(*READING)
async def search_records(
    actor: Viewer,
    base: BaseQuery,
    text: Annotated[str, Query(min_length=1, max_length=200, pattern=NAME)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Records of any table of a base that hold a text anywhere."""
    return await reply(_found, actor, base, text, limit)


@router.get("/{record_id:record}", response_model=Record)
@raises(*READING)
async def read_record(actor: Viewer, record_id: RecordPath, base: BaseQuery, table: TableQuery) -> Response:
    """One record with all its cells."""
    return await reply(_one, actor, base, table, record_id)


@router.get("/{record_id:record}/history", response_model=RecordHistory)
@raises(*READING)
async def read_record_history(
    actor: Viewer, record_id: RecordPath, base: BaseQuery, table: TableQuery, page: Paged
) -> Response:
    """What a record went through, newest first: who changed it here, and what others were seen to change."""
    return await reply(_history, actor, base, table, record_id, page)


@router.get(
    "/{record_id:record}/attachments/{attachment_id}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
@raises(*READING, TooLarge)
async def read_attachment(
    actor: Viewer,
    record_id: RecordPath,
    attachment_id: AttachmentPath,
    *,
    base: BaseQuery,
    table: TableQuery,
    size: Annotated[Literal["small", "large", "full"], Query(description="Of a picture.")] = "full",
) -> Response:
    """The bytes of a file of a record. A picture is shown; everything else is a download, never a page."""
    read = partial(tables.read_attachment, size=size)
    file = await to_network(read, actor, base, table, record_id, attachment_id)
    kind = "inline" if file.media_type else "attachment"
    headers = {
        "content-disposition": f"{kind}; filename*=UTF-8''{quote(file.name, safe='')}",
        "cache-control": "private, max-age=86400",
    }
    media_type = file.media_type or "application/octet-stream"
    return Response(file.content, media_type=media_type, headers=headers)


def _page(actor: Actor, asked: PageAsked) -> Records:
    base, table, options = _meant(actor, asked)
    page = asked.model_dump(include={"cursor", "skip", "limit"})
    found = tables.list_records(actor, base, table, marks=asked.marks, **page, **options)
    return made(Records, found, found.freshness, is_complete=found.total is not None)


def _told(export: Export) -> dict[str, str]:
    """Where the records of a file come from and how old they are, as a file cannot say it itself."""
    known = export.freshness
    read_at = min(known.checked_at, known.listed_at)
    return {"x-data-source": known.origin, "x-data-read-at": read_at.isoformat()}


def _export(asked: ExportAsked, actor: Actor) -> Export:
    base, table, options = _meant(actor, asked)
    return tables.export_records(actor, base, table, file_format=asked.format, **options)


def _meant(actor: Actor, asked: Question) -> tuple[str, str, dict[str, Any]]:
    """The base, the table, and what both lists and exports take. Raises InvalidInput, NotFound."""
    options: dict[str, Any] = asked.model_dump(include={"search", "time_zone", "view"})
    options |= {"where": asked.where, "sort": asked.sort, "fields": asked.fields}
    if not asked.saved_view:
        if not asked.base or not asked.table:
            raise InvalidInput("Give base and table, or saved_view.", field="table" if asked.base else "base")
        return asked.base, asked.table, options
    if asked.base or asked.table:
        raise InvalidInput("Give base and table, or saved_view, and not both.", field="saved_view")
    kept = tables.get_view(actor, asked.saved_view)
    both = tuple(each for each in (kept.definition.where, asked.where) if each is not None)
    options["where"] = Filter(conditions=both) if len(both) == 2 else next(iter(both), None)
    options["sort"] = asked.sort or kept.definition.sort
    options["fields"] = asked.fields or kept.definition.fields or None
    options["view"] = asked.view or kept.definition.airtable_view
    return kept.base_id, kept.table_id, options


def _alike(actor: Actor, asked: DuplicatesAsked) -> AlikeRecords:
    found = tables.find_duplicates(actor, asked.base, asked.table, asked.fields, limit=asked.limit)
    return made(AlikeRecords, found, found.freshness, is_complete=True)


def _found(actor: Actor, base: str, text: str, limit: int) -> Found:
    found = tables.search(actor, base, text, limit=limit)
    if not found.freshness:
        return Found.model_construct(**{**dict(found), **known_since(utc_now())})
    oldest = max(found.freshness, key=lambda each: each.age_seconds)
    return made(Found, found, oldest, is_complete=found.is_complete)


def _one(actor: Actor, base: str, table: str, record_id: str) -> Record:
    found = tables.get_record(actor, base, table, record_id)
    return made(Record, found, found.freshness, is_complete=True)


def _history(actor: Actor, base: str, table: str, record_id: str, page: Paging) -> RecordHistory:
    found = tables.record_history(actor, base, table, record_id, cursor=page.cursor, limit=page.limit)
    facts = known_since(found.read_at, is_complete=False) | {"source": "mirror"}
    return RecordHistory.model_construct(**{**dict(found), **facts})
