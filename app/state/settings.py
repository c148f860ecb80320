"""The settings of a person: name and address, sessions, teams, and the end of the account."""

from typing import Any

from app import auth
from app.actor import Actor, Role
from app.auth import SessionCard
from app.hops import to_room
from app.state import live
from app.state.api_keys import ApiKeysState
from app.state.sections import Section
from app.state.session import SessionState, handler
from app.state.shell import ShellState

SECTIONS = ("profile", "password", "sessions", "notifications", "keys", "teams", "appearance", "delete")


class SettingsState(Section, SessionState):
    """Which section is open, and the sessions; the person is in SessionState and the teams are in ShellState."""

    section: str = ""
    sessions: list[SessionCard] = []

    @handler(need=Role.VIEWER)
    async def open_page(self) -> Any:
        """Show the section of the address, the first one for an address that has none."""
        asked = str(self.router.url.query_parameters.get("s", ""))
        self.section = asked if asked in SECTIONS else SECTIONS[0]
        return FILLERS.get(self.section)

    @handler(need=Role.VIEWER)
    async def read_sessions(self) -> None:
        await self._fill(self._read_sessions(await self._actor()))

    @handler(need=Role.VIEWER)
    async def end_session(self, session_id: str) -> None:
        actor = await self._actor()
        await to_room(auth.revoke_session, actor, session_id)
        await self._read_sessions(actor)
        self._say("ok", "The session has ended.")

    @handler(need=Role.VIEWER)
    async def end_other_sessions(self) -> None:
        actor = await self._actor()
        count = await to_room(auth.revoke_other_sessions, actor)
        await self._read_sessions(actor)
        self._say("ok", "1 session has ended." if count == 1 else f"{count} sessions have ended.")

    @handler(need=Role.VIEWER)
    async def sessions_changed(self) -> None:
        """Sent by the server when a session of the person began or ended elsewhere."""
        if self.ready:
            await self._read_sessions(await self._actor())

    @handler(need=Role.VIEWER)
    async def rename(self, name: str) -> Any:
        await to_room(auth.rename_person, await self._actor(), name)
        self._say("ok", "Your name is changed.")
        return SessionState.look_again

    @handler(need=Role.VIEWER)
    async def verify_email(self) -> None:
        await to_room(auth.ask_to_verify_email, await self._actor())
        self._say(
            "ok", "The link is on its way.", f"It goes to {self.person_email} and works for half an hour."
        )

    @handler(need=Role.VIEWER)
    async def change_email(self, email: str) -> None:
        await to_room(auth.ask_to_change_email, await self._actor(), email)
        self._say(
            "ok", "The link is on its way.", "Open it from the new address. Until then nothing changes."
        )

    @handler(need=Role.VIEWER)
    async def make_team(self, name: str) -> Any:
        made = await to_room(auth.make_team, await self._actor(), name)
        self._say("ok", f"The team {made.name} is made.", "Switch to it to work in it.")
        return ShellState.open_frame

    @handler(need=Role.VIEWER)
    async def leave_team(self) -> Any:
        await to_room(auth.leave_team, await self._actor())
        return SessionState.look_again

    @handler(need=Role.VIEWER)
    async def erase(self) -> Any:
        await to_room(auth.erase_person, await self._actor())
        return SessionState.look_again

    async def _read_sessions(self, actor: Actor) -> None:
        self.sessions = await to_room(auth.list_sessions, actor)


FILLERS = {
    "sessions": SettingsState.read_sessions,
    "keys": ApiKeysState.read,
    "teams": ShellState.open_frame,
}
live.when(
    "person.signed_in",
    "person.signed_out",
    "session.revoked",
    send=lambda _ids: SettingsState.sessions_changed(),
)
