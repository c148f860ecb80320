"""The table of saga steps: `name@version` -> function. A version stays as long as a live step may name it."""

from app import auth, changes, sagas
from app.actor import Actor

HANDLERS: dict[str, sagas.Handler] = {**changes.handlers()}


def actor_for(team_id: str, person_id: str, door: str) -> Actor:
    """Whom a step works for, with today's role. Raises NotSignedIn once the person has left or is disabled."""
    return auth.actor_for_job(person_id, team_id).through(door)
