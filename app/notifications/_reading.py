"""One's own notifications of the current team, newest first."""

from collections.abc import Collection
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, delete, func, select, update

from app import bus, db, paging
from app.actor import Actor, Role
from app.models import Notification, Person, utc_now
from app.notifications._posting import NEWS
from app.paging import Page

KEPT_DAYS = 90


class NotificationCard(BaseModel):
    """A notification as it is listed. `by_name` is whose act it tells of; empty for the platform's own news."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    title: str
    text: str
    link: str
    by_name: str
    created_at: datetime
    is_read: bool


def list_notifications(
    actor: Actor, *, unread: bool = False, cursor: str = "", limit: int = 0
) -> Page[NotificationCard]:
    """What the person was told in the current team, newest first; or only what is not read. Needs viewer."""
    actor.require(Role.VIEWER)
    size = paging.size_of(limit)
    after = paging.position_in(cursor, parts=1)
    statement = select(Notification).where(
        Notification.person_id == actor.person_id, col(Notification.is_shown).is_(True)
    )
    if unread:
        statement = statement.where(col(Notification.read_at).is_(None))
    if after:
        statement = statement.where(Notification.id < after[0])
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(statement.order_by(col(Notification.id).desc()).limit(size + 1)).all()
        names = _names(session, {row.by_person_id for row in rows})
    return paging.page_of(
        rows,
        size,
        position=lambda row: (row.id,),
        card=lambda row: _card(row, names.get(row.by_person_id, "")),
    )


def count_unread(actor: Actor) -> int:
    """How many notifications of the current team the person has not read, besides those that something waits: what
    waits is counted where it waits. Needs viewer."""
    actor.require(Role.VIEWER)
    counted = select(func.count()).where(
        Notification.person_id == actor.person_id,
        col(Notification.read_at).is_(None),
        Notification.kind != "approval_asked",
    )
    with db.uow(actor, read_only=True) as session:
        return int(session.exec(counted).one())


def mark_read(actor: Actor, ids: Collection[str] | None = None) -> int:
    """These of one's notifications, or all, are read; gives how many were not. Needs viewer."""
    actor.require(Role.VIEWER)
    statement = (
        update(Notification)
        .where(col(Notification.person_id) == actor.person_id, col(Notification.read_at).is_(None))
        .values(read_at=utc_now())
    )
    if ids is not None:
        statement = statement.where(col(Notification.id).in_(ids))
    with db.uow(actor) as session:
        marked = int(session.exec(statement).rowcount)
        if marked:
            bus.publish(f"person:{actor.person_id}", NEWS, team_id=actor.team_id)
    return marked


def purge(actor: Actor) -> int:
    """Delete notifications of more than three months ago; how many. Platform only."""
    actor.require_platform()
    with db.uow(actor) as session:
        old = delete(Notification).where(col(Notification.created_at) < utc_now() - timedelta(days=KEPT_DAYS))
        return int(session.exec(old).rowcount)


def _names(session: Session, ids: set[str]) -> dict[str, str]:
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids - {""}))).all())


def _card(row: Notification, by_name: str) -> NotificationCard:
    return NotificationCard(
        id=row.id,
        kind=row.kind,
        title=row.title,
        text=row.text,
        link=row.link,
        by_name=by_name,
        created_at=row.created_at,
        is_read=row.read_at is not None,
    )
