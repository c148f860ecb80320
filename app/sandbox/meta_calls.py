"""The calls on bases, tables and fields, one function each."""

import re
from typing import Any

from app.sandbox import errors, ids, parameters, schema_editor
from app.sandbox.changes import ChangeSet
from app.sandbox.completion import complete
from app.sandbox.schema import Base, Table, first_version
from app.sandbox.store import bases as base_store
from app.sandbox.store import people
from app.sandbox.workshop import Call, Change, Workshop, timestamp

BASES_PER_PAGE = 1000


def whoami(_workshop: Workshop, call: Call) -> dict[str, Any]:
    parameters.no_parameters(call.query)
    person = call.grant.person
    answer: dict[str, Any] = {"id": person.id}
    if "user.email:read" in call.grant.token.scopes:
        answer["email"] = person.email
    if call.grant.token.client_id:
        answer["scopes"] = sorted(call.grant.token.scopes)
    return answer


def list_bases(workshop: Workshop, call: Call) -> dict[str, Any]:
    offset = parameters.bases_query(call.query)
    match = re.fullmatch(r"itr0{14}/(app[0-9A-Za-z]{14})", offset)
    if offset and not match:
        raise errors.bad_offset(offset)
    call.grant.require_scope(call.scope)
    with workshop.database.reading() as connection:
        found = base_store.list_bases(connection, after=match[1] if match else "", limit=BASES_PER_PAGE + 1)
    bases = []
    for base_id, name, permission, permissions in found[:BASES_PER_PAGE]:
        level = "create" if call.grant.is_control else permissions.get(call.grant.person.id, permission)
        if call.grant.may_see(base_id, level):
            bases.append({"id": base_id, "name": name, "permissionLevel": level})
    answer: dict[str, Any] = {"bases": bases}
    if len(found) > BASES_PER_PAGE:
        answer["offset"] = f"itr{'0' * 14}/{found[-1][0]}"
    return answer


def get_base(workshop: Workshop, call: Call) -> dict[str, Any]:
    """A base with the people who may use it. The sandbox has no groups, interfaces or invitations."""
    include = parameters.texts(call.query.get("include")) or ()
    if call.query.keys() - {"include"} or set(include) - {"collaborators", "inviteLinks", "interfaces"}:
        raise errors.bad_parameters()
    with workshop.reading(call, call.places[0]) as (connection, base):
        persons = people.people(connection)
    collaborators = [
        {
            "userId": person.id,
            "email": person.email,
            "permissionLevel": base.permission_of(person.id),
            "grantedByUserId": call.grant.person.id,
            "createdTime": base.created_time,
        }
        for person in persons.values()
        if base.permission_of(person.id) != "none"
    ]
    answer: dict[str, Any] = {
        "id": base.id,
        "name": base.name,
        "createdTime": base.created_time,
        "permissionLevel": call.grant.level_in(base),
        "workspaceId": base.workspace_id,
    }
    if "collaborators" in include:
        answer["individualCollaborators"] = {
            "baseCollaborators": collaborators,
            "workspaceCollaborators": [],
        }
        answer["groupCollaborators"] = {"baseCollaborators": [], "workspaceCollaborators": []}
    if "inviteLinks" in include:
        answer["inviteLinks"] = {"baseInviteLinks": [], "workspaceInviteLinks": []}
    if "interfaces" in include:
        answer["interfaces"] = {}
    return answer


def list_tables(workshop: Workshop, call: Call) -> dict[str, Any]:
    with_visible_fields = parameters.tables_query(call.query)
    with workshop.reading(call, call.places[0]) as (_connection, base):
        return {"tables": [table.shown(with_visible_fields=with_visible_fields) for table in base.tables]}


def create_base(workshop: Workshop, call: Call) -> dict[str, Any]:
    call.grant.require_scope(call.scope)
    body = call.body
    name, tables = body.get("name"), body.get("tables")
    if "workspaceId" not in body:
        raise errors.missing_workspace()
    if not isinstance(name, str) or not name.strip() or not isinstance(tables, list) or not tables:
        raise errors.bad_parameters()
    base = Base(
        id=ids.new_id("app"),
        name=name,
        workspace_id=str(body["workspaceId"]),
        created_time=timestamp(),
        permission="none",
        permissions={call.grant.person.id: "create"},
        schema_version=first_version(),
        tables=(),
    )
    for given in tables:
        base = schema_editor.new_table(base, given)
    with workshop.database.writing() as connection:
        if not people.workspace_exists(connection, base.workspace_id):
            raise errors.unknown_model("Workspace")
        base_store.add_base(connection, base)
    shown = [table.shown(with_visible_fields=False) for table in complete(base).tables]
    return {"id": base.id, "tables": shown}


def create_table(workshop: Workshop, call: Call) -> dict[str, Any]:
    with workshop.changing(call, call.places[0], level="create") as change:
        after = complete(schema_editor.new_table(change.base, call.body))
        _save(change, after)
        return after.tables[-1].shown(with_visible_fields=False)


def update_table(workshop: Workshop, call: Call) -> dict[str, Any]:
    base_id, table_key = call.places
    with workshop.changing(call, base_id, level="create") as change:
        table = _table(change.base, table_key)
        after = complete(schema_editor.updated_table(change.base, table, call.body))
        _save(change, after)
        return after.tables_by_id[table.id].shown(with_visible_fields=False)


def create_field(workshop: Workshop, call: Call) -> dict[str, Any]:
    base_id, table_key = call.places
    with workshop.changing(call, base_id, level="create") as change:
        table = _table(change.base, table_key)
        after = complete(schema_editor.new_field(change.base, table.id, call.body))
        _save(change, after)
        name = call.body["name"]
        made = next(field for field in after.tables_by_id[table.id].fields if field.name == name)
        return made.shown()


def update_field(workshop: Workshop, call: Call) -> dict[str, Any]:
    base_id, table_key, field_key = call.places
    with workshop.changing(call, base_id, level="create") as change:
        table = _table(change.base, table_key)
        field = table.field(field_key)
        if field is None:
            raise errors.invisible()
        after = complete(schema_editor.updated_field(change.base, table, field, call.body))
        _save(change, after)
        return after.tables_by_id[table.id].fields_by_id[field.id].shown()


def _table(base: Base, key: str) -> Table:
    table = base.table(key)
    if table is None:
        raise errors.invisible()
    return table


def _save(change: Change, after: Base) -> None:
    """Writes the tables that differ, and tells what is new."""
    changes = ChangeSet(after, 0, change.now, change.editor.person_id)
    for rank, table in enumerate(after.tables):
        before = change.base.tables_by_id.get(table.id)
        if before is None:
            base_store.add_table(change.connection, table, rank=rank)
            changes.created_tables.append(table)
        elif before.stored() != table.stored():
            base_store.save_table(change.connection, table)
            _tell_fields(changes, before, table)
    base_store.count_schema_change(change.connection, after.id)
    change.tell(changes)


def _tell_fields(changes: ChangeSet, before: Table, after: Table) -> None:
    told = changes.of(after.id)
    if (before.name, before.description) != (after.name, after.description):
        told.renamed = (before, after)
    for field in after.fields:
        old = before.fields_by_id.get(field.id)
        if old is None:
            told.created_fields.append(field)
        elif (old.name, old.description) != (field.name, field.description):
            told.changed_fields.append((old, field))
