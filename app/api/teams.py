"""`/api/v1/teams`: the teams of a person, and what owners do with theirs."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import Field
from starlette.responses import StreamingResponse

from app import auth
from app.actor import Actor
from app.api import streams
from app.api.inputs import Body, Id
from app.api.route import JSON, raises, resource
from app.api.visitor import Admin, Owner, Viewer
from app.auth import MemberCard, TeamCard
from app.errors import ConfirmPassword, Conflict, NotFound
from app.hops import to_room
from app.paging import Page

router = resource("Teams", "/api/v1/teams")
Name = Annotated[str, Field(min_length=1, max_length=120, examples=["Northwind"])]


class TeamName(Body):
    """The name of a team."""

    name: Name


class NextOwner(Body):
    """Who gets the team."""

    person_id: str = Field(pattern="^[0-9a-f]{32}$", examples=["0198b3a57c1e7f2a9d40b1c2d3e4f506"])


@router.get("")
async def list_teams(actor: Viewer) -> Page[TeamCard]:
    """The teams of the person. A key sees the one it belongs to."""
    return Page(items=await to_room(auth.list_teams, actor))


@router.post("", status_code=201)
async def make_team(actor: Viewer, asked: TeamName, response: Response) -> TeamCard:
    """Make another team and own it. Owners and admins of a team may."""
    made = await to_room(auth.make_team, actor, asked.name)
    response.headers["location"] = f"/api/v1/teams/{made.id}"
    return made


@router.get("/{team_id:id}")
async def read_team(actor: Viewer, team_id: Id) -> TeamCard:
    """One of the person's teams."""
    return await _team(actor, team_id)


@router.patch("/{team_id:id}")
@raises(Conflict)
async def rename_team(actor: Admin, team_id: Id, asked: TeamName) -> TeamCard:
    """Give the current team another name."""
    await _require_current(actor, team_id)
    return await to_room(auth.rename_team, actor, asked.name)


@router.delete("/{team_id:id}", status_code=204)
@raises(Conflict, ConfirmPassword)
async def delete_team(
    actor: Owner,
    team_id: Id,
    name: Annotated[str, Query(max_length=120, description="The exact name of the team.")],
) -> None:
    """Delete the current team for ever. It must have been exported within a day."""
    await _require_current(actor, team_id)
    await to_room(auth.delete_team, actor, name)


@router.post("/{team_id:id}/switch", status_code=204)
async def switch_team(actor: Viewer, team_id: Id) -> None:
    """Let this session work in another team of the person."""
    await to_room(auth.switch_team, actor, team_id)


@router.post("/{team_id:id}/leave", status_code=204)
@raises(Conflict)
async def leave_team(actor: Viewer, team_id: Id) -> None:
    """Leave the current team. Its last owner cannot."""
    await _require_current(actor, team_id)
    await to_room(auth.leave_team, actor)


@router.post("/{team_id:id}/transfer")
@raises(Conflict, ConfirmPassword)
async def transfer_ownership(actor: Owner, team_id: Id, asked: NextOwner) -> MemberCard:
    """Make another member the owner of the current team, and oneself an admin."""
    await _require_current(actor, team_id)
    return await to_room(auth.transfer_ownership, actor, asked.person_id)


@router.get(
    "/{team_id:id}/export",
    response_class=StreamingResponse,
    responses={200: {"content": {JSON: {"schema": {}}}}},
)
@raises(Conflict, ConfirmPassword)
async def export_team(actor: Owner, team_id: Id) -> StreamingResponse:
    """Everything of the current team as one JSON document, without secrets."""
    await _require_current(actor, team_id)
    return await streams.download(auth.export_team, actor, file_name=f"team-{team_id}.json", media_type=JSON)


async def _team(actor: Actor, team_id: str) -> TeamCard:
    found = [team for team in await to_room(auth.list_teams, actor) if team.id == team_id]
    if not found:
        raise NotFound("There is no such team.")
    return found[0]


async def _require_current(actor: Actor, team_id: str) -> None:
    """Raises NotFound for a team of others, Conflict for one that the session does not work in now."""
    if team_id != actor.team_id:
        await _team(actor, team_id)
        raise Conflict("You work in another team now.", what_to_do="Switch to this team first.")
