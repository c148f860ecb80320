"""The connections of the team and what they cost. A credential goes to REST and never enters a state."""

from typing import Any, ClassVar

from app import admin
from app.actor import Actor, Role
from app.admin import Budget, ConnectionLine, SeenBases
from app.hops import to_network, to_room
from app.state import live
from app.state.sections import Section
from app.state.session import SessionState, handler


class ConnectionsState(Section, SessionState):
    """`bases` are known by the id of their connection, once the connections were asked; `testing` is the id of the
    connection that is being tested now; `can_sign_in` whether one may connect by signing in at Airtable."""

    need: ClassVar[Role | None] = Role.ADMIN

    lines: list[ConnectionLine] = []
    bases: dict[str, SeenBases] = {}
    budget: Budget | None = None
    testing: str = ""
    can_sign_in: bool = False

    _asked: list[str] = []

    @handler(need=Role.ADMIN)
    async def read(self) -> Any:
        """What is known without a call; the bases come behind it."""
        await self._fill(self._read(await self._actor()))
        return ConnectionsState.read_bases if self.ready else None

    @handler(need=Role.ADMIN, background=True)
    async def read_bases(self) -> None:
        """Ask each connection once, as that costs a call; it takes its time, and the page goes on meanwhile."""
        async with self:
            actor = await self._actor()
            wanted = [line.id for line in self.lines if line.id not in self._asked]
            self._asked = [*self._asked, *wanted]
        if not wanted:
            return
        bases = await to_network(admin.see_bases, actor, wanted)
        async with self:
            self.bases = {**self.bases, **bases}
            # One that did not answer is asked again the next time.
            silent = {known for known, seen in bases.items() if seen.problem}
            self._asked = [known for known in self._asked if known not in silent]
            await self._read(await self._actor())

    @handler(need=Role.ADMIN)
    async def reconnected(self, connection_id: str) -> Any:
        """Another token may see other bases."""
        self._forget_bases(connection_id)
        return ConnectionsState.read

    @handler(need=Role.ADMIN, background=True)
    async def test(self, connection_id: str) -> Any:
        async with self:
            self.testing, actor = connection_id, await self._actor()
        try:
            problem = await to_network(admin.check_connection, actor, connection_id)
        finally:
            async with self:
                self.testing = ""
        async with self:
            self._forget_bases(connection_id)
            await self._read(await self._actor())
            self._tell_test(connection_id, problem)
        return ConnectionsState.read_bases

    @handler(need=Role.ADMIN)
    async def change(self, connection_id: str, name: str, plan_calls: int) -> None:
        """Another name, and another limit of calls a month."""
        actor = await self._actor()
        await to_room(admin.change_connection, actor, connection_id, name=name, plan_calls=plan_calls)
        await self._read(actor)
        self._say("ok", "The connection is changed.")

    @handler(need=Role.ADMIN)
    async def remove(self, connection_id: str) -> None:
        actor = await self._actor()
        await to_room(admin.remove_connection, actor, connection_id)
        await self._read(actor)
        self._say(
            "ok", "The connection is removed.", "Delete its token at Airtable too if nothing else uses it."
        )

    # It reaches every tab of the team: those of other roles stay silent.
    @handler(need=Role.VIEWER)
    async def changed(self) -> Any:
        """Sent by the server when a connection of the team changed."""
        if not self.ready:
            return None
        await self._read(await self._actor())
        return ConnectionsState.read_bases

    async def _read(self, actor: Actor) -> None:
        self.lines = list(await to_room(admin.list_connections, actor))
        self.budget = await to_room(admin.call_budget, actor)
        self.can_sign_in = admin.can_sign_in()

    def _forget_bases(self, connection_id: str) -> None:
        self._asked = [known for known in self._asked if known != connection_id]
        self.bases = {known: seen for known, seen in self.bases.items() if known != connection_id}

    def _tell_test(self, connection_id: str, problem: str) -> None:
        name = next((line.name for line in self.lines if line.id == connection_id), "The connection")
        if problem:
            self._say("warning", f"{name} does not work.", problem)
        else:
            self._say("ok", f"{name} works.")


live.when(
    "connection.added",
    "connection.lost",
    "connection.planned",
    "connection.reconnected",
    "connection.removed",
    "connection.renamed",
    send=lambda _ids: ConnectionsState.changed(),
)
