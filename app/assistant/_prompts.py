"""The prompts of a team: questions with blanks, of which every text is kept. Sync."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app import audit, db, models
from app.actor import Actor, Role
from app.assistant._shapes import Shape
from app.errors import Conflict, InvalidInput, NotFound
from app.models import utc_now

MOST_PROMPTS = 200
TITLE_CHARACTERS, TEXT_CHARACTERS = 80, 4_000


class Prompt(Shape):
    """A question that a team asks again and again; blanks stand in braces, such as {month}."""

    id: str
    title: str
    text: str
    version: int
    author: str
    updated_at: datetime


class PromptText(Shape):
    """One text of a prompt, as it was at a version."""

    version: int
    text: str
    author: str
    created_at: datetime


def list_prompts(actor: Actor) -> list[Prompt]:
    """The prompts of the team by title. Needs viewer."""
    actor.require(Role.VIEWER)
    newest = select(models.Prompt, models.PromptVersion).join(
        models.PromptVersion,
        (col(models.PromptVersion.prompt_id) == models.Prompt.id)
        & (col(models.PromptVersion.number) == models.Prompt.version),
    )
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(newest.order_by(col(models.Prompt.title)).limit(MOST_PROMPTS)).all()
        return [_shape(prompt, text) for prompt, text in rows]


def list_prompt_texts(actor: Actor, prompt_id: str) -> list[PromptText]:
    """Every text that a prompt has had, newest first. Needs viewer. Raises NotFound."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        _prompt(session, prompt_id)
        rows = select(models.PromptVersion).where(models.PromptVersion.prompt_id == prompt_id)
        return [
            PromptText(version=row.number, text=row.text, author=row.author, created_at=row.created_at)
            for row in session.exec(rows.order_by(col(models.PromptVersion.number).desc()))
        ]


def save_prompt(actor: Actor, *, title: str, text: str, prompt_id: str = "", version: int = 0) -> Prompt:
    """Make a prompt, or give one its next text. Needs admin.

    `version` is the one that was seen. Raises InvalidInput, NotFound, and Conflict for a title that is taken, for
    too many prompts, and when somebody else changed it since.
    """
    actor.require(Role.ADMIN)
    title, text = " ".join(title.split()), text.strip()
    _check(title, text)
    try:
        with db.uow(actor) as session:
            prompt = _kept(session, prompt_id, version) if prompt_id else _new(session, actor)
            prompt.title, prompt.updated_at = title, utc_now()
            session.add(prompt)
            session.flush()
            row = models.PromptVersion(
                team_id=actor.team_id,
                prompt_id=prompt.id,
                number=prompt.version,
                text=text,
                author=_name(session, actor),
            )
            session.add(row)
            facts: dict[str, str | int | bool | None] = {"title": title, "version": prompt.version}
            audit.record(session, actor, "prompt.saved", subject_id=prompt.id, facts=facts)
            session.flush()
            return _shape(prompt, row)
    except IntegrityError:
        raise Conflict(f"There is a prompt named “{title}”.", what_to_do="Give it another title.") from None


def delete_prompt(actor: Actor, prompt_id: str) -> None:
    """Delete a prompt with all its texts. Needs admin. Raises NotFound."""
    actor.require(Role.ADMIN)
    with db.uow(actor) as session:
        prompt = _prompt(session, prompt_id)
        session.delete(prompt)
        audit.record(session, actor, "prompt.deleted", subject_id=prompt.id, facts={"title": prompt.title})


def _check(title: str, text: str) -> None:
    if not 1 <= len(title) <= TITLE_CHARACTERS:
        raise InvalidInput(f"A title has 1 to {TITLE_CHARACTERS} characters.", field="title")
    if not 1 <= len(text) <= TEXT_CHARACTERS:
        raise InvalidInput(f"A prompt has 1 to {TEXT_CHARACTERS:,} characters.", field="text")


def _new(session: Session, actor: Actor) -> models.Prompt:
    known = session.exec(select(func.count()).select_from(models.Prompt)).one()
    if known >= MOST_PROMPTS:
        raise Conflict(f"A team has at most {MOST_PROMPTS} prompts.", what_to_do="Delete one first.")
    return models.Prompt(team_id=actor.team_id, title="", version=1)


def _kept(session: Session, prompt_id: str, version: int) -> models.Prompt:
    prompt = _prompt(session, prompt_id)
    session.refresh(prompt, with_for_update=True)
    if prompt.version != version:
        raise Conflict("Somebody changed this prompt since you opened it.", what_to_do="Look at it again.")
    prompt.version += 1
    return prompt


def _prompt(session: Session, prompt_id: str) -> models.Prompt:
    prompt = session.get(models.Prompt, prompt_id)
    if prompt is None:
        raise NotFound("There is no such prompt.", what_to_do="It may have been deleted.")
    return prompt


def _name(session: Session, actor: Actor) -> str:
    person = session.get(models.Person, actor.person_id)
    return person.name if person else ""


def _shape(prompt: models.Prompt, text: models.PromptVersion) -> Prompt:
    return Prompt(
        id=prompt.id,
        title=prompt.title,
        text=text.text,
        version=prompt.version,
        author=text.author,
        updated_at=prompt.updated_at,
    )
