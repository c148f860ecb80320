"""Copies of Airtable tables, kept so that they can be filtered, sorted and added up in SQL, and views of them.

A mirror has generations. One is filled page by page while the current one answers; when it is complete it takes the
place of the current one in one commit. The rows of a generation are never read before that.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
from sqlmodel import Field

from app.models._columns import Json, Row, id_column, time_column

# Sorted by code point on both databases, as Python sorts.
CodePointText = String().with_variant(String(collation="C"), "postgresql")
# SQLite counts up by itself only in a column that is an INTEGER.
SerialNumber = BigInteger().with_variant(Integer(), "sqlite")

TEXT_SLOTS, NUMBER_SLOTS, INSTANT_SLOTS = 20, 16, 6


class MirroredTable(Row, table=True):
    """A table as one credential sees it (`identity`). `generation` is the one that answers, None before the first.

    `read_at` is when its reading began; changes are known up to `checked_at`, deletions up to `listed_at`. `way` is how
    changes are learned when no webhook tells them: modified (by time of last change), or reread.
    """

    __tablename__ = "mirrored_table"
    team_owned: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("team_id", "identity", "base_id", "table_id", name="uq_mirrored_table"),
    )

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    identity: str = Field(max_length=64)
    base_id: str = Field(max_length=20)
    table_id: str = Field(max_length=20)
    generation: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    row_count: int = Field(default=0)
    fields: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    way: str = Field(default="modified", max_length=16)
    read_at: datetime | None = time_column(nullable=True)
    checked_at: datetime | None = time_column(nullable=True)
    listed_at: datetime | None = time_column(nullable=True)
    used_at: datetime = time_column(index=True)
    created_at: datetime = time_column()


class MirroredBase(Row, table=True):
    """The webhook that tells all mirrors of a base and a credential what happens there.

    `webhook_id` is empty when there is none; `cursor` is the number of the next payload, `since` when the webhook was
    made. One that was refused is asked for again after `refused_until`. Pings are signed with `secret`, which is
    sealed, and empty when none are sent; `pinged_at` is the time in the last one that was heard.
    """

    __tablename__ = "mirrored_base"
    team_owned: ClassVar[bool] = True
    sealed: ClassVar[dict[str, str]] = {"secret": "mirror-webhook"}
    __table_args__ = (UniqueConstraint("team_id", "identity", "base_id", name="uq_mirrored_base"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    identity: str = Field(max_length=64)
    base_id: str = Field(max_length=20)
    webhook_id: str = Field(default="", index=True, max_length=20)
    secret: str = Field(default="")
    pinged_at: datetime | None = time_column(nullable=True)
    cursor: int = Field(default=1)
    since: datetime | None = time_column(nullable=True)
    refused_until: datetime | None = time_column(nullable=True)


class MirrorGeneration(Row, table=True):
    """One reading of a whole table. `status`: filling, current, retired.

    `stage` and `position` say which page comes next, so that another process can go on; `fence` rises with each
    that does, and whoever holds an older one has lost. `cursor` is that of the base's webhook when the reading began.
    """

    __tablename__ = "mirror_generation"
    team_owned: ClassVar[bool] = True
    # The number of a generation is never given again, so that its rows cannot be taken for those of another.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: int | None = Field(default=None, primary_key=True, sa_type=SerialNumber)
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    mirror_id: str = Field(foreign_key="mirrored_table.id", index=True, max_length=32)
    status: str = Field(default="filling", max_length=16)
    fields: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    stage: int = Field(default=0)
    position: str = Field(default="", max_length=200)
    cursor: int = Field(default=1)
    fence: int = Field(default=0)
    lease_until: datetime | None = time_column(nullable=True)
    started_at: datetime = time_column()
    retired_at: datetime | None = time_column(nullable=True)


def _text() -> Any:
    return Field(default=None, sa_type=CodePointText, nullable=True)


def _instant() -> Any:
    return Field(default=None, sa_type=BigInteger, nullable=True)


class MirrorRow(Row, table=True):
    """The cells of a record that can be compared: folded texts, numbers, instants in microseconds since 1970.

    Which field has which slot stands in the `fields` of the mirror. A table with more fields than slots has further
    parts of each row.
    """

    __tablename__ = "mirror_row"
    team_owned: ClassVar[bool] = True

    generation: int = Field(primary_key=True, sa_type=BigInteger)
    part: int = Field(primary_key=True)
    record_id: str = Field(primary_key=True, sa_type=CodePointText)
    team_id: str = Field(max_length=32)
    n0: float | None = None
    n1: float | None = None
    n2: float | None = None
    n3: float | None = None
    n4: float | None = None
    n5: float | None = None
    n6: float | None = None
    n7: float | None = None
    n8: float | None = None
    n9: float | None = None
    n10: float | None = None
    n11: float | None = None
    n12: float | None = None
    n13: float | None = None
    n14: float | None = None
    n15: float | None = None
    i0: int | None = _instant()
    i1: int | None = _instant()
    i2: int | None = _instant()
    i3: int | None = _instant()
    i4: int | None = _instant()
    i5: int | None = _instant()
    t0: str | None = _text()
    t1: str | None = _text()
    t2: str | None = _text()
    t3: str | None = _text()
    t4: str | None = _text()
    t5: str | None = _text()
    t6: str | None = _text()
    t7: str | None = _text()
    t8: str | None = _text()
    t9: str | None = _text()
    t10: str | None = _text()
    t11: str | None = _text()
    t12: str | None = _text()
    t13: str | None = _text()
    t14: str | None = _text()
    t15: str | None = _text()
    t16: str | None = _text()
    t17: str | None = _text()
    t18: str | None = _text()
    t19: str | None = _text()


class MirrorDocument(Row, table=True):
    """A record as it came: `cells` by field id, `words` what a search looks through, folded."""

    __tablename__ = "mirror_document"
    team_owned: ClassVar[bool] = True

    generation: int = Field(primary_key=True, sa_type=BigInteger)
    record_id: str = Field(primary_key=True, sa_type=CodePointText)
    team_id: str = Field(max_length=32)
    created_at: datetime = time_column()
    read_at: datetime = time_column()
    words: str = Field(sa_type=CodePointText)
    cells: dict[str, Any] = Field(sa_type=Json, nullable=False)


class MirrorName(Row, table=True):
    """The name of a record that cells of this generation may link to: the shown value of its primary field."""

    __tablename__ = "mirror_name"
    team_owned: ClassVar[bool] = True

    generation: int = Field(primary_key=True, sa_type=BigInteger)
    record_id: str = Field(primary_key=True, sa_type=CodePointText)
    team_id: str = Field(max_length=32)
    name: str


class MirrorChange(Row, table=True):
    """What a mirror saw change in a record: `kind` created, updated or deleted; cells before and after by field id."""

    __tablename__ = "mirror_change"
    team_owned: ClassVar[bool] = True
    __table_args__ = (Index("ix_mirror_change_record", "mirror_id", "record_id", "id"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", index=True, max_length=32)
    mirror_id: str = Field(foreign_key="mirrored_table.id", max_length=32)
    record_id: str = Field(max_length=20)
    kind: str = Field(max_length=16)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    seen_at: datetime = time_column(index=True)


class SavedView(Row, table=True):
    """A way to look at a table: filter, order, shown fields and grouping. A team's view is seen by all its members."""

    __tablename__ = "saved_view"
    team_owned: ClassVar[bool] = True
    __table_args__ = (Index("ix_saved_view_table", "team_id", "base_id", "table_id"),)

    id: str = id_column()
    team_id: str = Field(foreign_key="team.id", max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    base_id: str = Field(max_length=20)
    table_id: str = Field(max_length=20)
    name: str = Field(max_length=120)
    is_shared: bool = Field(default=False)
    definition: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    version: int = Field(default=1)
    created_at: datetime = time_column()
    updated_at: datetime = time_column()
