"""One's own sessions: shown, and ended one by one or all but this."""

from sqlmodel import col, select

from app import db
from app.actor import Actor, Role
from app.auth import _devices, _sessions
from app.auth._confirming import require_person
from app.auth._shapes import SessionCard
from app.errors import NotFound
from app.models import Session, utc_now


def list_sessions(actor: Actor) -> list[SessionCard]:
    """The person's sessions that have not ended, in all teams, the one used last first. Forbidden for an API key."""
    require_person(actor)
    with db.uow(Actor.system("sessions"), read_only=True) as unit:
        rows = [
            row
            for row, *_ in unit.exec(
                _sessions.alive(utc_now())
                .where(Session.person_id == actor.person_id)
                .order_by(col(Session.last_seen_at).desc(), col(Session.id))
            ).all()
        ]
    return [_card(row, actor) for row in rows]


def revoke_session(actor: Actor, session_id: str) -> None:
    """End one session: one's own, or one of the team for an admin. Raises NotFound, Forbidden."""
    actor.require(Role.VIEWER)
    with db.uow(Actor.system("sessions"), read_only=True) as unit:
        row = unit.get(Session, session_id)
    is_own = row is not None and row.person_id == actor.person_id and not actor.key_id
    if row is None or (row.team_id != actor.team_id and not is_own):
        raise NotFound("There is no such session.")
    if not is_own:
        actor.require(Role.ADMIN)
    _sessions.end(actor, session_id, "session.revoked")


def revoke_other_sessions(actor: Actor) -> int:
    """End all sessions of the person but this one; how many they were. Forbidden for an API key."""
    require_person(actor)
    with db.uow(Actor.system("sessions"), read_only=True) as unit:
        found = unit.exec(
            select(Session.id).where(
                Session.person_id == actor.person_id,
                Session.id != actor.session_id,
                col(Session.revoked_at).is_(None),
                col(Session.expires_at) > utc_now(),
            )
        ).all()
    for session_id in found:
        _sessions.end(actor, session_id, "session.revoked")
    return len(found)


def _card(row: Session, actor: Actor) -> SessionCard:
    return SessionCard(
        id=row.id,
        kind=row.kind,
        device=_devices.in_words(row.user_agent),
        address=row.address,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=row.id == actor.session_id,
    )
