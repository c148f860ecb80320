"""The team itself: its name, and its end."""

from typing import Any, ClassVar

from app import auth
from app.actor import Actor, Role
from app.hops import to_room
from app.state import live
from app.state.sections import Section
from app.state.session import SessionState, handler


class TeamState(Section, SessionState):
    """The team's id, and when everything of it was exported last, as deleting asks for. SessionState has the name."""

    need: ClassVar[Role | None] = Role.ADMIN

    team_id: str = ""
    exported_at: str = ""

    @handler(need=Role.ADMIN)
    async def read(self) -> None:
        await self._fill(self._read(await self._actor()))

    @handler(need=Role.ADMIN)
    async def rename(self, name: str) -> Any:
        actor = await self._actor()
        card = await to_room(auth.rename_team, actor, name)
        auth.forget(session_id=actor.session_id)
        self._say("ok", f"The team is called {card.name} now.")
        return SessionState.look_again

    @handler(need=Role.OWNER)
    async def delete(self, name: str) -> Any:
        await to_room(auth.delete_team, await self._actor(), name)
        return SessionState.look_again

    # It reaches every tab of the team: those of other roles stay silent.
    @handler(need=Role.VIEWER)
    async def exported(self) -> None:
        """Sent by the server when everything of the team was exported."""
        if self.ready:
            await self._read(await self._actor())

    async def _read(self, actor: Actor) -> None:
        teams = await to_room(auth.list_teams, actor)
        exported = {team.id: str(team.exported_at or "") for team in teams}
        self.team_id, self.exported_at = actor.team_id, exported.get(actor.team_id, "")


live.when("team_exported", send=lambda _ids: TeamState.exported())
