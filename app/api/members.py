"""`/api/v1/members`: who is in the current team."""

from pydantic import Field

from app import auth
from app.actor import Role
from app.api.inputs import Body, Id, Paged
from app.api.route import raises, resource
from app.api.visitor import Admin, Viewer
from app.auth import MemberCard
from app.errors import Conflict
from app.hops import to_room
from app.paging import Page

router = resource("Members", "/api/v1/members")


class MemberRole(Body):
    """The role that a member gets."""

    role: Role = Field(examples=["editor"])


@router.get("")
async def list_members(actor: Viewer, page: Paged) -> Page[MemberCard]:
    """The members of the team, by name."""
    return await to_room(auth.list_members, actor, cursor=page.cursor, limit=page.limit)


@router.get("/{person_id:id}")
async def read_member(actor: Viewer, person_id: Id) -> MemberCard:
    """One member of the team."""
    return await to_room(auth.get_member, actor, person_id)


@router.patch("/{person_id:id}")
@raises(Conflict)
async def change_role(actor: Admin, person_id: Id, asked: MemberRole) -> MemberCard:
    """Give a member another role, never above one's own. The last owner stays one."""
    return await to_room(auth.change_role, actor, person_id, asked.role)


@router.delete("/{person_id:id}", status_code=204)
@raises(Conflict)
async def remove_member(actor: Admin, person_id: Id) -> None:
    """Take somebody out of the team. Their sessions and keys there end at once."""
    await to_room(auth.remove_member, actor, person_id)
