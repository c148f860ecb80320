"""`/api/v1/bases`: the bases that the team's connections see, and what is in them."""

from pydantic import Field
from starlette.responses import Response

from app import tables
from app.actor import Actor
from app.api.answers import READING, Sourced, known_since, reply
from app.api.inputs import ThingPath
from app.api.route import raises, resource
from app.api.visitor import Viewer
from app.models import utc_now
from app.paging import Page
from app.tables import BaseCard, BaseDescription

router = resource("Bases", "/api/v1/bases")


class BaseList(Page[BaseCard], Sourced):
    """The bases of the team. is_complete is false when a connection could not be asked; problems say which and why."""

    problems: tuple[str, ...] = Field(default=(), description="Connections that could not be asked, and why.")


class BaseAnswer(BaseDescription, Sourced):
    """A base with its tables and fields; they are remembered for up to a minute."""


@router.get("", response_model=BaseList)
@raises(*READING)
async def list_bases(actor: Viewer) -> Response:
    """All bases that the team's connections see, read now."""
    return await reply(_listed, actor)


@router.get("/{base}", response_model=BaseAnswer)
@raises(*READING)
async def describe_base(actor: Viewer, base: ThingPath) -> Response:
    """The tables of a base with their fields and choices."""
    return await reply(_described, actor, base)


def _listed(actor: Actor) -> BaseList:
    began = utc_now()
    known = tables.survey_bases(actor)
    facts = known_since(began, is_complete=not known.problems)
    return BaseList(items=list(known.bases), problems=known.problems, **facts)


def _described(actor: Actor, base: str) -> BaseAnswer:
    found = tables.describe_base(actor, base)
    return BaseAnswer.model_construct(**(dict(found) | known_since(found.read_at)))
