"""Invites: a link that makes one person, whose e-mail is known, a member of one team, once."""

from app.actor import Actor, Role
from app.auth._shapes import NewSession
from app.auth._team_shapes import InviteCard, InviteView, NewInvite, TeamCard
from app.paging import Page


def invite(actor: Actor, *, email: str, role: Role) -> NewInvite:
    """Invite somebody into the actor's team and mail the link; an earlier invite of the same e-mail ends.

    Raises Forbidden below admin or for a role above one's own, InvalidInput, Conflict for a member, TooMany.
    """
    raise NotImplementedError


def list_invites(actor: Actor, *, cursor: str = "", limit: int = 0) -> Page[InviteCard]:
    """The invites of the actor's team that can still be accepted, newest first. Raises Forbidden below admin."""
    raise NotImplementedError


def revoke_invite(actor: Actor, invite_id: str) -> None:
    """Take an invite back: its link stops working. Raises Forbidden below admin, NotFound."""
    raise NotImplementedError


def invite_of(token: str) -> InviteView:
    """What a link invites to. Raises NotFound for one that does not work (any more)."""
    raise NotImplementedError


def accept_invite(token: str, *, name: str, password: str, address: str, user_agent: str) -> NewSession:
    """Join with the link, and sign in. Without an account of this e-mail one is made with the name and password; with
    one, the password must be that account's, and the name is not used.

    Raises NotFound for a link that does not work (any more), InvalidInput, NotSignedIn for a wrong password, TooMany.
    """
    raise NotImplementedError


def join(actor: Actor, token: str) -> TeamCard:
    """Join with the link as who is signed in. Raises NotFound, Forbidden for another e-mail than the invited one,
    Conflict for a member."""
    raise NotImplementedError
