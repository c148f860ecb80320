"""The page of a shared thread: what somebody of the team showed to the others."""

from app import assistant
from app.actor import Role
from app.assistant import Message
from app.errors import NotFound
from app.state.session import SessionState, handler


class SharedState(SessionState):
    """`place` is loading, open or missing."""

    place: str = "loading"
    title: str = ""
    author: str = ""
    shared_at: str = ""
    messages: list[Message] = []

    @handler(need=Role.VIEWER)
    async def open_page(self) -> None:
        """Shows the shared thread of the address."""
        actor = await self._actor()
        shared_id = str(self.router.url.query_parameters.get("s", ""))
        try:
            shared = await assistant.get_shared(actor, shared_id)
        except NotFound:
            self.place, self.title, self.messages = "missing", "", []
            return
        self.place, self.title, self.author = "open", shared.title, shared.author
        self.shared_at, self.messages = shared.shared_at.isoformat(), shared.messages
