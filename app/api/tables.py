"""`/api/v1/tables`: the tables of a base, and what their fields hold."""

from pydantic import BaseModel
from starlette.responses import Response

from app import tables
from app.actor import Actor
from app.api.answers import READING, Sourced, known_since, made, reply
from app.api.inputs import BaseQuery, ThingPath
from app.api.route import raises, resource
from app.api.visitor import Viewer
from app.hops import to_network
from app.paging import Page
from app.tables import Colleague, TableDescription, TableProfile

router = resource("Tables", "/api/v1/tables")


class TableList(Page[TableDescription], Sourced):
    """The tables of a base with their fields; they are remembered for up to a minute."""


class TableAnswer(TableProfile, Sourced):
    """A table with what its fields hold: over all rows when is_complete, else over the first hundred."""


class Colleagues(BaseModel):
    """Who else looks at the table now."""

    items: tuple[Colleague, ...]


@router.get("", response_model=TableList)
@raises(*READING)
async def list_tables(actor: Viewer, base: BaseQuery) -> Response:
    """The tables of a base with their fields and choices, in their order."""
    return await reply(_listed, actor, base)


@router.get("/{table}", response_model=TableAnswer)
@raises(*READING)
async def describe_table(actor: Viewer, table: ThingPath, base: BaseQuery) -> Response:
    """A table with samples, fill rates and the use of choices, field by field."""
    return await reply(_described, actor, base, table)


@router.put("/{table}/presence")
@raises(*READING)
async def look_at_table(actor: Viewer, table: ThingPath, base: BaseQuery) -> Colleagues:
    """Say that one looks at a table, for 45 seconds; which others of the team do."""
    return Colleagues(items=await to_network(tables.look_at, actor, base, table))


def _listed(actor: Actor, base: str) -> TableList:
    found = tables.describe_base(actor, base)
    return TableList(items=list(found.tables), **known_since(found.read_at))


def _described(actor: Actor, base: str, table: str) -> TableAnswer:
    found = tables.describe_table(actor, base, table)
    return made(TableAnswer, found, found.freshness, is_complete=found.is_complete)
