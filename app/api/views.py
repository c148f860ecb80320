"""`/api/v1/views`: filters, orders and fields that people keep of a table."""

from fastapi import Response
from pydantic import Field, StrictBool, StrictInt

from app import tables
from app.api.answers import READING
from app.api.filters import Definition
from app.api.inputs import NAME, BaseQuery, Body, Id, Named, TableQuery
from app.api.route import raises, resource
from app.api.visitor import Viewer
from app.errors import Conflict
from app.hops import to_network, to_room
from app.paging import Page
from app.tables import SavedView

router = resource("Views", "/api/v1/views")


class ViewAsked(Body):
    """A new view of a table."""

    base: Named
    table: Named
    name: str = Field(min_length=1, max_length=120, pattern=NAME, examples=["Open deals"])
    definition: Definition
    is_shared: StrictBool = Field(default=False, description="Whether the whole team sees it; needs editor.")


class ViewChange(Body):
    """What is to be different in a view that is at this version."""

    version: StrictInt = Field(ge=1, le=2**31 - 1)
    name: str | None = Field(default=None, min_length=1, max_length=120, pattern=NAME)
    definition: Definition | None = None
    is_shared: StrictBool | None = None


@router.get("")
@raises(*READING)
async def list_views(actor: Viewer, base: BaseQuery, table: TableQuery) -> Page[SavedView]:
    """One's own views of a table and those of the team, by name."""
    return Page(items=list(await to_network(tables.list_views, actor, base, table)))


@router.post("", status_code=201)
@raises(*READING)
async def save_view(actor: Viewer, asked: ViewAsked, response: Response) -> SavedView:
    """Keep a view, for oneself or, as an editor, for the team."""
    made = await to_network(
        tables.save_view,
        actor,
        asked.base,
        asked.table,
        name=asked.name,
        definition=asked.definition,
        is_shared=asked.is_shared,
    )
    response.headers["location"] = f"/api/v1/views/{made.id}"
    return made


@router.get("/{view_id:id}")
async def read_view(actor: Viewer, view_id: Id) -> SavedView:
    """One of the views that the person sees."""
    return await to_room(tables.get_view, actor, view_id)


@router.patch("/{view_id:id}")
@raises(Conflict, *READING)
async def change_view(actor: Viewer, view_id: Id, asked: ViewChange) -> SavedView:
    """Change a view, unless somebody else changed it first. One of the team needs editor."""
    return await to_network(
        tables.change_view,
        actor,
        view_id,
        version=asked.version,
        name=asked.name,
        definition=asked.definition,
        is_shared=asked.is_shared,
    )


@router.delete("/{view_id:id}", status_code=204)
async def delete_view(actor: Viewer, view_id: Id) -> None:
    """Delete one's own view or, as an admin, one of the team."""
    await to_room(tables.delete_view, actor, view_id)
