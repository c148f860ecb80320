"""Turns and messages in the database. Sync; called through the thread hop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app import bus, config, db, files, models
from app.actor import Actor, Role
from app.assistant import _branches, _context
from app.assistant._shapes import Message, MessageRole, Thread, TurnRef, TurnStatus
from app.errors import Conflict, InvalidInput, LostLease, NotFound
from app.llm import Earlier, FileContent, Question, Reply
from app.models import new_id, utc_now

TITLE_CHARACTERS = 60
REMEMBERED_MESSAGES = 20
# Files of older questions are not told again; their names stand in what was said about them.
MOST_WITH_FILES = 2
MOST_TOLD, TOLD_CHARACTERS = 6, 400
INTERRUPTED = "The answer was interrupted when the platform stopped."


def get_thread(actor: Actor, thread_id: str) -> Thread:
    """A thread of the person with the messages of the branch that is shown. Raises NotFound; another's thread looks
    like an unknown one."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        thread = access(session, actor, thread_id)
        turns = _branches.Turns(session, thread.id)
        branch = {turn.id: turn for turn in turns.branch(thread.head_id)}
        shown = select(models.Message).where(col(models.Message.turn_id).in_(branch))
        rows = session.exec(shown.order_by(col(models.Message.id))).all()
    messages = [_message(row, branch[row.turn_id], turns.versions(branch[row.turn_id])) for row in rows]
    running = next((turn.id for turn in turns if status_now(turn) == "running"), "")
    return Thread(id=thread.id, title=thread.title, messages=messages, running_turn_id=running)


def start_turn(
    actor: Actor,
    text: str,
    *,
    thread_id: str,
    instead_of: str = "",
    client_id: str,
    owner: str,
    model: str,
    file_ids: Sequence[str] = (),
) -> tuple[TurnRef, bool]:
    """Save the question and a turn that `owner` holds the lease of. `instead_of` is a turn of the thread that this one
    is another version of; without one it goes on from the branch that is shown.

    A `client_id` that the person sent before gives the turn it made then, and False: a browser sends again what
    it does not know to have arrived. Raises InvalidInput for an empty or overlong question, NotFound for the
    thread or the turn, Conflict while another turn of it runs.
    """
    actor.require(Role.VIEWER)
    question = _checked(text)
    work: dict[str, Any] = {"client_id": client_id or new_id(), "model": model, "lease_owner": owner}
    asked = _Asked(question, thread_id, instead_of, tuple(file_ids))
    try:
        return _started(actor, asked, work)
    except IntegrityError:
        # The same client_id came twice at one moment; now the other one is there to be found.
        return _started(actor, asked, work)


@dataclass(frozen=True)
class _Asked:
    text: str
    thread_id: str
    instead_of: str
    file_ids: tuple[str, ...]


def _started(actor: Actor, asked: _Asked, work: dict[str, Any]) -> tuple[TurnRef, bool]:
    ours: dict[str, Any] = {"team_id": actor.team_id}
    with db.uow(actor) as session:
        mine = select(models.Turn).where(models.Turn.person_id == actor.person_id)
        before = session.exec(mine.where(models.Turn.client_id == work["client_id"])).first()
        if before is not None:
            return _turn_ref(session, before), False
        _require_room(session, actor)
        thread = _thread_for(session, actor, asked.thread_id, asked.text)
        ours["thread_id"] = thread.id
        parent_id = thread.head_id
        if asked.instead_of:
            parent_id = _branches.turn_of(session, thread, asked.instead_of).parent_id
        turn = models.Turn(
            **ours, **work, person_id=actor.person_id, parent_id=parent_id, lease_until=_lease()
        )
        session.add(turn)
        session.flush()
        thread.head_id = turn.id
        session.flush()
        versions = _branches.Turns(session, thread.id).versions(turn)
        row = models.Message(**ours, turn_id=turn.id, role="person", text=asked.text)
        cards = files.claim(session, actor, asked.file_ids, turn.id)
        if asked.instead_of:
            cards += files.copy(session, actor, asked.instead_of, turn.id)
        row.body = {"files": [card.model_dump() for card in cards]}
        session.add(row)
        thread.updated_at = utc_now()
        bus.publish(f"person:{actor.person_id}", "thread_changed", thread_id=thread.id)
        return TurnRef(thread_id=thread.id, turn_id=turn.id, question=_message(row, turn, versions)), True


