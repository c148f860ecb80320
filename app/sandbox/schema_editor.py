"""Changes the shape of a base: new tables and fields, new names and descriptions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.sandbox import errors, field_options, ids
from app.sandbox.cells import KINDS
from app.sandbox.completion import complete
from app.sandbox.schema import DERIVED_TYPES, Base, Field, Table, View

MAX_NAME = 255
MAX_DESCRIPTION = 20_000
_UPDATABLE = {"name", "description"}


def new_table(base: Base, given: Mapping[str, Any]) -> Base:
    """The base with one more table, its last. The first given field is the primary one."""
    if not isinstance(given, dict) or given.keys() - {"name", "description", "fields"}:
        raise errors.bad_parameters()
    name = table_name(base, given.get("name"), but="")
    fields = given.get("fields")
    if not isinstance(fields, list) or not fields or not all(isinstance(each, dict) for each in fields):
        raise errors.bad_parameters()
    if fields[0].get("type") in field_options.NOT_PRIMARY:
        raise errors.bad_primary_type(str(fields[0]["type"]))
    table = Table(
        id=ids.new_id("tbl"),
        base_id=base.id,
        name=name,
        description=_description(given.get("description")),
        primary_field_id="",
        fields=(),
        views=(),
        extra={},
    )
    base = replace(base, tables=(*base.tables, table))
    for each in fields:
        base = new_field(base, table.id, each)
    table = base.tables_by_id[table.id]
    grid = View(ids.new_id("viw"), "Grid view", "grid", tuple(each.id for each in table.fields))
    return _with_table(base, replace(table, primary_field_id=table.fields[0].id, views=(grid,)))


def new_field(base: Base, table_id: str, given: Mapping[str, Any]) -> Base:
    """The base with one more field in the table, its last; a link makes its other side in the linked table."""
    table = base.tables_by_id[table_id]
    if given.keys() - {"name", "type", "description", "options"}:
        raise errors.bad_parameters()
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in KINDS.keys() | DERIVED_TYPES:
        raise errors.bad_parameters()
    name = field_name(table, given.get("name"), but="")
    if kind in field_options.NOT_CREATABLE:
        raise errors.field_type_not_creatable(table.name, name, kind)
    options = field_options.checked(kind, given.get("options"), field=name)
    field = Field(ids.new_id("fld"), name, kind, options, _description(given.get("description")))
    if kind == "multipleRecordLinks":
        return _with_link(base, table, field)
    base = _with_field(base, table, field)
    if kind in ("formula", "rollup", "multipleLookupValues", "count"):
        made = complete(base).tables_by_id[table_id].fields_by_id[field.id]
        if not made.options.get("isValid"):
            raise errors.bad_field_options(f"{name}.options is not valid in this base")
    return base


def updated_table(base: Base, table: Table, given: Mapping[str, Any]) -> Base:
    """The base with the table's new name, description or date dependency."""
    if not given or given.keys() - _UPDATABLE - {"dateDependencySettings"}:
        raise errors.bad_parameters()
    changed = table
    if "name" in given:
        changed = replace(changed, name=table_name(base, given["name"], but=table.id))
    if "description" in given:
        changed = replace(changed, description=_description(given["description"]))
    if "dateDependencySettings" in given:
        extra = {**table.extra, "dateDependencySettings": given["dateDependencySettings"]}
        changed = replace(changed, extra=extra)
    return _with_table(base, changed)


def updated_field(base: Base, table: Table, field: Field, given: Mapping[str, Any]) -> Base:
    """The base with the field's new name or description."""
    if not given or given.keys() - _UPDATABLE:
        raise errors.bad_parameters()
    changed = field
    if "name" in given:
        changed = replace(changed, name=field_name(table, given["name"], but=field.id))
    if "description" in given:
        changed = replace(changed, description=_description(given["description"]))
    fields = tuple(changed if each.id == field.id else each for each in table.fields)
    return _with_table(base, replace(table, fields=fields))


def table_name(base: Base, given: Any, *, but: str) -> str:
    """The name, if no other table has it in any case."""
    if not isinstance(given, str) or not given.strip() or len(given) > MAX_NAME:
        raise errors.bad_parameters()
    if any(each.name.casefold() == given.casefold() and each.id != but for each in base.tables):
        raise errors.bad_table_name()
    return given


def field_name(table: Table, given: Any, *, but: str) -> str:
    """The name, if no other field of the table has it in any case."""
    if not isinstance(given, str) or not given.strip() or len(given) > MAX_NAME:
        raise errors.bad_field_name()
    if any(each.name.casefold() == given.casefold() and each.id != but for each in table.fields):
        raise errors.bad_field_name()
    return given


def _with_link(base: Base, table: Table, field: Field) -> Base:
    linked = base.tables_by_id.get(field.options["linkedTableId"])
    if linked is None:
        raise errors.bad_field_options(f"{field.name}.options.linkedTableId is not a table of this base")
    wanted = f"From field: {field.name}" if linked.id == table.id else table.name
    inverse = Field(
        id=ids.new_id("fld"),
        name=_free_name(linked, wanted, taken=field.name if linked.id == table.id else ""),
        type="multipleRecordLinks",
        options={
            "linkedTableId": table.id,
            "isReversed": False,
            "prefersSingleRecordLink": False,
            "inverseLinkFieldId": field.id,
        },
    )
    link = replace(field, options=field.options | {"inverseLinkFieldId": inverse.id})
    base = _with_field(base, table, link)
    return _with_field(base, base.tables_by_id[linked.id], inverse)


def _free_name(table: Table, wanted: str, *, taken: str) -> str:
    names = {each.name.casefold() for each in table.fields} | {taken.casefold()}
    candidate, number = wanted, 1
    while candidate.casefold() in names:
        number += 1
        candidate = f"{wanted} {number}"
    return candidate


def _with_field(base: Base, table: Table, field: Field) -> Base:
    views = tuple(
        view
        if view.visible_field_ids is None
        else replace(view, visible_field_ids=(*view.visible_field_ids, field.id))
        for view in table.views
    )
    return _with_table(base, replace(table, fields=(*table.fields, field), views=views))


def _with_table(base: Base, table: Table) -> Base:
    tables = tuple(table if each.id == table.id else each for each in base.tables)
    return replace(base, tables=tables)


def _description(given: Any) -> str | None:
    if given is None or given == "":
        return None
    if not isinstance(given, str) or len(given) > MAX_DESCRIPTION:
        raise errors.bad_parameters()
    return given
