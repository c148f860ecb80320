"""The members of the team and the invites that are open."""

from typing import ClassVar, Literal

from app import auth
from app.actor import Actor, Role
from app.auth import InviteCard, MemberCard
from app.hops import to_room
from app.state import live
from app.state.sections import Section
from app.state.session import SessionState, handler

RoleName = Literal["owner", "admin", "editor", "viewer"]


class MembersState(Section, SessionState):
    """The first page of each list; `more_members` is the cursor of the next, empty when there is none."""

    need: ClassVar[Role | None] = Role.ADMIN

    members: list[MemberCard] = []
    more_members: str = ""
    invites: list[InviteCard] = []
    more_invites: str = ""

    @handler(need=Role.ADMIN)
    async def read(self) -> None:
        await self._fill(self._read(await self._actor()))

    @handler(need=Role.ADMIN)
    async def read_more_members(self) -> None:
        page = await to_room(auth.list_members, await self._actor(), cursor=self.more_members)
        self.members, self.more_members = [*self.members, *page.items], page.next_cursor

    @handler(need=Role.ADMIN)
    async def read_more_invites(self) -> None:
        page = await to_room(auth.list_invites, await self._actor(), cursor=self.more_invites)
        self.invites, self.more_invites = [*self.invites, *page.items], page.next_cursor

    @handler(need=Role.ADMIN)
    async def change_role(self, person_id: str, role: RoleName) -> None:
        actor = await self._actor()
        card = await to_room(auth.change_role, actor, person_id, Role(role))
        self.members = [card if known.person_id == person_id else known for known in self.members]
        self._say("ok", f"{card.name} is {_with_article(card.role)} now.")

    @handler(need=Role.ADMIN)
    async def remove(self, person_id: str) -> None:
        actor = await self._actor()
        await to_room(auth.remove_member, actor, person_id)
        await self._read(actor)
        self._say("ok", "The member is removed.")

    @handler(need=Role.OWNER)
    async def transfer(self, person_id: str) -> None:
        card = await to_room(auth.transfer_ownership, await self._actor(), person_id)
        self._say("ok", f"{card.name} is the owner now.", "You are an admin.")
        await self._read(await self._actor())

    @handler(need=Role.ADMIN)
    async def revoke_invite(self, invite_id: str) -> None:
        actor = await self._actor()
        await to_room(auth.revoke_invite, actor, invite_id)
        await self._read(actor)
        self._say("ok", "The invite is revoked.")

    # It reaches every tab of the team: those of other roles stay silent.
    @handler(need=Role.VIEWER)
    async def changed(self) -> None:
        """Sent by the server when a member or an invite of the team changed."""
        if self.ready:
            await self._read(await self._actor())

    async def _read(self, actor: Actor) -> None:
        members = await to_room(auth.list_members, actor)
        invites = await to_room(auth.list_invites, actor)
        self.members, self.more_members = members.items, members.next_cursor
        self.invites, self.more_invites = invites.items, invites.next_cursor


def _with_article(role: Role) -> str:
    return f"{'a' if role is Role.VIEWER else 'an'} {role.value}"


live.when(
    "member.invited",
    "member.invite_revoked",
    "member.joined",
    "member.left",
    "member.removed",
    "member.role_changed",
    "team.ownership_transferred",
    send=lambda _ids: MembersState.changed(),
)
