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
        """Fill the account menu: with every page, and when a team of the person came, went, or changed."""
        teams = await to_room(auth.list_teams, await self._actor())
        if teams != self.teams:
            self.teams = teams

    @handler(need=Role.VIEWER)
    async def load_palette(self) -> None:
        cards = await assistant.list_threads(await self._actor())
        self.palette_threads = [PaletteThread(id=card.id, title=card.title) for card in cards]


live.when("person_changed", "team.renamed", send=lambda _ids: ShellState.open_frame())
live.when("team.renamed", send=lambda _ids: SessionState.look_again())
