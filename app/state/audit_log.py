"""The audit of the team: newest first, of one kind or by or about one person, and whether its chain fits."""

from typing import ClassVar

from pydantic import BaseModel

from app import audit, auth
from app.actor import Actor, Role
from app.audit import AuditEntry
from app.hops import to_room
from app.state import audit_words
from app.state.sections import Section
from app.state.session import SessionState, handler


class Fact(BaseModel):
    """One line of what is known about an act."""

    name: str
    value: str


class AuditLine(BaseModel):
    """An act as it is read: who did what, and what is behind it."""

    id: str
    seq: int
    at: str
    exact_time: str
    icon: str
    who: str
    words: str
    facts: list[Fact]


class Choice(BaseModel):
    """Something to filter by."""

    id: str
    words: str


class AuditState(Section, SessionState):
    """A page of acts. `chain` is whole, broken, unknown when it could not be read, or empty while it is checked."""

    need: ClassVar[Role | None] = Role.ADMIN

    lines: list[AuditLine] = []
    more: str = ""
    people: list[Choice] = []
    chain: str = ""

    _act: str = ""
    _person_id: str = ""

    @handler(need=Role.ADMIN)
    async def read(self) -> object:
        """The newest acts without a filter; the chain is checked behind it."""
        self._act, self._person_id, self.chain = "", "", ""
        await self._fill(self._read(await self._actor()))
        return AuditState.check_chain

    @handler(need=Role.ADMIN)
    async def filter(self, act: str, person_id: str) -> None:
        self._act, self._person_id = act, person_id
        await self._read_lines(await self._actor())

    @handler(need=Role.ADMIN)
    async def read_more(self) -> None:
        await self._read_lines(await self._actor(), cursor=self.more)

    @handler(need=Role.ADMIN, background=True)
    async def check_chain(self) -> None:
        """A long chain takes its time, and the page goes on meanwhile."""
        async with self:
            actor = await self._actor()
        found = "unknown"
        try:
            found = "broken" if await to_room(audit.verify, actor) else "whole"
        finally:
            async with self:
                self.chain = found

    async def _read(self, actor: Actor) -> None:
        members = await to_room(auth.list_members, actor)
        self.people = [Choice(id=member.person_id, words=member.name) for member in members.items]
        await self._read_lines(actor)

    async def _read_lines(self, actor: Actor, *, cursor: str = "") -> None:
        page = await to_room(
            audit.list_events, actor, act=self._act, person_id=self._person_id, cursor=cursor, limit=50
        )
        before, people = self.lines if cursor else [], {each.id: each.words for each in self.people}
        self.lines = [*before, *(_line(entry, people) for entry in page.items)]
        self.more = page.next_cursor


def _line(entry: AuditEntry, people: dict[str, str]) -> AuditLine:
    return AuditLine(
        id=entry.id,
        seq=entry.seq,
        at=str(entry.at),
        exact_time=entry.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        icon=entry.act.partition(".")[0],
        who=audit_words.who(entry),
        words=audit_words.words(entry, people),
        facts=[Fact(name=name, value=value) for name, value in audit_words.facts(entry)],
    )