def _require_room(session: Session, actor: Actor) -> None:
    """Raises Conflict when so many answers are being written for the person that there is no room for one more."""
    running = select(func.count()).where(
        models.Turn.person_id == actor.person_id,
        models.Turn.status == "running",
        col(models.Turn.lease_until) > utc_now(),
    )
    most = config.limits().running_turns
    if session.exec(running).one() >= most:
        raise Conflict(
            f"{most} answers are being written for you already.", what_to_do="Wait for one, or stop it."
        )


def _thread_for(session: Session, actor: Actor, thread_id: str, question: str) -> models.Thread:
    """The thread, locked so that two questions cannot both find it idle; a new one without an id."""
    if not thread_id:
        return _new_thread(session, actor, question)
    thread = access(session, actor, thread_id)
    session.refresh(thread, with_for_update=True)
    require_idle(session, thread)
    return thread


def require_idle(session: Session, thread: models.Thread) -> None:
    """Raises Conflict while an answer is being written in the thread."""
    running = select(models.Turn).where(models.Turn.thread_id == thread.id, models.Turn.status == "running")
    if any(status_now(turn) == "running" for turn in session.exec(running)):
        raise Conflict(
            "The last question is still being answered.", what_to_do="Wait for it, or stop it first."
        )


def conversation(actor: Actor, thread_id: str) -> list[Question | Reply | Earlier]:
    """The last messages of a thread as a model reads them, the newest question last; those before in short."""
    said = get_thread(actor, thread_id).messages
    earlier, texts = said[:-REMEMBERED_MESSAGES], said[-REMEMBERED_MESSAGES:]
    with_files = [each.turn_id for each in texts if each.files][-MOST_WITH_FILES:]
    content = files.of_turns(actor, with_files) if with_files else {}
    told: list[Question | Reply | Earlier] = [Earlier(_context.in_short(earlier))] if earlier else []
    return told + [
        Question(each.text, tuple(FileContent(**_content(file)) for file in content.get(each.turn_id, [])))
        if each.role == "person"
        else Reply(each.text, did=_did(each))
        for each in texts
        if each.text
    ]


def _content(file: files.KeptFile) -> dict[str, Any]:
    return file.model_dump(include={"id", "name", "media_type", "content"})


def _did(answer: Message) -> tuple[str, ...]:
    """The tools that an answer used, as a model that goes on from it is told."""
    done = [step for step in answer.steps if step.status == "done"][:MOST_TOLD]
    return tuple(f"{step.tool} {' '.join(step.arguments.split())}"[:TOLD_CHARACTERS] for step in done)


def get_turn(actor: Actor, turn_id: str) -> Message:
    """The answer of a turn as far as it is saved. Raises NotFound."""
    with db.uow(actor, read_only=True) as session:
        turn = _access_turn(session, actor, turn_id)
        answer = _answer_row(session, turn)
        return _message(answer, turn) if answer else _blank(turn)


def save_answer(actor: Actor, answer: Message, *, owner: str) -> bool:
    """Save the answer so far and renew the lease, or end the turn when the answer's status is final.

    Returns whether somebody asked for the turn to be stopped. Raises LostLease when another owns the turn.
    """
    with db.uow(actor) as session:
        turn = session.exec(
            select(models.Turn).where(models.Turn.id == answer.turn_id).with_for_update()
        ).one()
        if turn.lease_owner != owner or turn.status != "running":
            raise LostLease("This turn is not ours any more.")
        row = _answer_row(session, turn) or models.Message(
            id=answer.id,
            team_id=turn.team_id,
            thread_id=turn.thread_id,
            turn_id=turn.id,
            role="assistant",
            created_at=answer.created_at,
        )
        row.text = answer.text
        row.body = answer.model_dump(mode="json", include=_BODY)
        session.add(row)
        if answer.status == "running":
            turn.lease_until = _lease()
        else:
            _end(turn, answer.status, answer.problem, answer.problem_code)
        session.add(turn)
        return turn.stop_requested


def request_stop(actor: Actor, turn_id: str) -> None:
    """Ask whoever runs the turn to stop; a turn whose process is gone ends here. Raises NotFound."""
    with db.uow(actor) as session:
        turn = _access_turn(session, actor, turn_id)
        turn.stop_requested = True
        if status_now(turn) == "interrupted" and turn.status == "running":
            _end(turn, "interrupted", INTERRUPTED, "interrupted")
        session.add(turn)


