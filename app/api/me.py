"""`GET /api/v1/me`: who is signed in, in which team, with which role."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.visitor import Person

router = APIRouter()


class MePerson(BaseModel):
    """The person of the session."""

    id: str
    name: str
    email: str


class MeTeam(BaseModel):
    """The team the session works in."""

    id: str
    name: str


class Me(BaseModel):
    """Who is signed in."""

    person: MePerson
    team: MeTeam
    role: str


@router.get("/api/v1/me")
async def read_me(person: Person) -> Me:
    """The signed-in person. 401 without a session."""
    return Me(
        person=MePerson(id=person.person_id, name=person.person_name, email=person.person_email),
        team=MeTeam(id=person.team_id, name=person.team_name),
        role=person.role.value,
    )
