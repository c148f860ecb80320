"""What the frame around the pages asks of the server; what is open in it lives in the browser."""

from typing import TypedDict

from app import assistant
from app.actor import Role
from app.state.session import SessionState, handler


class PaletteThread(TypedDict):
    """A thread as the command palette lists it."""

    id: str
    title: str


class ShellState(SessionState):
    """The threads that the palette searches, read when it opens, on whatever page that is."""

    palette_threads: list[PaletteThread] = []

    @handler(need=Role.VIEWER)
    async def load_palette(self) -> None:
        cards = await assistant.list_threads(await self._actor())
        self.palette_threads = [PaletteThread(id=card.id, title=card.title) for card in cards]
