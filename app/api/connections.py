"""`/api/v1/connections`: the team's credentials for Airtable. A credential that was given is never shown again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Response
from pydantic import Field, SecretStr, StrictInt

from app import airtable, auth
from app.actor import Actor
from app.airtable import CallBudget, ConnectionCard, ConnectionCheck
from app.api.inputs import NAME, Body, Id
from app.api.route import raises, resource
from app.api.visitor import Admin, Viewer
from app.errors import (
    Busy,
    ConfigurationError,
    ConfirmPassword,
    ConnectionRefused,
    InvalidInput,
    NotFound,
    UpstreamRefused,
)
from app.hops import to_network, to_room
from app.paging import Page

router = resource("Connections", "/api/v1/connections")
AIRTABLE = (UpstreamRefused, Busy)
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=NAME, examples=["Sales workspace"])]
Token = Annotated[
    SecretStr, Field(min_length=1, max_length=2_000, description="A personal access token of Airtable.")
]
PlanCalls = Annotated[
    StrictInt, Field(ge=0, le=10**9, description="Calls a month of the workspace's plan; 0 for no limit.")
]


class TokenAsked(Body):
    """A personal access token to connect with."""

    name: Name
    token: Token
    plan_calls: PlanCalls = 0


class NewToken(Body):
    """The token that takes the place of the one before."""

    token: Token


class ConnectionChange(Body):
    """What is to be different."""

    name: Name | None = None
    plan_calls: PlanCalls | None = None


class SignInAsked(Body):
    """The connection that is to be reconnected; empty for a new one."""

    connection_id: str = Field(default="", pattern="^([0-9a-f]{32})?$")


class SignInPlace(Body):
    """Where the person signs in at Airtable."""

    url: str


class WayBack(Body):
    """What Airtable added to the address that it sent the person back to."""

    state: str = Field(min_length=1, max_length=200, pattern=NAME)
    code: str = Field(default="", max_length=2_000, pattern=NAME)
    error: str = Field(default="", max_length=200, pattern=NAME)


@router.get("")
async def list_connections(actor: Admin) -> Page[ConnectionCard]:
    """The connections of the team, oldest first."""
    return Page(items=list(await to_room(airtable.list_connections, actor)))


@router.post("", status_code=201)
@raises(ConfirmPassword, *AIRTABLE)
async def add_connection(actor: Admin, asked: TokenAsked, response: Response) -> ConnectionCard:
    """Add a personal access token, which must be able to read. Needs a password given a moment ago."""
    auth.require_confirmed(actor)
    made = await to_network(_added, actor, asked)
    response.headers["location"] = f"/api/v1/connections/{made.id}"
    return made


@router.get("/budget")
async def read_call_budget(actor: Viewer) -> CallBudget:
    """The calls of this month by connection, base and feature, and how many the plans leave."""
    return await to_room(airtable.call_budget, actor)


@router.post("/sign-in")
@raises(ConfirmPassword, ConfigurationError, NotFound)
async def begin_sign_in(actor: Admin, asked: SignInAsked) -> SignInPlace:
    """Where to sign in at Airtable to connect without a token. The way back works for this session, once."""
    auth.require_confirmed(actor)
    return SignInPlace(url=await to_room(airtable.authorize_url, actor, connection_id=asked.connection_id))


@router.post("/sign-in/complete")
@raises(NotFound, ConnectionRefused, *AIRTABLE)
async def complete_sign_in(actor: Admin, asked: WayBack) -> ConnectionCard:
    """End a sign-in at Airtable with what it sent back: the connection that was added or reconnected."""
    return await to_network(
        airtable.exchange_code, actor, state=asked.state, code=asked.code, error=asked.error
    )


@router.get("/{connection_id:id}")
async def read_connection(actor: Admin, connection_id: Id) -> ConnectionCard:
    """One connection of the team."""
    return await to_room(_card, actor, connection_id)


@router.patch("/{connection_id:id}")
async def change_connection(actor: Admin, connection_id: Id, asked: ConnectionChange) -> ConnectionCard:
    """Give a connection another name, or say how many calls its plan has."""
    return await to_room(_changed, actor, connection_id, asked)


@router.post("/{connection_id:id}/token")
@raises(ConfirmPassword, *AIRTABLE)
async def reconnect_connection(actor: Admin, connection_id: Id, asked: NewToken) -> ConnectionCard:
    """Give a connection another token. Needs a password given a moment ago."""
    auth.require_confirmed(actor)
    return await to_network(_reconnected, actor, connection_id, asked)


@router.post("/{connection_id:id}/test")
async def test_connection(actor: Admin, connection_id: Id) -> ConnectionCheck:
    """Read with the connection now, and say what works and what does not."""
    return await to_network(airtable.check_connection, actor, connection_id)


@router.delete("/{connection_id:id}", status_code=204)
async def remove_connection(actor: Admin, connection_id: Id) -> None:
    """Forget a connection and its credential. What was read through it is read through no other."""
    await to_room(airtable.remove_connection, actor, connection_id)


def _card(actor: Actor, connection_id: str) -> ConnectionCard:
    found = [card for card in airtable.list_connections(actor) if card.id == connection_id]
    if not found:
        raise NotFound("There is no such connection.", what_to_do="It may have been removed: look again.")
    return found[0]


def _added(actor: Actor, asked: TokenAsked) -> ConnectionCard:
    token = asked.token.get_secret_value()
    with _wrong_token():
        return airtable.add_token(actor, name=asked.name, token=token, plan_calls=asked.plan_calls)


def _reconnected(actor: Actor, connection_id: str, asked: NewToken) -> ConnectionCard:
    with _wrong_token():
        return airtable.reconnect_token(actor, connection_id, token=asked.token.get_secret_value())


@contextmanager
def _wrong_token() -> Iterator[None]:
    """A token that came with the request and is refused is wrong input, and no failure of a connection."""
    try:
        yield
    except ConnectionRefused as exc:
        raise InvalidInput(
            "Airtable does not accept this token.",
            what_to_do="Check that it was copied whole and was not deleted at Airtable.",
            field="token",
        ) from exc


def _changed(actor: Actor, connection_id: str, asked: ConnectionChange) -> ConnectionCard:
    if asked.name is None and asked.plan_calls is None:
        raise InvalidInput("Nothing is to be changed.", what_to_do="Give name or plan_calls.", field="name")
    if asked.name is not None:
        airtable.rename_connection(actor, connection_id, name=asked.name)
    if asked.plan_calls is not None:
        airtable.set_plan(actor, connection_id, plan_calls=asked.plan_calls)
    return _card(actor, connection_id)
