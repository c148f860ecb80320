"""The threads of a person: listed, searched, named, pinned, put away, exported, deleted. Sync."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, delete, or_, select

from app import bus, db, models
from app.actor import Actor, Role
from app.assistant import _branches, _history
from app.assistant._shapes import Message, Thread, ThreadCard
from app.errors import InvalidInput
from app.models import utc_now
from app.paging import Page, page_of, position_in, size_of
from app.tools import Proof, ResultTable

MOST_THREADS = 200
MOST_SOUGHT = 200
SNIPPET_CHARACTERS = 120


def list_threads(actor: Actor, *, query: str = "", archived: bool = False) -> list[ThreadCard]:
    """The person's threads, pinned ones before the others, newest first, at most 200. `query` is looked for in titles
    and in all that was said; archived ones are listed apart."""
    actor.require(Role.VIEWER)
    rows = _mine(actor, query, archived=archived).order_by(
        col(models.Thread.pinned).desc(), col(models.Thread.updated_at).desc(), col(models.Thread.id).desc()
    )
    with db.uow(actor, read_only=True) as session:
        found = session.exec(rows.limit(MOST_THREADS)).all()
        said = _snippets(session, [row.id for row in found], query)
    return [_card(row, said.get(row.id, "")) for row in found]


def page_threads(
    actor: Actor, *, query: str = "", archived: bool = False, cursor: str = "", limit: int = 0
) -> Page[ThreadCard]:
    """The same by pages, by when they were begun, newest first. Raises InvalidInput for a cursor of another list."""
    actor.require(Role.VIEWER)
    size, position = size_of(limit), position_in(cursor, parts=1)
    rows = _mine(actor, query, archived=archived).order_by(col(models.Thread.id).desc())
    if position:
        rows = rows.where(col(models.Thread.id) < position[0])
    with db.uow(actor, read_only=True) as session:
        found = session.exec(rows.limit(size + 1)).all()
        said = _snippets(session, [row.id for row in found], query)
    return page_of(
        found, size, card=lambda row: _card(row, said.get(row.id, "")), position=lambda row: (row.id,)
    )


def find_thread(actor: Actor, thread_id: str) -> ThreadCard | None:
    """The line of one thread in the list; None when it is deleted, or not the person's."""
    with db.uow(actor, read_only=True) as session:
        row = session.get(models.Thread, thread_id)
    return _card(row) if row is not None and row.person_id == actor.person_id else None


def change_thread(
    actor: Actor,
    thread_id: str,
    *,
    title: str | None = None,
    pinned: bool | None = None,
    archived: bool | None = None,
    shown_turn: str = "",
) -> ThreadCard:
    """Name a thread, pin it, put it away, or show another version of a question; None leaves it as it is. One that is
    put away is not pinned any more.

    Raises InvalidInput for an empty or overlong title, NotFound, Forbidden for a key that only reads, Conflict when
    another version is wanted while an answer is being written.
    """
    require_writing(actor)
    clean = None if title is None else " ".join(title.replace("\x00", "").split())
    if clean is not None and not 1 <= len(clean) <= 200:
        raise InvalidInput("A title has 1 to 200 characters.", field="title")
    wanted: dict[str, Any] = {"title": clean, "pinned": pinned, "archived": archived}
    if archived:
        wanted["pinned"] = False
    with db.uow(actor) as session:
        thread = _history.access(session, actor, thread_id)
        for name, value in wanted.items():
            if value is not None:
                setattr(thread, name, value)
        if shown_turn:
            _history.require_idle(session, thread)
            _branches.show(session, thread, shown_turn)
        session.add(thread)
        bus.publish(f"person:{actor.person_id}", "thread_changed", thread_id=thread.id)
        return _card(thread)


def delete_thread(actor: Actor, thread_id: str) -> None:
    """Delete a thread with its turns and messages. Raises NotFound, Forbidden for a key that only reads."""
    require_writing(actor)
    with db.uow(actor) as session:
        thread = _history.access(session, actor, thread_id)
        for table in (models.Message, models.Turn):
            session.exec(delete(table).where(col(table.thread_id) == thread.id))
        session.delete(thread)
        bus.publish(f"person:{actor.person_id}", "thread_changed", thread_id=thread.id)


