"""Reading the audit: a page at a time, all of it as a file, and whether every chain fits."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.actor import Actor
from app.paging import Page


class AuditEntry(BaseModel):
    """One act, as it is shown to admins."""

    model_config = ConfigDict(frozen=True)

    id: str
    seq: int = Field(description="Its place in the team's chain, from 1.")
    at: datetime
    act: str
    meaning: str
    person_id: str = Field(description="Who did it; empty for the platform.")
    person_name: str = Field(description="That person's name today; empty once erased.")
    door: str
    request_id: str
    subject_id: str = Field(description="What or whom it concerned.")
    facts: dict[str, Any]
    personal: dict[str, Any] = Field(description="Names and addresses; empty once erased.")


class ChainCheck(BaseModel):
    """A team's chain, and where it does not fit."""

    model_config = ConfigDict(frozen=True)

    team_id: str = Field(description="Empty for acts that belong to no team.")
    team_name: str = Field(description="Empty for a team that was deleted.")
    events: int
    broken_at: str = Field(description="The first event that does not fit, or end; empty when all fit.")


def list_events(
    actor: Actor, *, act: str = "", person_id: str = "", cursor: str = "", limit: int = 0
) -> Page[AuditEntry]:
    """The acts in the actor's team, newest first, of one kind or by or about one person if given.

    Raises Forbidden below admin, InvalidInput.
    """
    raise NotImplementedError


def export(actor: Actor) -> Iterator[bytes]:
    """Every act in the actor's team as JSON lines with their digests, oldest first; the last line is the chain's end.

    That it was exported is written down first. Raises Forbidden below admin.
    """
    raise NotImplementedError


def verify_all(actor: Actor) -> list[ChainCheck]:
    """Every chain of the installation. Raises Forbidden for everybody but the platform."""
    raise NotImplementedError