def status_now(turn: models.Turn) -> TurnStatus:
    """The turn's status; one that says "running" past its lease was interrupted."""
    if turn.status == "running" and turn.lease_until is not None and turn.lease_until < utc_now():
        return "interrupted"
    return cast(TurnStatus, turn.status)


_BODY = {
    "steps",
    "charts",
    "tables",
    "proofs",
    "plans",
    "exports",
    "earlier",
    "context_size",
    "suggestions",
    "seconds",
    "model",
    "notice",
    "usage",
    "cost",
    "unproven",
}


def access(session: Session, actor: Actor, thread_id: str) -> models.Thread:
    thread = session.get(models.Thread, thread_id)
    if thread is None:
        raise _no_thread()
    if thread.person_id != actor.person_id:
        raise _no_thread()
    return thread


def _access_turn(session: Session, actor: Actor, turn_id: str) -> models.Turn:
    actor.require(Role.VIEWER)
    turn = session.get(models.Turn, turn_id)
    if turn is None:
        raise _no_thread()
    if turn.person_id != actor.person_id:
        raise _no_thread()
    return turn


def _no_thread() -> NotFound:
    return NotFound(
        "There is no such chat.", what_to_do="It may have been deleted. Open another one from the list."
    )


def _new_thread(session: Session, actor: Actor, question: str) -> models.Thread:
    words = " ".join(question.split())
    words = words[0].upper() + words[1:]
    title = words if len(words) <= TITLE_CHARACTERS else words[:TITLE_CHARACTERS].rsplit(" ", 1)[0] + "…"
    thread = models.Thread(team_id=actor.team_id, person_id=actor.person_id, title=title)
    session.add(thread)
    session.flush()
    return thread


def _checked(text: str) -> str:
    most = config.limits().question_characters
    clean = text.strip().replace("\x00", "")
    if not clean:
        raise InvalidInput("There is no question.", what_to_do="Type one first.", field="text")
    if len(clean) > most:
        raise InvalidInput(
            f"A question has at most {most:,} characters, this one has {len(clean):,}.", field="text"
        )
    return clean


def _turn_ref(session: Session, turn: models.Turn) -> TurnRef:
    rows = select(models.Message).where(models.Message.turn_id == turn.id, models.Message.role == "person")
    versions = _branches.Turns(session, turn.thread_id).versions(turn)
    question = _message(session.exec(rows).one(), turn, versions)
    return TurnRef(thread_id=turn.thread_id, turn_id=turn.id, question=question)


def _answer_row(session: Session, turn: models.Turn) -> models.Message | None:
    rows = select(models.Message).where(models.Message.turn_id == turn.id, models.Message.role == "assistant")
    return session.exec(rows).first()


def _message(row: models.Message, turn: models.Turn, versions: Sequence[str] = ()) -> Message:
    if row.role == "person":
        return Message(
            id=row.id,
            turn_id=turn.id,
            role="person",
            text=row.text,
            created_at=row.created_at,
            versions=list(versions),
            files=row.body.get("files", []),
        )
    status = status_now(turn)
    is_lost = status == "interrupted" and turn.status == "running"
    return Message(
        id=row.id,
        turn_id=turn.id,
        role=cast(MessageRole, row.role),
        text=row.text,
        created_at=row.created_at,
        status=status,
        problem=INTERRUPTED if is_lost else turn.problem,
        problem_code="interrupted" if is_lost else turn.problem_code,
        **row.body,
    )


def _blank(turn: models.Turn) -> Message:
    return Message(
        id=turn.id,
        turn_id=turn.id,
        role="assistant",
        text="",
        created_at=turn.started_at,
        status=status_now(turn),
        problem=turn.problem,
        problem_code=turn.problem_code,
        model=turn.model,
    )


def _end(turn: models.Turn, status: TurnStatus, problem: str, code: str) -> None:
    turn.status = status
    turn.problem = problem
    turn.problem_code = code
    turn.lease_until = None
    turn.finished_at = utc_now()


def _lease() -> datetime:
    return utc_now() + timedelta(seconds=config.limits().lease_seconds)
