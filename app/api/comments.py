"""`/api/v1/comments`: what people wrote beside records, at Airtable."""

from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from app import tables
from app.actor import Actor
from app.api.answers import READING, Sourced, known_since, reply
from app.api.inputs import NAME, BaseQuery, Body, Named, RecordId, TableQuery
from app.api.record_writes import WRITING, Receipt, receipt
from app.api.route import raises, resource
from app.api.visitor import Editor, Viewer
from app.hops import to_network
from app.models import utc_now
from app.paging import Page
from app.tables import CommentRow, Person

router = resource("Comments", "/api/v1/comments")
Record = Annotated[RecordId, Query(description="The id of the record.", examples=["recA1b2C3d4E5f6G7"])]


class NewComment(Body):
    """A comment to be written; parent_id is that of the comment it answers."""

    base: Named
    table: Named
    record_id: RecordId
    text: str = Field(min_length=1, max_length=10_000, pattern=NAME)
    parent_id: str = Field(default="", pattern="^(com[0-9A-Za-z]{14})?$")


class CommentList(Page[CommentRow], Sourced):
    """All comments of a record, newest first, and who can be mentioned in one: as @[id] in its text."""

    people: tuple[Person, ...]


@router.get("", response_model=CommentList)
@raises(*READING)
async def list_comments(actor: Viewer, base: BaseQuery, table: TableQuery, record: Record) -> Response:
    """The comments of a record, newest first, read at Airtable now."""
    return await reply(_read, actor, base, table, record)


@router.post("", response_model=Receipt, status_code=201)
@raises(*WRITING)
async def add_comment(actor: Editor, asked: NewComment, response: Response) -> Receipt:
    """Write a comment beside a record, or an answer to one. 202: it waits for approval."""
    return await to_network(_added, response, actor, asked)


def _added(response: Response, actor: Actor, asked: NewComment) -> Receipt:
    wish = tables.Wish(
        kind="comment",
        table=asked.table,
        record_id=asked.record_id,
        text=asked.text,
        parent_id=asked.parent_id,
    )
    return receipt(response, 201, actor, tables.draft(actor, asked.base, [wish]), {})


def _read(actor: Actor, base: str, table: str, record_id: str) -> CommentList:
    began = utc_now()
    found = tables.list_comments(actor, base, table, record_id)
    return CommentList(items=list(found.comments), people=found.people, **known_since(began))
