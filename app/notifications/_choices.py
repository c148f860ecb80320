"""Of what a person wants to hear in the current team, and how."""

from pydantic import BaseModel, ConfigDict
from sqlmodel import select

from app import db
from app.actor import Actor, Role
from app.models import NotificationChoice
from app.notifications._kinds import KINDS, Kind


class Choice(BaseModel):
    """A kind of notification with how the person hears of it."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    title: str
    text: str
    in_app: bool
    by_mail: bool


def list_choices(actor: Actor) -> tuple[Choice, ...]:
    """Every kind, as chosen or by its default. Needs viewer."""
    actor.require(Role.VIEWER)
    mine = select(NotificationChoice).where(NotificationChoice.person_id == actor.person_id)
    with db.uow(actor, read_only=True) as session:
        chosen = {row.kind: (row.in_app, row.by_mail) for row in session.exec(mine).all()}
    return tuple(
        _choice(kind, *chosen.get(kind, (words.in_app, words.by_mail))) for kind, words in KINDS.items()
    )


def set_choice(actor: Actor, kind: Kind, *, in_app: bool, by_mail: bool) -> Choice:
    """Hear of a kind so from now on, in the current team. Needs viewer."""
    actor.require(Role.VIEWER)
    with db.uow(actor) as session:
        row = session.get(NotificationChoice, (actor.team_id, actor.person_id, kind))
        if row is None:
            row = NotificationChoice(
                team_id=actor.team_id, person_id=actor.person_id, kind=kind, in_app=in_app, by_mail=by_mail
            )
        row.in_app, row.by_mail = in_app, by_mail
        session.add(row)
    return _choice(kind, in_app, by_mail)


def _choice(kind: Kind, in_app: bool, by_mail: bool) -> Choice:
    words = KINDS[kind]
    return Choice(kind=kind, title=words.title, text=words.text, in_app=in_app, by_mail=by_mail)
