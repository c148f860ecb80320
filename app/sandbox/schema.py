"""The shape of a base as the server reads it: tables, fields and views, looked up by id and by name."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.sandbox.formulas import Program, Rollup

# Nobody can write into these: their values follow from other cells, or come from outside.
COMPUTED_TYPES = frozenset(
    """formula rollup multipleLookupValues count autoNumber createdTime createdBy lastModifiedTime lastModifiedBy
    button aiText externalSyncSource""".split()
)
# These follow from other cells when they are read; the rest of the above is stored like any cell.
DERIVED_TYPES = COMPUTED_TYPES - {"aiText", "externalSyncSource"}

# What the sandbox keeps in a definition and the meta API does not show.
_HIDDEN_OPTIONS = {"formula": ("resultAs",), "rollup": ("formula",), "button": ("label", "url")}
# What is worked out when a base is read (see app.sandbox.completion), and therefore not kept.
_UNSTORED_OPTIONS = {
    "formula": ("isValid", "referencedFieldIds", "result"),
    "rollup": ("isValid", "referencedFieldIds", "result"),
    "multipleLookupValues": ("isValid", "result"),
    "count": ("isValid",),
}
_SHOWN_OF_VIEW = ("id", "name", "type")


@dataclass(frozen=True, eq=False)
class Field:
    """A field. options as the meta API shows them, with what only the sandbox knows (see _HIDDEN_OPTIONS)."""

    id: str
    name: str
    type: str
    options: dict[str, Any]
    description: str | None = None

    @property
    def is_computed(self) -> bool:
        return self.type in COMPUTED_TYPES

    @property
    def is_derived(self) -> bool:
        return self.type in DERIVED_TYPES

    @cached_property
    def choices(self) -> dict[str, dict[str, Any]]:
        """The choices of a select by name, in their order."""
        return {choice["name"]: choice for choice in self.options.get("choices", ())}

    @cached_property
    def choice_rank(self) -> dict[str, int]:
        return {name: rank for rank, name in enumerate(self.choices)}

    @cached_property
    def choice_names_by_id(self) -> dict[str, str]:
        return {choice["id"]: name for name, choice in self.choices.items()}

    def stored(self) -> dict[str, Any]:
        """The field as it is kept in a definition."""
        kept: dict[str, Any] = {"id": self.id, "name": self.name, "type": self.type}
        if self.description:
            kept["description"] = self.description
        unstored = _UNSTORED_OPTIONS.get(self.type, ())
        if options := {key: value for key, value in self.options.items() if key not in unstored}:
            kept["options"] = options
        return kept

    def shown(self) -> dict[str, Any]:
        """The field as the meta API shows it."""
        hidden = _HIDDEN_OPTIONS.get(self.type, ())
        options = {key: value for key, value in self.options.items() if key not in hidden}
        return {key: value for key, value in self.stored().items() if key != "options"} | (
            {"options": options} if options else {}
        )


@dataclass(frozen=True, eq=False)
class View:
    """A view. formula and sorts say which rows it holds and in which order; both may be empty."""

    id: str
    name: str
    type: str
    visible_field_ids: tuple[str, ...] | None = None
    formula: str = ""
    sorts: tuple[tuple[str, bool], ...] = ()

    def stored(self) -> dict[str, Any]:
        kept = {key: getattr(self, key) for key in _SHOWN_OF_VIEW}
        if self.visible_field_ids is not None:
            kept["visibleFieldIds"] = list(self.visible_field_ids)
        if self.formula:
            kept["filterByFormula"] = self.formula
        if self.sorts:
            kept["sorts"] = [
                {"field": field, "direction": "desc" if descending else "asc"}
                for field, descending in self.sorts
            ]
        return kept

    def shown(self, *, with_visible_fields: bool) -> dict[str, Any]:
        shown = {key: getattr(self, key) for key in _SHOWN_OF_VIEW}
        if with_visible_fields and self.visible_field_ids is not None and self.type == "grid":
            shown["visibleFieldIds"] = list(self.visible_field_ids)
        return shown


@dataclass(frozen=True, eq=False)
class Table:
    """A table of a base. extra: what else the meta API shows of it (dateDependencySettings)."""

    id: str
    base_id: str
    name: str
    description: str | None
    primary_field_id: str
    fields: tuple[Field, ...]
    views: tuple[View, ...]
    extra: Mapping[str, Any]

    @cached_property
    def fields_by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}

    @cached_property
    def _fields_by_key(self) -> dict[str, Field]:
        """By name and by id; an id wins over a field that was given the same text as its name."""
        return {field.name: field for field in self.fields} | self.fields_by_id

    @property
    def primary(self) -> Field:
        return self.fields_by_id[self.primary_field_id]

    def field(self, key: str) -> Field | None:
        """The field with this id or exactly this name."""
        return self._fields_by_key.get(key)

    def view(self, key: str) -> View | None:
        return next((view for view in self.views if view.id == key), None) or next(
            (view for view in self.views if view.name == key), None
        )

    def of_type(self, *types: str) -> list[Field]:
        return [field for field in self.fields if field.type in types]

    def stored(self) -> dict[str, Any]:
        """The definition as it is kept in the database."""
        described = {} if self.description is None else {"description": self.description}
        return {
            "id": self.id,
            "name": self.name,
            **described,
            "primaryFieldId": self.primary_field_id,
            "fields": [field.stored() for field in self.fields],
            "views": [view.stored() for view in self.views],
            **self.extra,
        }

    def shown(self, *, with_visible_fields: bool) -> dict[str, Any]:
        """The table as the meta API shows it."""
        shown = self.stored()
        shown["fields"] = [field.shown() for field in self.fields]
        shown["views"] = [view.shown(with_visible_fields=with_visible_fields) for view in self.views]
        return shown


@dataclass(frozen=True, eq=False)
class Base:
    """A base with all its tables at one version of its schema.

    programs and rollups: the formulas of its fields by field id, those that are valid (see app.sandbox.completion).
    """

    id: str
    name: str
    workspace_id: str
    created_time: str
    permission: str
    permissions: Mapping[str, str]
    schema_version: int
    tables: tuple[Table, ...]
    programs: Mapping[str, Program] = field(default_factory=dict)
    rollups: Mapping[str, Rollup] = field(default_factory=dict)

    @cached_property
    def tables_by_id(self) -> dict[str, Table]:
        return {table.id: table for table in self.tables}

    @cached_property
    def _tables_by_name(self) -> dict[str, Table]:
        return {table.name.casefold(): table for table in self.tables}

    def table(self, key: str) -> Table | None:
        """The table by id, else by its name in any case."""
        return self.tables_by_id.get(key) or self._tables_by_name.get(key.casefold())

    def linked_table(self, link: Field) -> Table | None:
        return self.tables_by_id.get(link.options.get("linkedTableId", ""))

    def inverse(self, link: Field) -> tuple[Table, Field] | None:
        """The other side of a link field, if it has one."""
        table = self.linked_table(link)
        field = table.fields_by_id.get(link.options.get("inverseLinkFieldId", "")) if table else None
        return (table, field) if table and field else None

    def permission_of(self, person_id: str) -> str:
        """none, read, comment, edit or create."""
        return self.permissions.get(person_id, self.permission)


def first_version() -> int:
    """A schema version for a new base. It is taken from the clock, so that none comes twice, even after a reset."""
    return time.time_ns() // 1000


def read_table(base_id: str, definition: dict[str, Any]) -> Table:
    """The table of a stored definition."""
    known = {"id", "name", "description", "primaryFieldId", "fields", "views"}
    return Table(
        id=definition["id"],
        base_id=base_id,
        name=definition["name"],
        description=definition.get("description"),
        primary_field_id=definition["primaryFieldId"],
        fields=tuple(read_field(field) for field in definition["fields"]),
        views=tuple(_read_views(definition.get("views", ()))),
        extra={key: value for key, value in definition.items() if key not in known},
    )


def read_field(definition: dict[str, Any]) -> Field:
    return Field(
        id=definition["id"],
        name=definition["name"],
        type=definition["type"],
        options=definition.get("options") or {},
        description=definition.get("description"),
    )


def compact(value: Any) -> str:
    """JSON without spaces: the one form in which cells and definitions are stored."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read_views(views: Iterable[dict[str, Any]]) -> Iterable[View]:
    for view in views:
        visible = view.get("visibleFieldIds")
        yield View(
            id=view["id"],
            name=view["name"],
            type=view["type"],
            visible_field_ids=None if visible is None else tuple(visible),
            formula=view.get("filterByFormula", ""),
            sorts=tuple((sort["field"], sort.get("direction") == "desc") for sort in view.get("sorts", ())),
        )
