"""What the gateway gives out: facts as they were read, frozen."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, Protocol

from pydantic import AliasChoices, BaseModel, ConfigDict
from pydantic import Field as Setting

Lane = Literal["interactive", "bulk"]
ConnectionKind = Literal["sandbox", "airtable"]


class Keeper(Protocol):
    """Who keeps a stored connection up to date with what its calls teach."""

    def newer_token(self, refused: str) -> str:
        """A token that is newer than the one that was refused; empty when there is none."""

    def is_lost(self, refused: str) -> None:
        """This token is refused although it is new."""

    def was_refused(self, base_id: str, scope: str) -> None:
        """A write was refused: the token lacks the scope, or the person the permission in this base."""

    def is_exhausted(self, until: datetime) -> None:
        """The workspace has no calls left before then."""


@dataclass(frozen=True)
class Connection:
    """Where a team's bases are and with which token they are read. The token never shows in a repr.

    url is the Web API's, upload_url the one that takes attachments (empty: the same). identity stands for what the
    credential may see: whatever is remembered of one connection is not shown to another with a different one.
    owner_id is who owns the token, as whoami says. plan_calls are the calls a month that the plan allows, 0 for no
    limit. connect_seconds bounds the wait for a connection, read_seconds the wait for the next bytes of an answer,
    total_seconds the whole answer. is_limited: whether calls wait for their turn (see ADR 11), which Airtable asks for
    and the sandbox only when it was started so.
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
    total_seconds: float = 60.0
    is_limited: bool | None = None
    exhausted_until: datetime | None = None
    keeper: Keeper | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.is_limited is None:
            object.__setattr__(self, "is_limited", self.kind == "airtable")
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

    @cached_property
    def result(self) -> "Field":
        """The field as if it had the type of its result, which formulas and their like tell in their options."""
        told = self.options.get("result")
        told = told if isinstance(told, dict) else {}
        options = told.get("options")
        type_name = told.get("type")
        return Field(
            id=self.id,
            name=self.name,
            type=type_name if isinstance(type_name, str) else "",
            options=options if isinstance(options, dict) else {},
        )


class View(Shape):
    """A view of a table. Only grids tell their visible fields; other types have none here."""

    id: str
    name: str
    type: str
    visible_field_ids: tuple[str, ...] = Setting(
        default=(), validation_alias=AliasChoices("visibleFieldIds", "visible_field_ids")
    )


class Table(Shape):
    """A table with its fields and views in their order."""

    id: str
    name: str
    description: str = ""
    primary_field_id: str = Setting(validation_alias=AliasChoices("primaryFieldId", "primary_field_id"))
    fields: tuple[Field, ...]
    views: tuple[View, ...] = ()


class Record(Shape):
    """A record: non-empty cells by field id, as they came over the wire; fields/ reads them into values."""

    id: str
    created_at: datetime = Setting(validation_alias=AliasChoices("createdTime", "created_at"))
    cells: dict[str, Any] = Setting(validation_alias=AliasChoices("fields", "cells"))


class Upserted(Shape):
    """What an upsert did: the records in the order of the request, and which were made and which changed."""

    records: tuple[Record, ...]
    created_ids: tuple[str, ...] = Setting(validation_alias=AliasChoices("createdRecords", "created_ids"))
    updated_ids: tuple[str, ...] = Setting(validation_alias=AliasChoices("updatedRecords", "updated_ids"))


class Person(Shape):
    """Who a token belongs to. email and scopes are empty when the token does not tell."""

    id: str
    email: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()


class Comment(Shape):
    """A comment of a record. mentioned: people and groups by the id that stands as @[id] in the text."""

    id: str
    text: str
    author: Person
    created_at: datetime = Setting(validation_alias=AliasChoices("createdTime", "created_at"))
    updated_at: datetime | None = Setting(
        default=None, validation_alias=AliasChoices("lastUpdatedTime", "updated_at")
    )
    parent_id: str = Setting(default="", validation_alias=AliasChoices("parentCommentId", "parent_id"))
    mentioned: dict[str, dict[str, Any]] = {}