def export_markdown(actor: Actor, thread_id: str) -> str:
    """A thread as a document: questions, answers, their tables, and how the numbers were found. Raises NotFound."""
    thread = _history.get_thread(actor, thread_id)
    return "\n\n".join(_document(thread)) + "\n"


def require_writing(actor: Actor) -> None:
    """A viewer's threads are the viewer's own, but a key that only reads changes nothing. Raises Forbidden."""
    actor.require(Role.EDITOR if actor.key_id else Role.VIEWER)


def _mine(actor: Actor, query: str, *, archived: bool) -> Any:
    sought = query.strip()
    if len(sought) > MOST_SOUGHT:
        raise InvalidInput(f"Search for at most {MOST_SOUGHT} characters.", field="query")
    rows = select(models.Thread).where(
        models.Thread.person_id == actor.person_id, col(models.Thread.archived).is_(archived)
    )
    if not sought:
        return rows
    in_words = select(models.Message.thread_id).where(
        col(models.Message.text).icontains(sought, autoescape=True)
    )
    return rows.where(
        or_(
            col(models.Thread.title).icontains(sought, autoescape=True),
            col(models.Thread.id).in_(in_words),
        )
    )


def _snippets(session: Session, thread_ids: list[str], query: str) -> dict[str, str]:
    """The words around the newest place where each thread has what is sought."""
    sought = query.strip()
    if not sought or not thread_ids:
        return {}
    rows = (
        select(models.Message.thread_id, models.Message.text)
        .where(
            col(models.Message.thread_id).in_(thread_ids),
            col(models.Message.text).icontains(sought, autoescape=True),
        )
        .order_by(col(models.Message.id))
    )
    return {thread_id: _around(text, sought) for thread_id, text in session.exec(rows)}


def _around(text: str, sought: str) -> str:
    plain = " ".join(text.split())
    at = max(0, plain.lower().find(sought.lower()))
    begin = max(0, at - SNIPPET_CHARACTERS // 3)
    if begin:
        # From the beginning of a word on, if there is one before what is sought.
        space = plain.find(" ", begin, at)
        begin = begin if space < 0 else space + 1
    cut = plain[begin : begin + SNIPPET_CHARACTERS]
    return f"{'…' if begin else ''}{cut}{'…' if begin + SNIPPET_CHARACTERS < len(plain) else ''}"


def _card(row: models.Thread, snippet: str = "") -> ThreadCard:
    return ThreadCard(
        id=row.id,
        title=row.title,
        updated_at=row.updated_at,
        pinned=row.pinned,
        archived=row.archived,
        head_id=row.head_id,
        snippet=snippet,
    )


def _document(thread: Thread) -> Iterator[str]:
    yield f"# {thread.title}"
    yield f"Exported from PyAirtable Platform, {utc_now():%Y-%m-%d %H:%M} UTC."
    for message in thread.messages:
        if message.role == "person":
            yield f"## Question, {message.created_at:%Y-%m-%d %H:%M}"
            yield "\n".join(f"> {line}" for line in message.text.splitlines())
        else:
            yield from _answer(message)


def _answer(message: Message) -> Iterator[str]:
    yield f"## Answer, {message.model}" if message.model else "## Answer"
    if message.notice:
        yield f"*{message.notice}*"
    if message.text:
        yield message.text
    if message.problem:
        yield f"*{message.problem}*"
    if message.unproven:
        yield f"No result of this answer has: {', '.join(message.unproven)}."
    yield from (_table(table) for table in message.tables)
    yield from (_proof(proof) for proof in message.proofs)


def _table(table: ResultTable) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"

    rows = [[cell.text for cell in row] for row in table.rows]
    rule = ["---:" if column.kind == "number" else "---" for column in table.columns]
    lines = [line([column.name for column in table.columns]), line(rule), *map(line, rows)]
    if table.footer:
        lines.append(line([cell.text for cell in table.footer]))
    return f"**{table.title}** ({table.meta})\n\n" + "\n".join(lines)


def _proof(proof: Proof) -> str:
    return (
        f"How I got this: {proof.calculation}; base {proof.base}, table {proof.table}; "
        f"filter {proof.filter or 'none'}; {proof.rows_matched:,} of {proof.rows_scanned:,} rows; "
        f"as of {proof.read_at:%Y-%m-%d %H:%M:%S} UTC."
    )
