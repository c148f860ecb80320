"""From wishes to items: each with the cells before and after, and what there is to be warned of."""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import airtable
from app.actor import Actor
from app.airtable import Field, Record, kind_of
from app.changes import _current, _values
from app.changes._current import Place
from app.changes._shapes import SCHEMA_KINDS, Operation, WarningKind
from app.errors import InvalidInput, NotFound
from app.plain_json import require_storable

Cells = dict[str, Any]
Seen = Mapping[str, Mapping[str, Any]]


GONE = "This record does not exist any more."


@dataclass
class Item:
    """One row of a plan in the making. before None: it is read only when the change is made."""

    kind: str
    table_id: str = ""
    record_id: str = ""
    record_name: str = ""
    before: Cells | None = None
    after: Cells = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, str]] = field(default_factory=list)
    state: str = "planned"
    sentence: str = ""

    def warn(self, kind: WarningKind, sentence: str, field_id: str = "") -> None:
        self.warnings.append({"kind": kind, "sentence": sentence, "field_id": field_id})

    def refuse(self, sentence: str) -> None:
        """It cannot be carried out as it is; the others of its plan can."""
        self.state, self.sentence = "invalid", sentence


@dataclass
class Drafting:
    """A plan in the making. `is_blind`: what is there before is read only when the change is made."""

    actor: Actor
    place: Place
    typecast: bool
    seen: Seen
    is_blind: bool
    current: dict[str, dict[str, Record]] = field(default_factory=dict)


def items_of(drafting: Drafting, operations: Sequence[Operation]) -> list[Item]:
    """An item for each operation that changes something, in their order."""
    _read_current(drafting, operations)
    matches = {id(wish): record for wish, record in _matched(drafting, operations)}
    items = [_item(drafting, wish, matches.get(id(wish))) for wish in operations]
    _check_links(drafting, items)
    _warn_of_duplicates(items, operations)
    return items


def cells_for(drafting: Drafting, item: Item, table_id: str, given: Mapping[str, Any]) -> Cells:
    """The given cells as Airtable takes them; what does not fit makes the item invalid."""
    cells: Cells = {}
    for field_id, value in given.items():
        try:
            known = drafting.place.field(table_id, field_id)
            cells[field_id], warned = _values.fitting(known, value, typecast=drafting.typecast)
        except InvalidInput as exc:
            item.warn("computed" if "computed" in exc.what_happened else "missing", exc.user_text, field_id)
            item.refuse(exc.user_text)
            continue
        if warned:
            item.warn(*warned, field_id)
    return cells


def name_in(place: Place, table_id: str, cells: Mapping[str, Any]) -> str:
    """What a record is called: its primary cell as text."""
    primary = place.primary(table_id)
    return _values.text_of(primary, cells.get(primary.id), {})[:300]


def writable_cells(place: Place, table_id: str, cells: Mapping[str, Any]) -> Cells:
    """Those cells that can be written again."""
    known = {each.id: each for each in place.table(table_id).fields}
    return {
        field_id: cell
        for field_id, cell in cells.items()
        if field_id in known and kind_of(known[field_id]).is_writable
    }


def _read_current(drafting: Drafting, operations: Sequence[Operation]) -> None:
    if drafting.is_blind:
        return
    wanted: dict[str, list[str]] = {}
    for wish in operations:
        if wish.record_id and wish.kind != "delete_comment":
            wanted.setdefault(wish.table_id, []).append(wish.record_id)
    for table_id, record_ids in wanted.items():
        drafting.current[table_id] = _current.records_now(
            drafting.actor, drafting.place, table_id, record_ids
        )


def _matched(
    drafting: Drafting, operations: Sequence[Operation]
) -> Iterable[tuple[Operation, Record | None]]:
    """For each upsert the record that its key fields find. Raises InvalidInput when a key finds several."""
    groups: dict[tuple[str, tuple[str, ...]], list[Operation]] = {}
    for wish in operations:
        if wish.kind == "upsert":
            groups.setdefault((wish.table_id, wish.key_fields), []).append(wish)
    for (table_id, key_fields), wishes in groups.items():
        index = _index(drafting, table_id, key_fields)
        for wish in wishes:
            found = index.get(
                _key(drafting.place, table_id, key_fields, wish.cells, typecast=drafting.typecast), []
            )
            if len(found) > 1:
                key = ", ".join(str(wish.cells.get(each)) for each in key_fields)
                raise InvalidInput(
                    f"The key {key} stands for {len(found)} records.",
                    what_to_do="Choose key fields that are different in every record.",
                    field="key_fields",
                )
            if found:
                drafting.current.setdefault(table_id, {})[found[0].id] = found[0]
            yield wish, found[0] if found else None


