"""`/api/v1/auth`: accounts, signing in and out for programs, and who is signed in."""

from fastapi import Request
from pydantic import BaseModel, ConfigDict

from app.actor import Role
from app.api import visitor
from app.api.route import resource
from app.api.visitor import Viewer
from app.auth import Kind

router = resource("Sign-in", "/api/v1/auth")


class MePerson(BaseModel):
    """The person of the session or key."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    email: str
    email_is_verified: bool


class MeTeam(BaseModel):
    """The team it works in."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class Me(BaseModel):
    """Who is signed in, where, and with which rights."""

    model_config = ConfigDict(frozen=True)

    person: MePerson
    team: MeTeam
    role: Role
    kind: Kind


@router.get("/me")
async def read_me(_actor: Viewer, request: Request) -> Me:
    """Who is signed in, in which team, with which role. The role of a key is what its scope leaves."""
    found = visitor.signed_in(request)
    return Me(
        person=MePerson(
            id=found.person_id,
            name=found.person_name,
            email=found.person_email,
            email_is_verified=found.email_is_verified,
        ),
        team=MeTeam(id=found.team_id, name=found.team_name),
        role=found.role,
        kind=found.kind,
    )
