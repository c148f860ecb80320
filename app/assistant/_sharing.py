"""Threads that are shared with the team, as they were at that moment. Sync."""

from datetime import datetime

from sqlmodel import Session, select

from app import audit, db, models
from app.actor import Actor, Role
from app.assistant import _history, _threads
from app.assistant._shapes import Message, Shape
from app.errors import InvalidInput, NotFound
from app.models import utc_now


class Share(Shape):
    """What the team can see of a thread; empty id: nothing."""

    id: str = ""
    link: str = ""
    shared_at: datetime | None = None
    messages: int = 0


class SharedThread(Shape):
    """A thread as it was when it was shared."""

    id: str
    title: str
    author: str
    is_yours: bool
    shared_at: datetime
    messages: list[Message]


def find_share(actor: Actor, thread_id: str) -> Share:
    """How one's own thread is shared. Raises NotFound."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        _history.access(session, actor, thread_id)
        return _share(_row_of(session, thread_id))


def share_thread(actor: Actor, thread_id: str) -> Share:
    """Show the team what is shown of the thread now, under the same link as before. Raises NotFound, InvalidInput for a
    thread without an answer, Forbidden for a key that only reads."""
    _threads.require_writing(actor)
    thread = _history.get_thread(actor, thread_id)
    messages = [each for each in thread.messages if each.status != "running"]
    if not any(each.role == "assistant" for each in messages):
        raise InvalidInput("There is no answer to share yet.", what_to_do="Wait for it.")
    with db.uow(actor) as session:
        _history.access(session, actor, thread_id)
        row = _row_of(session, thread_id) or models.SharedThread(
            team_id=actor.team_id, person_id=actor.person_id, thread_id=thread_id, title=thread.title
        )
        row.title, row.shared_at = thread.title, utc_now()
        # Files and the versions beside a question stay the person's own.
        own: dict[str, list[str]] = {"versions": [], "files": []}
        row.messages = [each.model_copy(update=own).model_dump(mode="json") for each in messages]
        session.add(row)
        audit.record(session, actor, "thread.shared", subject_id=thread_id, facts={"messages": len(messages)})
        session.flush()
        return _share(row)


def stop_sharing(actor: Actor, thread_id: str) -> None:
    """Nobody else sees the thread any more. Raises NotFound, Forbidden for a key that only reads."""
    _threads.require_writing(actor)
    with db.uow(actor) as session:
        _history.access(session, actor, thread_id)
        row = _row_of(session, thread_id)
        if row is None:
            return
        session.delete(row)
        audit.record(session, actor, "thread.unshared", subject_id=thread_id, facts={})


def get_shared(actor: Actor, shared_id: str) -> SharedThread:
    """A thread that somebody of the team shared. Needs viewer. Raises NotFound."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        row = session.get(models.SharedThread, shared_id)
        if row is None:
            raise NotFound(
                "This thread is not shared.",
                what_to_do="Whoever shared it may have stopped. Ask them for a new link.",
            )
        person = session.get(models.Person, row.person_id)
        return SharedThread(
            id=row.id,
            title=row.title,
            author=person.name if person else "",
            is_yours=row.person_id == actor.person_id,
            shared_at=row.shared_at,
            messages=[Message.model_validate(each) for each in row.messages],
        )


def _row_of(session: Session, thread_id: str) -> models.SharedThread | None:
    return session.exec(select(models.SharedThread).where(models.SharedThread.thread_id == thread_id)).first()


def _share(row: models.SharedThread | None) -> Share:
    if row is None:
        return Share()
    return Share(id=row.id, link=f"/shared/?s={row.id}", shared_at=row.shared_at, messages=len(row.messages))
