"""Answers with data of Airtable: where it was read, as of when it holds, and whether it is all there is."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, ParamSpec, TypeVar, cast

from pydantic import BaseModel, Field
from starlette.responses import Response

from app.api.route import JSON
from app.errors import Busy, ConnectionRefused, NotFound, UpstreamRefused
from app.hops import to_network
from app.models import utc_now
from app.tables import Freshness

P = ParamSpec("P")
Answer = TypeVar("Answer", bound="Sourced")
# What a route raises that may have to ask Airtable.
READING = (NotFound, ConnectionRefused, UpstreamRefused, Busy)


class Sourced(BaseModel):
    """Where data was read and how well it is known."""

    source: Literal["mirror", "service"] = Field(
        description="Read out of the platform's mirror of the table, or at the service itself."
    )
    read_at: datetime = Field(description="As of when it holds.")
    age_seconds: float = Field(description="How long ago that was.")
    is_complete: bool = Field(description="Whether this was found in all of the data, not in a part of it.")


async def reply(read: Callable[P, Sourced], *args: P.args, **kwargs: P.kwargs) -> Response:
    """What a sync function reads, as JSON that was written beside the event loop: an answer may be long."""
    return Response(await to_network(_written, read, *args, **kwargs), media_type=JSON)


def made(shape: type[Answer], answer: BaseModel, known: Freshness, *, is_complete: bool) -> Answer:
    """The answer of a room with where and when it was read."""
    facts: dict[str, Any] = {
        "source": known.origin,
        "read_at": min(known.checked_at, known.listed_at),
        "age_seconds": known.age_seconds,
        "is_complete": is_complete,
    }
    return cast(Answer, shape.model_construct(None, **{**dict(answer), **facts}))


def known_since(read_at: datetime, *, is_complete: bool = True) -> dict[str, Any]:
    """The facts about what the service told then, for shapes that no room makes."""
    return {
        "source": "service",
        "read_at": read_at,
        "age_seconds": max(0.0, (utc_now() - read_at).total_seconds()),
        "is_complete": is_complete,
    }


def _written(read: Callable[..., Sourced], *args: Any, **kwargs: Any) -> str:
    return read(*args, **kwargs).model_dump_json()