def _index(drafting: Drafting, table_id: str, key_fields: tuple[str, ...]) -> dict[Any, list[Record]]:
    if not key_fields:
        raise InvalidInput("Give one to three key fields.", field="key_fields")
    place = drafting.place
    for field_id in key_fields:
        place.field(table_id, field_id)
    records = _current.all_mirrored(drafting.actor, place, table_id)
    if records is None:
        records = list(
            airtable.iter_records(
                place.connection, place.base_id, table_id, lane="bulk", feature=_current.FEATURE
            )
        )
    index: dict[Any, list[Record]] = {}
    for record in records:
        index.setdefault(_key(place, table_id, key_fields, record.cells, typecast=False), []).append(record)
    return index


def _key(
    place: Place, table_id: str, key_fields: tuple[str, ...], cells: Mapping[str, Any], *, typecast: bool
) -> tuple[str, ...]:
    """Keys are compared as texts, without regard to case or to spaces around."""
    texts = []
    for field_id in key_fields:
        known = place.field(table_id, field_id)
        cell = cells.get(field_id)
        if kind_of(known).is_writable:
            cell, _ = _values.fitting(known, cell, typecast=typecast)
        texts.append(_values.text_of(known, cell, {}).strip().casefold())
    return tuple(texts)


def _item(drafting: Drafting, wish: Operation, match: Record | None) -> Item:
    if wish.kind in SCHEMA_KINDS:
        return _schema_item(drafting, wish)
    drafting.place.table(wish.table_id)
    if wish.kind in ("comment", "delete_comment", "attach"):
        return _other_item(drafting, wish)
    if wish.kind == "create" or (wish.kind == "upsert" and match is None):
        return _new_record(drafting, wish)
    record_id = wish.record_id if match is None else match.id
    item = Item(wish.kind if wish.kind == "delete" else "update", wish.table_id, record_id)
    record = drafting.current.get(wish.table_id, {}).get(record_id)
    if record is None and not drafting.is_blind:
        item.refuse(GONE)
        return item
    if record is not None:
        item.record_name = name_in(drafting.place, wish.table_id, record.cells)
    if wish.kind == "delete":
        item.before = None if record is None else dict(record.cells)
        return item
    _fill_update(drafting, wish, item, record)
    return item


def _new_record(drafting: Drafting, wish: Operation) -> Item:
    item = Item("create", wish.table_id, before={})
    _require_keys(drafting, item, wish)
    cells = cells_for(drafting, item, wish.table_id, wish.cells)
    item.after = {field_id: cell for field_id, cell in cells.items() if not _values.is_empty(cell)}
    item.record_name = name_in(drafting.place, wish.table_id, item.after)
    has_keys = wish.kind == "upsert" and all(not _values.is_empty(cells.get(key)) for key in wish.key_fields)
    item.details = {"key_fields": list(wish.key_fields)} if has_keys else {}
    return item


def _require_keys(drafting: Drafting, item: Item, wish: Operation) -> None:
    for key in wish.key_fields:
        if _values.is_empty(wish.cells.get(key)):
            name = drafting.place.field(wish.table_id, key).name
            item.refuse(f"{name} is empty: it says which record is meant.")


def _fill_update(drafting: Drafting, wish: Operation, item: Item, record: Record | None) -> None:
    _require_keys(drafting, item, wish)
    cells = cells_for(drafting, item, wish.table_id, wish.cells)
    if wish.kind == "replace":
        known = drafting.place.table(wish.table_id).fields
        cells = {each.id: cells.get(each.id) for each in known if kind_of(each).is_writable}
    if record is None:
        item.after = cells
        # What was seen stands for what is there, and is compared with it before anything is written.
        item.before = dict(drafting.seen[item.record_id]) if item.record_id in drafting.seen else None
        return
    before = record.cells
    seen = drafting.seen.get(record.id, {})
    fields = {field_id: drafting.place.field(wish.table_id, field_id) for field_id in cells}
    for field_id, was in seen.items():
        if field_id in fields and not _values.same(fields[field_id], was, before.get(field_id)):
            shown = _values.text_of(fields[field_id], before.get(field_id), {}) or "empty"
            item.warn("stale", f"{fields[field_id].name} was changed meanwhile: it is {shown} now.", field_id)
    item.after = {
        field_id: cell
        for field_id, cell in cells.items()
        if not _values.same(fields[field_id], before.get(field_id), cell)
    }
    item.before = {field_id: before.get(field_id) for field_id in item.after}
    if not item.after and item.state == "planned":
        item.state, item.sentence = "dropped", "Nothing changes: the record holds this already."


