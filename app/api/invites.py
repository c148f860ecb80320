"""`/api/v1/invites`: who is asked into the current team, and joining one with a link."""

from fastapi import Response
from pydantic import Field

from app import auth
from app.actor import Role
from app.api.inputs import Body, Id, Paged
from app.api.route import raises, resource
from app.api.visitor import Admin, Viewer
from app.auth import InviteCard, NewInvite, TeamCard
from app.errors import Conflict, NotFound
from app.hops import to_room
from app.paging import Page

router = resource("Invites", "/api/v1/invites")


class Guest(Body):
    """Who is invited, and as what."""

    email: str = Field(max_length=254, examples=["ann@example.com"])
    role: Role = Field(examples=["editor"])


class InviteToken(Body):
    """The token at the end of an invite's link."""

    token: str = Field(min_length=1, max_length=200, repr=False, examples=["the-token-of-the-link"])


@router.get("")
async def list_invites(actor: Admin, page: Paged) -> Page[InviteCard]:
    """The invites that can still be accepted, newest first."""
    return await to_room(auth.list_invites, actor, cursor=page.cursor, limit=page.limit)


@router.post("", status_code=201)
@raises(Conflict)
async def invite(actor: Admin, asked: Guest, response: Response) -> NewInvite:
    """Invite somebody and mail them the link. It is shown here once; an earlier invite of the e-mail ends."""
    made = await to_room(auth.invite, actor, email=asked.email, role=asked.role)
    response.headers["location"] = f"/api/v1/invites/{made.invite.id}"
    return made


@router.delete("/{invite_id:id}", status_code=204)
async def revoke_invite(actor: Admin, invite_id: Id) -> None:
    """Take an invite back. Its link stops working."""
    await to_room(auth.revoke_invite, actor, invite_id)


@router.post("/join")
@raises(Conflict, NotFound)
async def join_team(actor: Viewer, asked: InviteToken) -> TeamCard:
    """Join the team of an invite as who is signed in. Without an account, register with it."""
    return await to_room(auth.join, actor, asked.token)
