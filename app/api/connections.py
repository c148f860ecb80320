"""`/api/v1/connections`: the team's credentials for Airtable. They are taken and never given out."""

from fastapi import Response
from pydantic import Field, StrictInt

from app import airtable
from app.actor import Actor
from app.airtable import ConnectionCard
from app.api.inputs import Body, Id
from app.api.route import raises, resource
from app.api.visitor import Admin
from app.errors import Busy, ConnectionRefused, InvalidInput, Unavailable
from app.hops import to_network

router = resource("Connections", "/api/v1/connections")
TOKEN_EXAMPLE = "patA1b2C3d4E5f6G7.<the secret part>"  # noqa: S105 -- what one looks like


class NewToken(Body):
    """A personal access token of Airtable."""

    token: str = Field(
        min_length=1,
        max_length=2_000,
        description="Needs the scopes data.records:read and schema.bases:read; data.records:write to change records.",
        examples=[TOKEN_EXAMPLE],
        json_schema_extra={"format": "password", "writeOnly": True},
    )


class TokenAsked(NewToken):
    """A connection to add: its name, its token, and what its plan allows."""

    name: str = Field(min_length=1, max_length=120, examples=["Sales workspace"])
    plan_calls: StrictInt = Field(
        default=0,
        ge=0,
        le=1_000_000_000,
        description="Calls a month of the workspace's plan, 0 for no limit.",
    )


@router.post("", status_code=201)
@raises(Busy, Unavailable)
async def add_connection(actor: Admin, asked: TokenAsked, response: Response) -> ConnectionCard:
    """Add a personal access token, once it has shown that it can read."""
    made = await to_network(_add, actor, asked)
    response.headers["location"] = f"/api/v1/connections/{made.id}"
    return made


@router.post("/{connection_id:id}/reconnect")
@raises(Busy, Unavailable)
async def reconnect_connection(actor: Admin, connection_id: Id, asked: NewToken) -> ConnectionCard:
    """Give a connection another token, once it has shown that it can read. The old one is forgotten."""
    return await to_network(_reconnect, actor, connection_id, asked.token)


def _add(actor: Actor, asked: TokenAsked) -> ConnectionCard:
    try:
        return airtable.add_token(actor, name=asked.name, token=asked.token, plan_calls=asked.plan_calls)
    except ConnectionRefused as error:
        raise _refused() from error


def _reconnect(actor: Actor, connection_id: str, token: str) -> ConnectionCard:
    try:
        return airtable.reconnect_token(actor, connection_id, token=token)
    except ConnectionRefused as error:
        raise _refused() from error


def _refused() -> InvalidInput:
    """What was typed is wrong, and no stored connection is."""
    return InvalidInput(
        "Airtable does not accept this token.",
        what_to_do="Check that it was copied whole and was not deleted at Airtable.",
        field="token",
    )
