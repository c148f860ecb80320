"""Files of questions in the database. Until a question takes one along, it waits for a day. Sync."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, delete, func, select

from app import config, db
from app.actor import Actor, Role
from app.errors import Conflict, InvalidInput, NotFound
from app.models import ChatFile

NAME_CHARACTERS = 200
MOST_WAITING = 20
WAITING_HOURS = 24
TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "application/json"})
# What pictures begin with; a name or a header says nothing about what is inside.
PICTURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}


class FileCard(BaseModel):
    """A file as it is named; size in bytes."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    media_type: str
    size: int


class KeptFile(FileCard):
    """A file with its bytes; a text is UTF-8."""

    content: bytes


def keep(actor: Actor, name: str, media_type: str, content: bytes) -> FileCard:
    """Keep a file until a question takes it along, for a day at most. Needs viewer.

    Raises InvalidInput for an empty or too large file, for one that is neither a text nor a picture, and for one that
    is not what it says; Conflict when too many wait; Forbidden for a key that only reads.
    """
    actor.require(Role.EDITOR if actor.key_id else Role.VIEWER)
    clean = _checked(name, media_type, content)
    with db.uow(actor) as session:
        waiting = select(func.count()).where(
            ChatFile.person_id == actor.person_id, col(ChatFile.turn_id).is_(None)
        )
        if session.exec(waiting).one() >= MOST_WAITING:
            raise Conflict(
                f"{MOST_WAITING} files wait for a question already.", what_to_do="Ask it, or take one away."
            )
        row = ChatFile(
            team_id=actor.team_id,
            person_id=actor.person_id,
            name=clean,
            media_type=media_type,
            size=len(content),
            content=content,
        )
        session.add(row)
        session.flush()
        return _card(row)


def read(actor: Actor, file_id: str) -> KeptFile:
    """One's own file with its bytes. Needs viewer. Raises NotFound."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        row = _own(session, actor, file_id)
        return KeptFile(**_card(row).model_dump(), content=row.content)


def discard(actor: Actor, file_id: str) -> None:
    """Throw a file away that no question took along. Raises NotFound, Conflict for one that a question has."""
    actor.require(Role.EDITOR if actor.key_id else Role.VIEWER)
    with db.uow(actor) as session:
        row = _own(session, actor, file_id)
        if row.turn_id is not None:
            raise Conflict("A question has this file.", what_to_do="Delete the thread to delete it.")
        session.delete(row)


def claim(session: Session, actor: Actor, file_ids: Sequence[str], turn_id: str) -> list[FileCard]:
    """Inside a unit of work: the files go with a question. Raises NotFound for one that is not the person's or that
    another question has, InvalidInput for too many."""
    most = config.limits().question_files
    if len(set(file_ids)) > most:
        raise InvalidInput(f"A question takes at most {most} files along.", field="files")
    cards = []
    for file_id in dict.fromkeys(file_ids):
        row = _own(session, actor, file_id)
        if row.turn_id is not None:
            raise _no_file()
        row.turn_id = turn_id
        session.add(row)
        cards.append(_card(row))
    return cards


def copy(session: Session, actor: Actor, from_turn: str, to_turn: str) -> list[FileCard]:
    """Inside a unit of work: another version of a question takes the files of the first along."""
    rows = select(ChatFile).where(ChatFile.turn_id == from_turn, ChatFile.person_id == actor.person_id)
    cards = []
    for row in session.exec(rows.order_by(col(ChatFile.id))).all():
        facts = row.model_dump(include={"team_id", "person_id", "name", "media_type", "size", "content"})
        twin = ChatFile(**facts, turn_id=to_turn)
        session.add(twin)
        session.flush()
        cards.append(_card(twin))
    return cards


def of_turns(actor: Actor, turn_ids: Sequence[str]) -> dict[str, list[KeptFile]]:
    """The files of these turns with their bytes, in the order in which they came."""
    with db.uow(actor, read_only=True) as session:
        rows = select(ChatFile).where(
            col(ChatFile.turn_id).in_(turn_ids), ChatFile.person_id == actor.person_id
        )
        found: dict[str, list[KeptFile]] = {}
        for row in session.exec(rows.order_by(col(ChatFile.id))):
            kept = KeptFile(**_card(row).model_dump(), content=row.content)
            found.setdefault(str(row.turn_id), []).append(kept)
        return found


def purge(actor: Actor) -> None:
    """Throw away what waited for more than a day. For the platform."""
    actor.require_platform()
    with db.uow(actor) as session:
        since = db.now(session) - timedelta(hours=WAITING_HOURS)
        left: Any = delete(ChatFile).where(col(ChatFile.turn_id).is_(None), col(ChatFile.created_at) < since)
        session.exec(left)


def _checked(name: str, media_type: str, content: bytes) -> str:
    clean = " ".join(name.replace("\x00", "").split())
    most = config.limits().question_file_bytes
    if not 1 <= len(clean) <= NAME_CHARACTERS:
        raise InvalidInput(f"A file has a name of 1 to {NAME_CHARACTERS} characters.", field="name")
    if not content:
        raise InvalidInput("The file is empty.", field="content_base64")
    if len(content) > most:
        raise InvalidInput(f"A file has at most {most // 1_000:,} kB.", field="content_base64")
    if media_type in PICTURES:
        is_so = content.startswith(PICTURES[media_type])
        if not is_so or (media_type == "image/webp" and content[8:12] != b"WEBP"):
            raise InvalidInput("This is no picture of that kind.", field="media_type")
    elif media_type in TEXTS:
        if not _is_text(content):
            raise InvalidInput(
                "The text is not UTF-8.", what_to_do="Save it as UTF-8.", field="content_base64"
            )
    else:
        kinds = ", ".join(sorted([*TEXTS, *PICTURES]))
        raise InvalidInput(
            "Files of this kind are not read.", what_to_do=f"These are: {kinds}.", field="media_type"
        )
    return clean


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _own(session: Session, actor: Actor, file_id: str) -> ChatFile:
    row = session.get(ChatFile, file_id)
    if row is None or row.person_id != actor.person_id:
        raise _no_file()
    return row


def _no_file() -> NotFound:
    return NotFound("There is no such file.", what_to_do="It waits for a question for a day. Add it again.")


def _card(row: ChatFile) -> FileCard:
    return FileCard(id=row.id, name=row.name, media_type=row.media_type, size=row.size)
