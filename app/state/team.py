"""The team itself: its name, and its end."""

from typing import Any, ClassVar

from app import auth
from app.actor import Actor, Role
from app.hops import to_room
from app.state.sections import Section
from app.state.session import SessionState, handler


class TeamState(Section, SessionState):
    """When everything of the team was exported last, as deleting it asks for; the name is in SessionState."""

    need: ClassVar[Role | None] = Role.ADMIN

    exported_at: str = ""

    @handler(need=Role.ADMIN)
    async def read(self) -> None:
        await self._fill(self._read(await self._actor()))

    @handler(need=Role.ADMIN)
    async def rename(self, name: str) -> Any:
        card = await to_room(auth.rename_team, await self._actor(), name)
        self._say("ok", f"The team is called {card.name} now.")
        return SessionState.look_again

    @handler(need=Role.OWNER)
    async def delete(self, name: str) -> Any:
        await to_room(auth.delete_team, await self._actor(), name)
        return SessionState.look_again

    async def _read(self, actor: Actor) -> None:
        current = [team for team in await to_room(auth.list_teams, actor) if team.is_current]
        self.exported_at = str(current[0].exported_at or "") if current else ""
