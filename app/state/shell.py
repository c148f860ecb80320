"""What the frame around the pages asks of the server; what is open in it lives in the browser."""

from typing import TypedDict

from app import assistant, auth
from app.actor import Role
from app.auth import TeamCard
from app.hops import to_room
from app.state import live
from app.state.session import SessionState, handler


class PaletteThread(TypedDict):
    """A thread as the command palette lists it."""

    id: str
    title: str


class ShellState(SessionState):
    """The teams of the account menu, and the threads that the palette searches."""

    teams: list[TeamCard] = []
    palette_threads: list[PaletteThread] = []

    @handler(need=Role.VIEWER)
    async def open_frame(self) -> None:
        """Fill the account menu, once for each tab; later changes are told by the bus."""
        if not self.teams:
            self.teams = await to_room(auth.list_teams, await self._actor())

    @handler(need=Role.VIEWER)
    async def teams_changed(self) -> None:
        """Sent by the server when a team of the person came, went, or got another name or role."""
        self.teams = await to_room(auth.list_teams, await self._actor())

    @handler(need=Role.VIEWER)
    async def load_palette(self) -> None:
        cards = await assistant.list_threads(await self._actor())
        self.palette_threads = [PaletteThread(id=card.id, title=card.title) for card in cards]


live.when("teams_changed", lambda _ids: ShellState.teams_changed())
