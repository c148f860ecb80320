"""Which section of the admin page is open; each section has a state of its own."""

from typing import Any, ClassVar

from app.actor import Role
from app.state.api_keys import ApiKeysState
from app.state.audit_log import AuditState
from app.state.connections import ConnectionsState
from app.state.members import MembersState
from app.state.session import SessionState, handler
from app.state.team import TeamState

SECTIONS = ("members", "connections", "models", "prompts", "keys", "audit", "team", "mail")
FILLERS = {
    "members": MembersState.read,
    "connections": ConnectionsState.read,
    "keys": ApiKeysState.read,
    "audit": AuditState.read,
    "team": TeamState.read,
}


class AdminState(SessionState):
    """The open section; empty for those who may not see the page."""

    need: ClassVar[Role | None] = Role.ADMIN

    section: str = ""

    # Whoever types the address without the role gets the page that says so, and no error on top of it.
    @handler(need=Role.VIEWER)
    async def open_page(self) -> Any:
        """Show the section of the address, the first one for an address that has none."""
        actor = await self._actor()
        if actor.role is None or not actor.role.reaches(Role.ADMIN):
            return None
        asked = str(self.router.url.query_parameters.get("s", ""))
        is_there = asked in SECTIONS and (asked != "mail" or self.reads_mail)
        self.section = asked if is_there else SECTIONS[0]
        return FILLERS.get(self.section)
