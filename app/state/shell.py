"""What the frame around the pages asks of the server; what is open in it lives in the browser."""

from typing import TypedDict

from app import assistant, auth, changes, notifications, sagas
from app.actor import Actor, Role
from app.auth import TeamCard
from app.hops import to_room
from app.state import live
from app.state.session import SessionState, handler


class PaletteThread(TypedDict):
    """A thread as the command palette lists it."""

    id: str
    title: str


class ShellState(SessionState):
    """The teams of the account menu, what waits in the Inbox, and the threads that the palette searches."""

    teams: list[TeamCard] = []
    waiting: int = 0
    palette_threads: list[PaletteThread] = []

    @handler(need=Role.VIEWER)
    async def open_frame(self) -> None:
        """Fill the account menu: with every page, and when a team of the person came, went, or changed."""
        teams = await to_room(auth.list_teams, await self._actor())
        if teams != self.teams:
            self.teams = teams

    @handler(need=Role.VIEWER)
    async def count_waiting(self) -> None:
        """What the Inbox has for the person: decisions that wait, and notifications that are not read."""
        waiting = await to_room(_count_waiting, await self._actor())
        if waiting != self.waiting:
            self.waiting = waiting

    @handler(need=Role.VIEWER)
    async def load_palette(self) -> None:
        cards = await assistant.list_threads(await self._actor())
        self.palette_threads = [PaletteThread(id=card.id, title=card.title) for card in cards]


def _count_waiting(actor: Actor) -> int:
    steps = len(sagas.list_approvals(actor))
    return changes.count_waiting(actor) + steps + notifications.count_unread(actor)


live.when("change", notifications.NEWS, send=lambda _ids: ShellState.count_waiting())
live.when("person_changed", "team.renamed", send=lambda _ids: ShellState.open_frame())
live.when("team.renamed", send=lambda _ids: SessionState.look_again())
