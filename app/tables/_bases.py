"""Which bases a team has, and what is in them."""

from app.actor import Actor, Role
from app.airtable import Field, Table, kind_of
from app.tables._schema import OpenBase, open_base, read_bases
from app.tables._shapes import (
    BaseCard,
    BaseDescription,
    BaseSurvey,
    ChoiceDescription,
    FieldDescription,
    TableDescription,
    ViewDescription,
)


def list_bases(actor: Actor) -> tuple[BaseCard, ...]:
    """The bases of the actor's team, read now. Needs viewer.

    Raises ConnectionRefused for a refused token, Busy or TooMany for a limit of the service, Unavailable.
    """
    return survey_bases(actor).bases


def survey_bases(actor: Actor) -> BaseSurvey:
    """The bases of the actor's team, read now, with what kept a connection from being asked. Needs viewer.

    Raises as list_bases, when no connection at all could be asked.
    """
    actor.require(Role.VIEWER)
    known = read_bases(actor)
    return BaseSurvey(
        bases=tuple(
            BaseCard(id=each.base.id, name=each.base.name, source=each.connection.kind)
            for each in known.bases
        ),
        problems=tuple(f"{name}: {error.user_text}" for name, error in known.problems),
    )


def describe_base(actor: Actor, base: str) -> BaseDescription:
    """The tables and fields of a base, given by name or id, at most a minute old. Needs viewer.

    Raises NotFound with a suggestion for an unknown base, and what list_bases raises.
    """
    actor.require(Role.VIEWER)
    opened = open_base(actor, base)
    return BaseDescription(
        id=opened.base.id,
        name=opened.base.name,
        source=opened.connection.kind,
        tables=tuple(_table(opened, table) for table in opened.tables),
        read_at=opened.read_at,
    )


def card(opened: OpenBase) -> BaseCard:
    return BaseCard(id=opened.base.id, name=opened.base.name, source=opened.connection.kind)


def _table(opened: OpenBase, table: Table) -> TableDescription:
    names = {field.id: field.name for field in table.fields}
    return TableDescription(
        id=table.id,
        name=table.name,
        description=table.description,
        primary_field=names.get(table.primary_field_id, ""),
        fields=tuple(_field(opened, field) for field in table.fields),
        views=tuple(
            ViewDescription(id=view.id, name=view.name, type=view.type, field_ids=view.visible_field_ids)
            for view in table.views
        ),
    )


def _field(opened: OpenBase, field: Field) -> FieldDescription:
    linked = field.options.get("linkedTableId", "")
    return FieldDescription(
        id=field.id,
        name=field.name,
        type=field.type,
        family=kind_of(field).family,
        description=field.description,
        choices=tuple(ChoiceDescription(name=choice.name, color=choice.color) for choice in field.choices),
        symbol=str(field.options.get("symbol", "")),
        is_writable=kind_of(field).is_writable,
        linked_table=next((table.name for table in opened.tables if table.id == linked), ""),
        is_single=bool(field.options.get("prefersSingleRecordLink", False)),
    )
