"""API keys: one's own, for admins those of the whole team. A new one is made by REST: no secret enters a state."""

from typing import ClassVar

from app import auth
from app.actor import Actor, Role
from app.auth import ApiKeyCard
from app.hops import to_room
from app.state import live
from app.state.sections import Section
from app.state.session import SessionState, handler


class ApiKeysState(Section, SessionState):
    """The newest keys; `more` is the cursor of the next page, empty when there is none.

    Everybody has keys; what an admin saw of others goes with the role.
    """

    need: ClassVar[Role | None] = Role.ADMIN

    cards: list[ApiKeyCard] = []
    more: str = ""

    @handler(need=Role.VIEWER)
    async def read(self) -> None:
        await self._fill(self._read(await self._actor()))

    @handler(need=Role.VIEWER)
    async def read_more(self) -> None:
        page = await to_room(auth.list_api_keys, await self._actor(), cursor=self.more)
        self.cards, self.more = [*self.cards, *page.items], page.next_cursor

    @handler(need=Role.VIEWER)
    async def revoke(self, key_id: str) -> None:
        actor = await self._actor()
        await to_room(auth.revoke_api_key, actor, key_id)
        await self._read(actor)
        self._say("ok", "The key is revoked.")

    @handler(need=Role.VIEWER)
    async def changed(self) -> None:
        """Sent by the server when a key of the team was made or revoked."""
        if self.ready:
            await self._read(await self._actor())

    async def _read(self, actor: Actor) -> None:
        page = await to_room(auth.list_api_keys, actor)
        self.cards, self.more = page.items, page.next_cursor


live.when("api_key.made", "api_key.revoked", send=lambda _ids: ApiKeysState.changed())
