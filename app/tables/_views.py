"""Views that people keep of a table, for themselves or for their team."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from app import db
from app.actor import Actor, Role
from app.airtable import Table
from app.errors import Conflict, InvalidInput, NotFound
from app.models import SavedView as Row
from app.models import utc_now
from app.tables._filters import compile_filter, field_names
from app.tables._record_shapes import SavedView, ViewDefinition
from app.tables._schema import OpenBase, find_field, find_view_id, open_table
from app.tables._shapes import Filter

MAX_VIEWS = 200
MAX_NAME = 120


def list_views(actor: Actor, base: str, table: str) -> tuple[SavedView, ...]:
    """The actor's own views of a table and those of the team, by name. Needs viewer.

    Raises NotFound for an unknown base or table, and what reading the schema raises.
    """
    actor.require(Role.VIEWER)
    opened, found = open_table(actor, base, table)
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(
            select(Row).where(
                Row.base_id == opened.base.id,
                Row.table_id == found.id,
                or_(Row.person_id == actor.person_id, col(Row.is_shared)),
            )
        ).all()
    views = [_shape(actor, row) for row in rows]
    return tuple(sorted(views, key=lambda view: (view.name.casefold(), view.id)))


def get_view(actor: Actor, view_id: str) -> SavedView:
    """One view. Needs viewer. Raises NotFound for an unknown one and for somebody else's own."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        return _shape(actor, _visible(session, actor, view_id))


def save_view(
    actor: Actor,
    base: str,
    table: str,
    *,
    name: str,
    definition: ViewDefinition,
    is_shared: bool = False,
) -> SavedView:
    """Keeps a new view. One of the team needs editor, one's own viewer.

    Raises NotFound for an unknown base or table, InvalidInput for a definition that does not fit the table, for an
    empty or too long name, and for the 201st view.
    """
    actor.require(_least(actor, is_shared=is_shared))
    named = _fields_in(definition)
    opened, found = open_table(actor, base, table, named)
    _refuse_unfit(actor, opened, found, definition)
    with db.uow(actor) as session:
        mine = session.exec(select(Row.id).where(Row.person_id == actor.person_id)).all()
        if len(mine) >= MAX_VIEWS:
            raise InvalidInput(f"Nobody keeps more than {MAX_VIEWS} views.", what_to_do="Delete some first.")
        row = Row(
            team_id=actor.team_id,
            person_id=actor.person_id,
            base_id=opened.base.id,
            table_id=found.id,
            name=_name(name),
            is_shared=is_shared,
            definition=definition.model_dump(mode="json"),
        )
        session.add(row)
        return _shape(actor, row)


def change_view(
    actor: Actor,
    view_id: str,
    *,
    version: int,
    name: str | None = None,
    definition: ViewDefinition | None = None,
    is_shared: bool | None = None,
) -> SavedView:
    """Changes a view that is at this version. One of the team needs editor; only its maker shares it or takes it back.

    Raises NotFound for an unknown view, Conflict when somebody else changed it first, InvalidInput as save_view.
    """
    view = get_view(actor, view_id)
    actor.require(_least(actor, is_shared=bool(view.is_shared or is_shared)))
    if definition is not None:
        opened, found = open_table(actor, view.base_id, view.table_id, _fields_in(definition))
        _refuse_unfit(actor, opened, found, definition)
    with db.uow(actor) as session:
        row = _visible(session, actor, view_id, for_update=True)
        if row.version != version:
            raise Conflict("Somebody else changed this view first.", what_to_do="Load it again.")
        if is_shared is not None and is_shared is not row.is_shared:
            _require_maker(actor, row)
            row.is_shared = is_shared
        row.name = row.name if name is None else _name(name)
        row.definition = row.definition if definition is None else definition.model_dump(mode="json")
        row.version += 1
        row.updated_at = utc_now()
        session.add(row)
        return _shape(actor, row)


def delete_view(actor: Actor, view_id: str) -> None:
    """Deletes a view: one's own, or as an admin one of the team. Raises NotFound for an unknown one, Forbidden."""
    actor.require(_least(actor, is_shared=False))
    with db.uow(actor) as session:
        row = _visible(session, actor, view_id)
        if row.person_id != actor.person_id:
            actor.require(Role.ADMIN)
        session.delete(row)


def _least(actor: Actor, *, is_shared: bool) -> Role:
    """Who may keep a view. A person does so as a viewer; a key with the rights of a viewer only reads."""
    return Role.EDITOR if is_shared or actor.key_id else Role.VIEWER


def _visible(session: Session, actor: Actor, view_id: str, *, for_update: bool = False) -> Row:
    statement = select(Row).where(Row.id == view_id)
    row = session.exec(statement.with_for_update() if for_update else statement).first()
    if row is None or (row.person_id != actor.person_id and not row.is_shared):
        raise NotFound("There is no such view.", what_to_do="It may have been deleted.")
    return row


def _require_maker(actor: Actor, row: Row) -> None:
    if row.person_id != actor.person_id:
        actor.require(Role.ADMIN)


def _fields_in(definition: ViewDefinition) -> list[str]:
    groups = [each if isinstance(each, str) else each.field for each in definition.group_by]
    named = [*definition.fields, *groups, *(each.field for each in definition.sort)]
    named += [definition.colour_by] if definition.colour_by else []
    return named + [name for each in _filters_in(definition) for name in field_names(each)]


def _filters_in(definition: ViewDefinition) -> list[Filter]:
    return [*([definition.where] if definition.where else []), *(rule.where for rule in definition.colours)]


def _refuse_unfit(actor: Actor, opened: OpenBase, table: Table, definition: ViewDefinition) -> None:
    for name in _fields_in(definition):
        find_field(table, name)
    for each in _filters_in(definition):
        compile_filter(table, each)
    if definition.airtable_view:
        find_view_id(actor, opened, table, definition.airtable_view)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= MAX_NAME:
        raise InvalidInput(f"A view has a name of 1 to {MAX_NAME} characters.", field="name")
    return name


def _shape(actor: Actor, row: Row) -> SavedView:
    updated: datetime = row.updated_at
    return SavedView(
        id=row.id,
        base_id=row.base_id,
        table_id=row.table_id,
        name=row.name,
        is_shared=row.is_shared,
        is_mine=row.person_id == actor.person_id,
        definition=ViewDefinition.model_validate(row.definition),
        version=row.version,
        updated_at=updated,
    )
