"""`/api/v1/api-keys`: keys with which programs act for a person in the current team."""

from typing import Literal

from fastapi import Response
from pydantic import Field, StrictBool, StrictInt

from app import auth
from app.api.inputs import Body, Id, Paged
from app.api.route import raises, resource
from app.api.visitor import Viewer
from app.auth import ApiKeyCard, NewApiKey
from app.errors import ConfirmPassword, Conflict
from app.hops import to_room
from app.paging import Page

router = resource("API keys", "/api/v1/api-keys")


class KeyAsked(Body):
    """What the key is for and what it may do."""

    name: str = Field(min_length=1, max_length=120, examples=["Nightly report"])
    scope: Literal["read", "write", "admin"] = Field(
        description="The most that the key may do.", examples=["read"]
    )
    days: StrictInt = Field(default=90, ge=1, le=365, description="It ends after so many days.")
    writes_need_approval: StrictBool = Field(
        default=True, description="Whether a person has to approve what the key writes."
    )
    client_may_confirm: StrictBool = Field(
        default=False,
        description="Whether a client that speaks MCP may ask its person for that approval: their yes counts.",
    )


@router.get("")
async def list_api_keys(actor: Viewer, page: Paged) -> Page[ApiKeyCard]:
    """One's own keys for the team, newest first; for admins those of everybody."""
    return await to_room(auth.list_api_keys, actor, cursor=page.cursor, limit=page.limit)


@router.post("", status_code=201)
@raises(ConfirmPassword, Conflict)
async def make_api_key(actor: Viewer, asked: KeyAsked, response: Response) -> NewApiKey:
    """Make a key. It is shown here once; only its digest is kept. Needs a password given a moment ago."""
    made = await to_room(
        auth.make_api_key,
        actor,
        name=asked.name,
        scope=asked.scope,
        days=asked.days,
        writes_need_approval=asked.writes_need_approval,
        client_may_confirm=asked.client_may_confirm,
    )
    response.headers["location"] = f"/api/v1/api-keys/{made.api_key.id}"
    return made


@router.delete("/{key_id:id}", status_code=204)
async def revoke_api_key(actor: Viewer, key_id: Id) -> None:
    """End a key within seconds: one's own, or as an admin one of somebody below."""
    await to_room(auth.revoke_api_key, actor, key_id)
