"""`/api/v1/sessions`: where the person is signed in."""

from pydantic import BaseModel, ConfigDict

from app import auth
from app.api.inputs import Id
from app.api.route import resource
from app.api.visitor import Viewer
from app.auth import SessionCard
from app.hops import to_room
from app.paging import Page

router = resource("Sessions", "/api/v1/sessions")


class EndedSessions(BaseModel):
    """How many sessions were ended."""

    model_config = ConfigDict(frozen=True)

    ended: int


@router.get("")
async def list_sessions(actor: Viewer) -> Page[SessionCard]:
    """The live sessions of the person, in all teams."""
    return Page(items=await to_room(auth.list_sessions, actor))


@router.delete("")
async def end_other_sessions(actor: Viewer) -> EndedSessions:
    """End every session of the person but this one."""
    return EndedSessions(ended=await to_room(auth.revoke_other_sessions, actor))


@router.delete("/{session_id:id}", status_code=204)
async def end_session(actor: Viewer, session_id: Id) -> None:
    """End one session, in every tab and program: one's own, or as an admin one in the team."""
    await to_room(auth.revoke_session, actor, session_id)
