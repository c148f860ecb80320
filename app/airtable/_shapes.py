"""What the gateway gives out: facts as they were read, frozen."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict
from pydantic import Field as Setting

Lane = Literal["interactive", "bulk"]
ConnectionKind = Literal["sandbox", "airtable"]


@dataclass(frozen=True)
class Connection:
    """Where a team's bases are and with which token they are read. The token never shows in a repr.

    url is the Web API's, upload_url the one that takes attachments (empty: the same). identity stands for what the
    credential may see: whatever is remembered of one connection is not shown to another with a different one.
    owner_id is who owns the token, as whoami says. plan_calls are the calls a month that the plan allows, 0 for no
    limit. connect_seconds bounds the wait for a connection, read_seconds the wait for the next bytes of an answer.
    """

    url: str
    token: str = field(repr=False)
    kind: ConnectionKind
    upload_url: str = ""
    identity: str = ""
    connection_id: str = ""
    team_id: str = ""
    owner_id: str = ""
    plan_calls: int = 0
    connect_seconds: float = 5.0
    read_seconds: float = 30.0

    def __post_init__(self) -> None:
        if not self.identity:
            object.__setattr__(self, "identity", identity_of(self.kind, self.url, self.token))

    @property
    def service(self) -> str:
        """How sentences call the other side."""
        return "Airtable" if self.kind == "airtable" else "The sandbox"


def identity_of(*parts: str) -> str:
    """A stable name for a credential that tells nothing about it."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


class Shape(BaseModel):
    """Frozen; unknown parts of an answer are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Base(Shape):
    """A base that the connection can see. permission_level: none, read, comment, edit or create."""

    id: str
    name: str
    permission_level: str = Setting(validation_alias=AliasChoices("permissionLevel", "permission_level"))


class Choice(Shape):
    """A choice of a select field. color is Airtable's name, e.g. "greenLight2", or empty."""

    id: str
    name: str
    color: str = ""


class Field(Shape):
    """A field of a table. type and options are Airtable's, e.g. "currency" and {"precision": 2, "symbol": "$"}."""

    id: str
    name: str
    type: str
    description: str = ""
    options: dict[str, Any] = {}

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices of a select field in their order, empty for other types."""
        return tuple(Choice.model_validate(choice) for choice in self.options.get("choices", ()))


class Table(Shape):
    """A table with its fields in their order."""

    id: str
    name: str
    description: str = ""
    primary_field_id: str = Setting(validation_alias=AliasChoices("primaryFieldId", "primary_field_id"))
    fields: tuple[Field, ...]


class Record(Shape):
    """A record: non-empty cells by field id, as they came over the wire; fields/ reads them into values."""

    id: str
    created_at: datetime = Setting(validation_alias=AliasChoices("createdTime", "created_at"))
    cells: dict[str, Any] = Setting(validation_alias=AliasChoices("fields", "cells"))
