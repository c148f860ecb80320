"""Members: who is in the team, with which role; leaving, removing, and giving the team to somebody else."""

from app.actor import Actor, Role
from app.auth._team_shapes import MemberCard
from app.paging import Page


def list_members(actor: Actor, *, cursor: str = "", limit: int = 0) -> Page[MemberCard]:
    """The members of the actor's team, by name. Raises InvalidInput for a wrong cursor or limit."""
    raise NotImplementedError


def get_member(actor: Actor, person_id: str) -> MemberCard:
    """One member of the actor's team. Raises NotFound."""
    raise NotImplementedError


def change_role(actor: Actor, person_id: str, role: Role) -> MemberCard:
    """Give a member another role, at once everywhere.

    Nobody gives a role above their own, only owners change somebody whose role is not below theirs, and the last
    owner stays one. Raises Forbidden, NotFound, Conflict.
    """
    raise NotImplementedError


def remove_member(actor: Actor, person_id: str) -> None:
    """Take somebody out of the team: sessions and keys there end at once. To remove oneself is to leave.

    Raises Forbidden, NotFound, Conflict for the last owner.
    """
    raise NotImplementedError


def leave_team(actor: Actor) -> None:
    """Leave the actor's team: the person's sessions and keys there end at once, this one too.

    Raises Conflict for the last owner, Forbidden for a key.
    """
    raise NotImplementedError


def transfer_ownership(actor: Actor, person_id: str) -> MemberCard:
    """Make another member the owner and the actor an admin, in one step. Asks for a fresh password.

    Raises Forbidden for others than owners, NotFound, Conflict, ConfirmPassword.
    """
    raise NotImplementedError
