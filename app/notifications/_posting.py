"""Telling people, inside the unit of work of what they are told of: it commits with it, or not at all."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select, update

from app import bus, config, mail
from app.models import Membership, Notification, NotificationChoice, Person, utc_now
from app.notifications._kinds import KINDS, Kind

NEWS = "notification"


class News(NamedTuple):
    """What is told, whose act it was, and the key that makes it once."""

    kind: Kind
    title: str
    text: str
    link: str
    by: str
    key: str


def post(
    session: Session,
    team_id: str,
    to: Collection[str],
    *,
    kind: Kind,
    title: str,
    key: str,
    text: str = "",
    link: str = "",
    by: str = "",
) -> None:
    """Tell these people, each once for a key, in the ways they chose. Whose act it is (`by`) is not told of it, nor is
    who is no member of the team (any more). `link` is an address below the platform's own."""
    news = News(kind, title, text, link, by, key)
    people = _to_tell(session, team_id, {person_id for person_id in to if person_id and person_id != by}, key)
    chosen = _chosen(session, team_id, {person.id for person in people}, kind)
    whose = session.get(Person, by) if by and people else None
    for person in people:
        in_app, by_mail = chosen.get(person.id, (KINDS[kind].in_app, KINDS[kind].by_mail))
        session.add(_row(team_id, person, news, is_shown=in_app))
        if by_mail:
            mail.post(session, to=person.email, subject=title, text=_letter(person, whose, news))
        bus.publish(f"person:{person.id}", NEWS, team_id=team_id)


def settle(session: Session, team_id: str, link: str) -> None:
    """What waited at this address was decided: nobody has to read any more that it waits."""
    session.exec(
        update(Notification)
        .where(
            col(Notification.team_id) == team_id,
            col(Notification.link) == link,
            col(Notification.kind).in_(("approval_asked", "approval_ending")),
            col(Notification.read_at).is_(None),
        )
        .values(read_at=utc_now())
    )


def _to_tell(session: Session, team_id: str, wanted: set[str], key: str) -> Sequence[Person]:
    """Those who were not told yet, and may be."""
    if not wanted:
        return ()
    told = select(Notification.person_id).where(Notification.team_id == team_id, Notification.key == key)
    return session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(
            Membership.team_id == team_id,
            col(Person.id).in_(wanted),
            col(Person.id).not_in(told),
            col(Person.disabled_at).is_(None),
        )
        .order_by(col(Person.id))
    ).all()


def _row(team_id: str, person: Person, news: News, *, is_shown: bool) -> Notification:
    return Notification(
        team_id=team_id,
        person_id=person.id,
        by_person_id=news.by,
        kind=news.kind,
        title=news.title[:300],
        text=news.text[:1000],
        link=news.link[:300],
        key=news.key,
        is_shown=is_shown,
        read_at=None if is_shown else utc_now(),
    )


def _chosen(session: Session, team_id: str, people: set[str], kind: Kind) -> dict[str, tuple[bool, bool]]:
    rows = session.exec(
        select(NotificationChoice).where(
            NotificationChoice.team_id == team_id,
            NotificationChoice.kind == kind,
            col(NotificationChoice.person_id).in_(people),
        )
    ).all()
    return {row.person_id: (row.in_app, row.by_mail) for row in rows}


def _letter(person: Person, whose: Person | None, news: News) -> str:
    address = config.settings().url.rstrip("/")
    parts = [
        f"Hello {person.name},",
        news.title + (f" ({whose.name})" if whose else ""),
        news.text,
        f"{address}{news.link}" if news.link else "",
        f"What you hear of by mail: {address}/settings/?s=notifications",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
