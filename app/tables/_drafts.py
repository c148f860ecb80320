"""Wishes to change a base in its own words: names become ids here, and a filter becomes the records that pass it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app import config
from app.actor import Actor, Role
from app.airtable import Field as TableField
from app.airtable import Table, kind_of
from app.changes import Kind, Operation
from app.errors import InvalidInput
from app.tables._comments import mentioned_in
from app.tables._listing import list_records
from app.tables._naming import folded
from app.tables._rows import all_names
from app.tables._schema import OpenBase, find_field, open_base, open_table
from app.tables._shapes import Filter

PAGE = 1_000
_AS_WISHED = {
    "kind",
    "record_id",
    "text",
    "parent_id",
    "comment_id",
    "file_name",
    "content_type",
    "content_base64",
    "definition",
}


class Wish(BaseModel):
    """A change by names or ids. Cells are values as Airtable has them, or as a person types them; links also by name.

    `seen` is what the caller saw in each of the cells, as Airtable has it: a record that holds something else by then
    is kept. See changes.Operation for what belongs to which kind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    table: str = Field(default="", max_length=300)
    record_id: str = Field(default="", max_length=20)
    cells: dict[str, Any] = Field(default={}, max_length=500)
    seen: dict[str, Any] = Field(default={}, max_length=500)
    key_fields: tuple[str, ...] = Field(default=(), max_length=3)
    text: str = Field(default="", max_length=10_000)
    parent_id: str = Field(default="", max_length=20)
    comment_id: str = Field(default="", max_length=20)
    field: str = Field(default="", max_length=300)
    file_name: str = Field(default="", max_length=255)
    content_type: str = Field(default="", max_length=100)
    content_base64: str = Field(default="", max_length=7_000_000)
    definition: dict[str, Any] = {}


class Draft(BaseModel):
    """What `changes.plan` and `changes.make` take: the base by id and name, the operations, and what was seen of their
    cells, by ids of records and fields."""

    model_config = ConfigDict(frozen=True)

    base_id: str
    base_name: str
    operations: tuple[Operation, ...]
    seen: dict[str, dict[str, Any]] = {}


def draft(actor: Actor, base: str, wishes: Sequence[Wish]) -> Draft:
    """The wishes by ids. Needs editor. Raises NotFound and InvalidInput with a suggestion for what is not there."""
    actor.require(Role.EDITOR)
    opened = open_base(actor, base)
    known = _Known(actor, opened.base.id)
    operations = tuple(_operation(known, wish) for wish in wishes)
    seen = {wish.record_id: _seen(known, wish) for wish in wishes if wish.seen}
    return Draft(base_id=opened.base.id, base_name=opened.base.name, operations=operations, seen=seen)


def draft_matching(
    actor: Actor,
    base: str,
    table: str,
    *,
    where: Filter,
    kind: Literal["update", "delete"],
    cells: Mapping[str, Any] | None = None,
    time_zone: str = "UTC",
) -> Draft:
    """The same change of every record that passes a filter. Needs editor.

    Raises InvalidInput when no record passes, or more than a plan may have, and like draft.
    """
    actor.require(Role.EDITOR)
    most = config.limits().plan_records
    found: list[str] = []
    cursor = ""
    while True:
        page = list_records(
            actor, base, table, where=where, fields=(), limit=PAGE, cursor=cursor, time_zone=time_zone
        )
        found += [record.id for record in page.records]
        if len(found) > most:
            raise InvalidInput(
                f"More than {most:,} records pass this filter.", what_to_do="Narrow it.", field="where"
            )
        cursor = page.next_cursor
        if not cursor:
            break
    if not found:
        raise InvalidInput("No record passes this filter.", what_to_do="Widen it.", field="where")
    wishes = [
        Wish(kind=kind, table=page.table_id, record_id=record_id, cells=dict(cells or {}))
        for record_id in found
    ]
    return draft(actor, page.base.id, wishes)


class _Known:
    """What the wishes name, looked up once for all of them: tables with fields by name, and records by name."""

    def __init__(self, actor: Actor, base_id: str) -> None:
        self._actor = actor
        self._base_id = base_id
        self._tables: dict[tuple[str, tuple[str, ...]], tuple[OpenBase, Table, dict[str, TableField]]] = {}
        self._records: dict[str, dict[str, list[str]]] = {}

    def table(self, name: str, named: tuple[str, ...]) -> tuple[OpenBase, Table, dict[str, TableField]]:
        """The table by id or name, and these of its fields. Raises NotFound and InvalidInput with a suggestion."""
        if (name, named) not in self._tables:
            opened, table = open_table(self._actor, self._base_id, name, named)
            self._tables[name, named] = (opened, table, {each: find_field(table, each) for each in named})
        return self._tables[name, named]

    def linked(self, opened: OpenBase, field: TableField, value: Any) -> Any:
        """Records that a link cell gives by name become their ids; other values stay."""
        if kind_of(field).family != "links" or value in (None, "", []):
            return value
        items = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            return value
        if all(_is_record_id(item) for item in items):
            return items
        if field.id not in self._records:
            by_name: dict[str, list[str]] = {}
            for record_id, name in all_names(opened, [field]).items():
                by_name.setdefault(folded(name), []).append(record_id)
            self._records[field.id] = by_name
        return [item if _is_record_id(item) else _one(field, item, self._records[field.id]) for item in items]

    def mentioned(self, opened: OpenBase, table: Table, wish: Wish) -> dict[str, str]:
        """The names of those whom a comment mentions, by id."""
        return mentioned_in(self._actor, opened, table, wish.record_id, wish.text) if wish.text else {}


def _operation(known: _Known, wish: Wish) -> Operation:
    facts = wish.model_dump(include=_AS_WISHED)
    if wish.kind == "create_table":
        return Operation(**facts)
    named = (*wish.cells, *wish.key_fields, *((wish.field,) if wish.field else ()))
    opened, table, fields = known.table(wish.table, named)
    _require_once(fields, wish)
    return Operation(
        **facts,
        mentioned=known.mentioned(opened, table, wish),
        table_id=table.id,
        field_id=fields[wish.field].id if wish.field else "",
        key_fields=tuple(fields[name].id for name in wish.key_fields),
        cells={
            fields[name].id: known.linked(opened, fields[name], value) for name, value in wish.cells.items()
        },
    )


def _seen(known: _Known, wish: Wish) -> dict[str, Any]:
    """By ids of fields. Raises InvalidInput unless it is told for each of the cells: a half would be undone by half."""
    _, _, fields = known.table(wish.table, tuple(wish.seen))
    seen = {fields[name].id: value for name, value in wish.seen.items()}
    _, _, changed = known.table(wish.table, tuple(wish.cells))
    if seen.keys() != {field.id for field in changed.values()}:
        raise InvalidInput("Tell what was seen in each of the cells, or in none.", field="seen")
    return seen


def _require_once(fields: Mapping[str, TableField], wish: Wish) -> None:
    found = {fields[name].id for name in wish.cells}
    if len(found) != len(wish.cells):
        raise InvalidInput("A field is given twice.", field="cells")


def _one(field: TableField, name: str, known: dict[str, list[str]]) -> str:
    found = known.get(folded(name), [])
    if len(found) == 1:
        return found[0]
    if found:
        raise InvalidInput(
            f'{field.name}: {len(found)} records are called "{name}".',
            what_to_do="Give the id.",
            field=field.name,
        )
    raise InvalidInput(
        f'{field.name}: there is no record called "{name}".', what_to_do="Check the name.", field=field.name
    )


def _is_record_id(text: str) -> bool:
    return len(text) == 17 and text.startswith("rec")
