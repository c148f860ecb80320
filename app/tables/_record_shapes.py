"""Shapes of records and of what is told about them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.tables._shapes import BaseCard, FieldRef, Filter, GroupBy, Origin, Shape

# Filters by which one page of records is marked.
MAX_MARKS = 5


class Sort(Shape):
    """One key of an order. Empty cells come first, descending last; choices are in the order of the field."""

    field: str
    descending: bool = False


class Freshness(Shape):
    """Where rows were read and as of when they hold: additions and changes up to checked_at, deletions up to listed_at.

    origin service means read just now. refreshed_every_seconds is the rhythm that the call budget allows the mirror.
    """

    origin: Origin
    checked_at: datetime
    listed_at: datetime
    age_seconds: float
    refreshed_every_seconds: float


class Cell(Shape):
    """One filled cell. value is plain JSON as Airtable sends it, links as [{"id", "name"}]; text is how a person reads
    it. is_stale: the addresses of attachments have expired or soon will."""

    value: Any
    text: str
    is_stale: bool = False


class RecordRow(Shape):
    """A record with its filled cells by field id. mark is the place of the first of the asked marks that it passes,
    None when it passes none."""

    id: str
    created_at: datetime
    cells: dict[str, Cell]
    mark: int | None = None


class RecordPage(Shape):
    """Some records of a table in an order. fields are those that were asked for.

    total is how many there are in all that pass, None when only reading all of them at the service would tell.
    next_cursor is empty on the last page.
    """

    base: BaseCard
    table_id: str
    table_name: str
    fields: tuple[FieldRef, ...]
    records: tuple[RecordRow, ...]
    total: int | None
    where: Filter | None
    where_text: str
    next_cursor: str
    freshness: Freshness


class RecordDetail(Shape):
    """One record with all its cells. name is its primary cell as text."""

    base: BaseCard
    table_id: str
    table_name: str
    name: str
    fields: tuple[FieldRef, ...]
    record: RecordRow
    freshness: Freshness


class SearchHit(Shape):
    """A record in which a text was found. name is its primary cell as text, matched the fields that hold the text, and
    texts what they hold."""

    table_id: str
    table_name: str
    record_id: str
    name: str
    matched: tuple[FieldRef, ...]
    texts: tuple[str, ...]


class SearchResult(Shape):
    """Records that hold a text anywhere, table by table.

    is_complete is False when there are more than were asked for, or when a table was too long to be looked through
    without its mirror, which is being filled: those are named in partly.
    """

    base: BaseCard
    text: str
    hits: tuple[SearchHit, ...]
    is_complete: bool
    partly: tuple[str, ...]
    freshness: tuple[Freshness, ...]


class ChoiceUse(Shape):
    """How often a choice was chosen."""

    name: str
    color: str
    rows: int


class FieldProfile(Shape):
    """What a field holds: how many rows are filled, some values as a person reads them, and the use of its choices."""

    id: str
    name: str
    type: str
    family: str
    description: str
    filled: int
    samples: tuple[str, ...]
    choices: tuple[ChoiceUse, ...] = ()


class TableProfile(Shape):
    """A table with its fields and what they hold. rows are those that were looked at: all when is_complete, else the
    first ones, because the mirror of the table is still being filled."""

    base: BaseCard
    id: str
    name: str
    description: str
    primary_field: str
    rows: int
    is_complete: bool
    fields: tuple[FieldProfile, ...]
    freshness: Freshness


class DuplicateRecord(Shape):
    """One of several alike records; name is its primary cell as text."""

    id: str
    name: str


class DuplicateGroup(Shape):
    """Records with the same values in the compared fields. rows counts all, records holds the first of them."""

    values: tuple[str, ...]
    rows: int
    records: tuple[DuplicateRecord, ...]


class Duplicates(Shape):
    """Groups of alike records, the largest first. groups_total and rows_total count all of them."""

    base: BaseCard
    table_id: str
    table_name: str
    compared: tuple[FieldRef, ...]
    groups: tuple[DuplicateGroup, ...]
    groups_total: int
    rows_total: int
    freshness: Freshness


class CellChange(Shape):
    """A cell before and after, as a person reads it; empty for an empty cell."""

    field: FieldRef
    before: str
    after: str


class HistoryEntry(Shape):
    """A change of a record, and when it was made through a door of ours, or else noticed.

    door is empty for what was changed outside of this platform; then nobody here knows who did it.
    """

    kind: Literal["created", "updated", "deleted"]
    seen_at: datetime
    cells: tuple[CellChange, ...]
    door: str = ""
    person_name: str = ""
    plan_id: str = ""
    plan_title: str = ""
    is_undo: bool = False


class OutsideChange(HistoryEntry):
    """A change that somebody made outside of this platform; record_name is what the record was or is called."""

    id: str
    record_id: str
    record_name: str


class OutsideChanges(Shape):
    """What others changed in a table, newest first. next_cursor is empty at the end; read_at: when it was looked."""

    items: tuple[OutsideChange, ...]
    next_cursor: str
    read_at: datetime


class History(Shape):
    """What a record went through, newest first. next_cursor is empty at the end; read_at is the mirror's last look."""

    record_id: str
    entries: tuple[HistoryEntry, ...]
    next_cursor: str
    read_at: datetime


class CommentRow(Shape):
    """A comment with the names of who is mentioned in it. parent_id is that of the comment it answers, or empty."""

    id: str
    author: str
    text: str
    created_at: datetime
    parent_id: str


class Person(Shape):
    """A person of a base at Airtable."""

    id: str
    name: str


class Conversation(Shape):
    """The comments of a record, newest first. people are those that can be mentioned, as far as they are known."""

    comments: tuple[CommentRow, ...]
    people: tuple[Person, ...]


class ColourRule(Shape):
    """The colour of records that pass a filter, by the name of its hue."""

    color: Literal["red", "amber", "green", "blue", "violet", "gray"]
    where: Filter


class ViewDefinition(Shape):
    """What a saved view shows: filter, order, fields in their order (none: all), and grouping; and how it looks.

    airtable_view is the view at Airtable whose records and order it takes. Records have the colour of their choice in
    colour_by, else that of the first rule that they pass.
    """

    where: Filter | None = None
    sort: tuple[Sort, ...] = Field(default=(), max_length=5)
    fields: tuple[str, ...] = Field(default=(), max_length=500)
    group_by: tuple[str | GroupBy, ...] = Field(default=(), max_length=3)
    airtable_view: str = Field(default="", max_length=200)
    row_height: Literal["", "medium", "tall"] = ""
    colour_by: str = Field(default="", max_length=200)
    colours: tuple[ColourRule, ...] = Field(default=(), max_length=MAX_MARKS)


class SavedView(Shape):
    """A view that somebody kept, for themselves or for the team. version rises with each change."""

    id: str
    base_id: str
    table_id: str
    name: str
    is_shared: bool
    is_mine: bool
    definition: ViewDefinition
    version: int
    updated_at: datetime
