"""Column types and ids that every table uses."""

import secrets
import time
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Named constraints can be changed by a later migration on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on both databases. SQLite has no zones, so the zone is dropped and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        return (
            value.astimezone(UTC) if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)
        )

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Row(SQLModel):
    """A table's row. Subclasses with a `team_id` that is the tenant set `team_owned`; those whose rows let somebody
    in set `credential`; those with sealed columns say in `sealed` for which purpose each is, bound to the row's id."""

    team_owned: ClassVar[bool] = False
    credential: ClassVar[bool] = False
    sealed: ClassVar[dict[str, str]] = {}


def new_id() -> str:
    """32 hex digits that sort by the time they were made (the layout of UUID version 7)."""
    milliseconds = time.time_ns() // 1_000_000
    bits = (
        (milliseconds << 80)
        | (0x7 << 76)
        | (secrets.randbits(12) << 64)
        | (0b10 << 62)
        | secrets.randbits(62)
    )
    return f"{bits:032x}"


def utc_now() -> datetime:
    return datetime.now(UTC)


def time_column(*, index: bool = False, nullable: bool = False) -> Any:
    """A time that must be given, or may be absent."""
    if nullable:
        return Field(default=None, sa_type=UtcDateTime, nullable=True, index=index)
    return Field(default_factory=utc_now, sa_type=UtcDateTime, nullable=False, index=index)


def id_column() -> Any:
    return Field(default_factory=new_id, primary_key=True, max_length=32)
