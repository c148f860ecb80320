"""Signed-in browsers for tests, without the time that a password takes."""

from app import db
from app.actor import Actor
from app.auth import NewSession, _sessions, cookie_name


def begin_session(actor: Actor) -> NewSession:
    """A session of this person, as sign-in makes it."""
    with db.uow(Actor.system("test")) as unit:
        return _sessions.begin(unit, actor.person_id, actor.team_id, address="127.0.0.1", user_agent="test")


def cookie_of(session: NewSession) -> dict[str, str]:
    """The request header of a browser with this session."""
    return {"cookie": f"{cookie_name()}={session.cookie_value}"}
