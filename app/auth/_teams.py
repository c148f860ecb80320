"""Teams: those of a person, making, renaming and switching."""

from app.actor import Actor
from app.auth._team_shapes import TeamCard


def list_teams(actor: Actor) -> list[TeamCard]:
    """The teams of the person, by name; a key sees its own team only."""
    raise NotImplementedError


def make_team(actor: Actor, name: str) -> TeamCard:
    """Another team, owned by the person who makes it. Owners and admins of a team may, with no key.

    Raises Forbidden, InvalidInput.
    """
    raise NotImplementedError


def rename_team(actor: Actor, name: str) -> TeamCard:
    """Give the actor's team another name. Raises Forbidden below admin, InvalidInput."""
    raise NotImplementedError


def switch_team(actor: Actor, team_id: str) -> None:
    """Let the session of the actor work in another team of the person. Raises NotFound, Forbidden for a key."""
    raise NotImplementedError
