"""Which connection a team reads its bases through."""

from app import config
from app.actor import Actor, Role
from app.airtable import Connection, identity_of
from app.errors import Unavailable


def connection_for(actor: Actor) -> Connection:
    """The connection of the actor's team: the sandbox of this installation. Raises Unavailable when none runs."""
    actor.require(Role.VIEWER)
    settings = config.settings()
    if not settings.sandbox_url:
        raise Unavailable("No sandbox is running.", what_to_do="Start the platform with `make run`.")
    return Connection(
        url=settings.sandbox_url,
        token=settings.sandbox_token,
        kind="sandbox",
        identity=identity_of("sandbox", actor.team_id),
        team_id=actor.team_id,
    )
