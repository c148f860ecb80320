"""Deleting a team, with every row that belongs to it but the audit."""

from app.actor import Actor


def delete_team(actor: Actor, name: str) -> None:
    """Delete the actor's team for ever. Its exact name must be given and an export be at most a day old.

    Sessions and keys there end at once; people, and what they have in other teams, stay. Raises Forbidden for others
    than owners, ConfirmPassword, InvalidInput for another name, Conflict without an export or for the only team.
    """
    raise NotImplementedError