def _other_item(drafting: Drafting, wish: Operation) -> Item:
    item = Item(wish.kind, wish.table_id, wish.record_id, before={})
    record = drafting.current.get(wish.table_id, {}).get(wish.record_id)
    if record is not None:
        item.record_name = name_in(drafting.place, wish.table_id, record.cells)
    elif wish.kind != "delete_comment" and not drafting.is_blind:
        item.refuse(GONE)
    if wish.kind == "comment":
        if not wish.text.strip():
            item.refuse("A comment needs a text.")
        item.details = {"text": wish.text, "parent_id": wish.parent_id, "mentioned": wish.mentioned}
    elif wish.kind == "delete_comment":
        item.details = {"comment_id": wish.comment_id, "text": wish.text, "mentioned": wish.mentioned}
    else:
        known = drafting.place.field(wish.table_id, wish.field_id)
        if known.type != "multipleAttachments":
            item.refuse(f"{known.name} holds no files.")
        if not _is_base64(wish.content_base64):
            item.refuse(f"The content of {wish.file_name} is empty or no base64.")
        item.before = {known.id: record.cells.get(known.id) if record else None}
        item.details = {
            "field_id": known.id,
            "file_name": wish.file_name,
            "content_type": wish.content_type,
            "content_base64": wish.content_base64,
        }
    return item


def _is_base64(text: str) -> bool:
    try:
        return bool(b64decode(text, validate=True))
    except ValueError:
        return False


def _schema_item(drafting: Drafting, wish: Operation) -> Item:
    require_storable(wish.definition, field="definition")
    item = Item(wish.kind, wish.table_id, before={}, details={"definition": wish.definition})
    place, named = drafting.place, str(wish.definition.get("name", "")).strip()
    if wish.kind in ("create_table", "create_field") and not named:
        item.refuse("It needs a name.")
    if wish.kind == "create_table":
        if any(table.name == named for table in place.tables):
            item.refuse(f"There is a table {named} already.")
        return item
    table = place.table(wish.table_id)
    if wish.kind == "create_field":
        if any(each.name == named for each in table.fields):
            item.refuse(f"{table.name} has a field {named} already.")
        return item
    if not {"name", "description"} & wish.definition.keys():
        item.refuse("Nothing is to be changed: give a name or a description.")
    subject: Any = table if wish.kind == "update_table" else place.field(wish.table_id, wish.field_id)
    item.details |= {
        "field_id": wish.field_id,
        "was": {"name": subject.name, "description": subject.description},
    }
    return item


def _check_links(drafting: Drafting, items: Sequence[Item]) -> None:
    """Refuse links to records that do not exist. A change that is made at once is refused by Airtable itself then."""
    if drafting.is_blind:
        return
    wanted: dict[str, set[str]] = {}
    linking: list[tuple[Item, Field, list[str]]] = []
    for item in items:
        for field_id, cell in item.after.items():
            known = drafting.place.field(item.table_id, field_id)
            ids = _values.linked_in(known, cell)
            if ids:
                linking.append((item, known, ids))
                wanted.setdefault(str(known.options.get("linkedTableId", "")), set()).update(ids)
    there: dict[str, set[str]] = {}
    for table_id, linked in wanted.items():
        try:
            there[table_id] = set(
                _current.records_now(drafting.actor, drafting.place, table_id, sorted(linked))
            )
        except NotFound:
            there[table_id] = set()
    for item, known, named in linking:
        lost = [each for each in named if each not in there[str(known.options.get("linkedTableId", ""))]]
        if lost:
            sentence = f"{known.name} links to {len(lost)} records that do not exist."
            item.warn("link_to_nothing", sentence, known.id)
            item.refuse(sentence)


def _warn_of_duplicates(items: Sequence[Item], operations: Sequence[Operation]) -> None:
    keyed: Counter[tuple[Any, ...]] = Counter()
    keys: list[tuple[Any, ...] | None] = []
    for wish in operations:
        key = None
        if wish.kind == "upsert":
            key = (wish.table_id, *(str(wish.cells.get(each)).strip().casefold() for each in wish.key_fields))
            keyed[key] += 1
        keys.append(key)
    for item, key in zip(items, keys, strict=True):
        if key is not None and keyed[key] > 1:
            item.warn("duplicate_key", f"{keyed[key]} rows have the key {', '.join(map(str, key[1:]))}.")
            item.refuse("Another row has the same key.")
    by_record = Counter(
        (item.table_id, item.record_id)
        for item in items
        if item.record_id and item.kind in ("update", "delete")
    )
    for item in items:
        if item.kind in ("update", "delete") and by_record[item.table_id, item.record_id] > 1:
            item.refuse("Another row of the plan changes the same record.")
