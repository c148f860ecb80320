"""`/api/v1/comments`: what people wrote beside records, at Airtable."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app import tables
from app.actor import Actor
from app.api.answers import READING, Sourced, known_since, reply
from app.api.inputs import BaseQuery, RecordId, TableQuery
from app.api.route import raises, resource
from app.api.visitor import Viewer
from app.models import utc_now
from app.paging import Page
from app.tables import CommentRow

router = resource("Comments", "/api/v1/comments")
Record = Annotated[RecordId, Query(description="The id of the record.", examples=["recA1b2C3d4E5f6G7"])]


class CommentList(Page[CommentRow], Sourced):
    """All comments of a record, newest first."""


@router.get("", response_model=CommentList)
@raises(*READING)
async def list_comments(actor: Viewer, base: BaseQuery, table: TableQuery, record: Record) -> Response:
    """The comments of a record, newest first, read at Airtable now."""
    return await reply(_read, actor, base, table, record)


def _read(actor: Actor, base: str, table: str, record_id: str) -> CommentList:
    began = utc_now()
    found = tables.list_comments(actor, base, table, record_id)
    return CommentList(items=list(found), **known_since(began))
