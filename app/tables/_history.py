"""What a record went through: changes through our own doors with who made them, and what the mirror saw besides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal, cast

from app import changes, db
from app.actor import Actor, Role
from app.airtable import Field, Record, Table, kind_of, mirror
from app.changes import RecordChangeMade
from app.errors import InvalidInput, NotFound
from app.tables._cursors import list_key, pack, unpack
from app.tables._record import require_id
from app.tables._record_shapes import CellChange, History, HistoryEntry, OutsideChange, OutsideChanges
from app.tables._schema import open_table
from app.tables._show import refs, text_of

MAX_ENTRIES = 100
# The newest that are told of each kind: of our own changes, and of what the mirror saw.
MOST = 500
# What we write is known to the mirror before we have written down that it was done.
WRITES_TAKE = timedelta(minutes=1)
Line = RecordChangeMade | mirror.RecordChange
Names = Mapping[str, str]


def record_history(
    actor: Actor, base: str, table: str, record_id: str, *, cursor: str = "", limit: int = 50
) -> History:
    """What a record went through, newest first: changes through our own doors, and those of others that the mirror saw
    since the table was first mirrored. Needs viewer.

    A change of others that was undone between two looks was not seen. Raises NotFound for an unknown base or table and
    for a cursor of another list.
    """
    actor.require(Role.VIEWER)
    if not 1 <= limit <= MAX_ENTRIES:
        raise InvalidInput(f"Ask for 1 to {MAX_ENTRIES} entries.", field="limit")
    opened, found = open_table(actor, base, table)
    require_id(record_id)
    known = mirror.open_table(actor, opened.connection, opened.base.id, found.id)
    key = list_key("history", actor.team_id, known.id, record_id)
    after = str(unpack(key, cursor)[0]) if cursor else ""
    ours = changes.changes_to_records(actor, [record_id], limit=MOST)
    seen, _ = mirror.changes_seen(actor, known.id, record_id=record_id, limit=MOST)
    names = _names(actor, known.generation, [*ours, *seen], found.fields)
    explaining = _Explaining(ours, found.fields, names)
    theirs = [each for change in reversed(seen) if (each := explaining.besides(change))]
    lines: list[Line] = sorted([*ours, *theirs], key=lambda line: (_at(line), _key(line)), reverse=True)
    begin = _place_behind(lines, after) if after else 0
    shown, left = lines[begin : begin + limit], lines[begin + limit :]
    return History(
        record_id=record_id,
        entries=tuple(_entry(line, found.fields, names) for line in shown),
        next_cursor=pack(key, [_key(shown[-1])]) if left else "",
        read_at=known.read_at,
    )


def outside_changes(
    actor: Actor, base: str, table: str, *, cursor: str = "", limit: int = 50
) -> OutsideChanges:
    """What others changed in a table outside of this platform, as its mirror saw it, newest first. Needs viewer.

    A page may have fewer entries than `limit`: what we did ourselves is taken out of it. Raises as record_history.
    """
    actor.require(Role.VIEWER)
    if not 1 <= limit <= MAX_ENTRIES:
        raise InvalidInput(f"Ask for 1 to {MAX_ENTRIES} entries.", field="limit")
    opened, found = open_table(actor, base, table)
    known = mirror.open_table(actor, opened.connection, opened.base.id, found.id)
    key = list_key("outside", actor.team_id, known.id)
    before = str(unpack(key, cursor)[0]) if cursor else ""
    seen, following = mirror.changes_seen(actor, known.id, before_id=before, limit=limit)
    ours = changes.changes_to_records(actor, {each.id for each in seen}, limit=MOST)
    names = _names(actor, known.generation, [*ours, *seen], found.fields)
    of_record: dict[str, _Explaining] = {}
    theirs: list[mirror.RecordChange] = []
    for change in reversed(seen):
        if change.id not in of_record:
            mine = [each for each in ours if each.record_id == change.id]
            of_record[change.id] = _Explaining(mine, found.fields, names)
        if left := of_record[change.id].besides(change):
            theirs.append(left)
    called = _called(actor, known.generation, theirs, found, names)
    items = tuple(
        OutsideChange(
            id=each.change_id, record_id=each.id, record_name=name, **dict(_entry(each, found.fields, names))
        )
        for each, name in zip(reversed(theirs), reversed(called), strict=True)
    )
    return OutsideChanges(
        items=items, next_cursor=pack(key, [following]) if following else "", read_at=known.read_at
    )


class _Explaining:
    """Takes out of what the mirror saw what we did ourselves. Changes of the mirror are given oldest first.

    The mirror sees cells as they stand when it looks, so a change of a cell is ours when it holds what we wrote, and
    what we wrote explains one change: others may write the same again.
    """

    def __init__(self, ours: Sequence[RecordChangeMade], fields: Sequence[Field], names: Names) -> None:
        self._ours = sorted(ours, key=lambda each: (each.at, each.id))
        self._fields = fields
        self._names = names
        self._used: dict[str, int] = {}

    def besides(self, change: mirror.RecordChange) -> mirror.RecordChange | None:
        """What others did; None when all of it was ours."""
        earlier = [each for each in self._ours if each.at <= change.seen_at + WRITES_TAKE]
        if change.kind != "updated":
            return None if any(each.kind == change.kind for each in earlier) else change
        explained = {
            field.id
            for field in self._fields
            if field.id in {*change.before, *change.after} and self._is_ours(field, change, earlier)
        }
        if explained:
            # Computed cells follow from others, whoever changed those.
            explained |= {field.id for field in self._fields if not kind_of(field).is_writable}
        left = {*change.before, *change.after} - explained
        return (
            replace(change, before=_only(change.before, left), after=_only(change.after, left))
            if left
            else None
        )

    def _is_ours(
        self, field: Field, change: mirror.RecordChange, earlier: Sequence[RecordChangeMade]
    ) -> bool:
        stands = text_of(field, change.after.get(field.id), self._names)
        for ours in reversed(earlier):
            if ours.id <= self._used.get(field.id, 0):
                return False
            if field.id in ours.after and text_of(field, ours.after[field.id], self._names) == stands:
                self._used[field.id] = ours.id
                return True
        return False


def _only(cells: Mapping[str, Any], field_ids: set[str]) -> dict[str, Any]:
    return {field_id: cell for field_id, cell in cells.items() if field_id in field_ids}


def _names(actor: Actor, generation: int | None, lines: Sequence[Line], fields: Sequence[Field]) -> Names:
    """The names of the records that the cells link to, as far as the mirror knows them."""
    if generation is None:
        return {}
    wire = [
        Record(id="", created_at=_at(line), cells=cells)
        for line in lines
        for cells in (line.before, line.after)
    ]
    with db.uow(actor, read_only=True) as session:
        return mirror.names_of(session, generation, mirror.linked_ids(wire, fields))


def _called(
    actor: Actor,
    generation: int | None,
    lines: Sequence[mirror.RecordChange],
    table: Table,
    names: Names,
) -> list[str]:
    """What the records of these changes are called: as the change says, or else as they are called now."""
    primary = next((field for field in table.fields if field.id == table.primary_field_id), None)
    if primary is None or not lines:
        return [""] * len(lines)
    with db.uow(actor, read_only=True) as session:
        now = mirror.documents(session, generation, {line.id for line in lines})
    stand = ({**now.get(line.id, {}), **line.before, **line.after} for line in lines)
    return [text_of(primary, cells.get(primary.id), names) for cells in stand]


def _entry(line: Line, fields: Sequence[Field], names: Names) -> HistoryEntry:
    changed = [
        CellChange(
            field=refs([field])[0],
            before=text_of(field, line.before.get(field.id), names),
            after=text_of(field, line.after.get(field.id), names),
        )
        for field in fields
        if field.id in line.before or field.id in line.after
    ]
    kind = cast(Literal["created", "updated", "deleted"], line.kind)
    facts: dict[str, Any] = {}
    if isinstance(line, RecordChangeMade):
        facts = line.model_dump(include={"person_name", "door", "plan_id", "plan_title", "is_undo"})
    return HistoryEntry(kind=kind, seen_at=_at(line), cells=tuple(changed), **facts)


def _at(line: Line) -> Any:
    return line.at if isinstance(line, RecordChangeMade) else line.seen_at


def _key(line: Line) -> str:
    return f"ours:{line.id:020d}" if isinstance(line, RecordChangeMade) else f"seen:{line.change_id}"


def _place_behind(lines: Sequence[Line], key: str) -> int:
    for place, line in enumerate(lines):
        if _key(line) == key:
            return place + 1
    raise NotFound("There is no such page.", what_to_do="Start the list again.")
