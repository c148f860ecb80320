"""Who is at the door: set-up, sign-in, sessions, people and members."""

from app.auth._confirming import require_confirmed, require_person
from app.auth._cookies import cookie_header, cookie_name, cookie_value
from app.auth._doors import has_owner, is_setup_token, set_up, setup_link, sign_in
from app.auth._people import add_member, create_person, create_team
from app.auth._sessions import (
    actor_for_job,
    actor_of,
    forget,
    live_among,
    look_up,
    purge_expired_sessions,
    remembered,
    revoke_session,
    session_by_id,
    session_id_of,
    session_of,
    sign_out,
)
from app.auth._shapes import NewSession, NewTokens, PersonCard, SessionCard, SignedIn

__all__ = [
    "NewSession",
    "NewTokens",
    "PersonCard",
    "SessionCard",
    "SignedIn",
    "actor_for_job",
    "actor_of",
    "add_member",
    "cookie_header",
    "cookie_name",
    "cookie_value",
    "create_person",
    "create_team",
    "forget",
    "has_owner",
    "is_setup_token",
    "live_among",
    "look_up",
    "purge_expired_sessions",
    "remembered",
    "require_confirmed",
    "require_person",
    "revoke_session",
    "session_by_id",
    "session_id_of",
    "session_of",
    "set_up",
    "setup_link",
    "sign_in",
    "sign_out",
]
