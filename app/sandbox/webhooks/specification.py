"""What a webhook watches and what its payloads hold."""

from dataclasses import dataclass
from typing import Any

from app.sandbox import errors, ids
from app.sandbox.schema import Base, Table

DATA_TYPES = ("tableData", "tableFields", "tableMetadata")
CHANGE_TYPES = ("add", "remove", "update")
SOURCES = (
    "client",
    "publicApi",
    "formSubmission",
    "formPageSubmission",
    "automation",
    "system",
    "sync",
    "anonymousUser",
    "unknown",
)
# Airtable says that the records of these views cannot be watched.
_UNWATCHED_VIEWS = ("form", "list")


@dataclass(frozen=True)
class Specification:
    """A specification. Sets that are None mean all. scope: id of a table or a view, "" for the base. included: ids of
    the fields whose cells come with every changed record, None for all.
    """

    data_types: frozenset[str]
    scope: str
    change_types: frozenset[str]
    sources: frozenset[str] | None
    watched_fields: frozenset[str] | None
    watched_schemas: frozenset[str] | None
    included: frozenset[str] | None
    with_previous_cells: bool
    with_previous_fields: bool

    @classmethod
    def read(cls, given: Any) -> "Specification":
        """The specification of a request. Raises the 422 for anything malformed or unknown."""
        options = _object(_object(given, {"options"}).get("options"), {"filters", "includes"})
        filters = _object(
            options.get("filters"),
            {
                "dataTypes",
                "recordChangeScope",
                "changeTypes",
                "fromSources",
                "sourceOptions",
                "watchDataInFieldIds",
                "watchSchemasOfFieldIds",
            },
        )
        includes = _object(
            options.get("includes", {}),
            {"includeCellValuesInFieldIds", "includePreviousCellValues", "includePreviousFieldDefinitions"},
        )
        _check_source_options(filters.get("sourceOptions", {}))
        scope = filters.get("recordChangeScope", "")
        if not (scope == "" or ids.is_id("tbl", scope) or ids.is_id("viw", scope)):
            raise errors.bad_parameters()
        included = includes.get("includeCellValuesInFieldIds", [])
        return cls(
            data_types=_some(filters.get("dataTypes"), DATA_TYPES),
            scope=scope,
            change_types=_some(filters.get("changeTypes", []), CHANGE_TYPES) or frozenset(CHANGE_TYPES),
            sources=_some(filters.get("fromSources", []), SOURCES) or None,
            watched_fields=_field_ids(filters.get("watchDataInFieldIds", [])) or None,
            watched_schemas=_field_ids(filters.get("watchSchemasOfFieldIds", [])) or None,
            included=None if included == "all" else _field_ids(included),
            with_previous_cells=_boolean(includes.get("includePreviousCellValues", False)),
            with_previous_fields=_boolean(includes.get("includePreviousFieldDefinitions", False)),
        )

    @property
    def needed_scopes(self) -> list[str]:
        """What a token must be allowed to read, besides managing webhooks."""
        needed = ["data.records:read"] if "tableData" in self.data_types else []
        return needed + (["schema.bases:read"] if self.data_types - {"tableData"} else [])

    def check(self, base: Base) -> None:
        """Raises the 422 for a table, a view or a field that the base does not have."""
        known = {field.id for table in base.tables for field in table.fields}
        named = (self.watched_fields or set()) | (self.watched_schemas or set()) | (self.included or set())
        if self.scope and not any(self.covers(table) for table in base.tables):
            raise errors.bad_parameters()
        if not self.data_types or named - known:
            raise errors.bad_parameters()

    def covers(self, table: Table) -> bool:
        """Whether changes of this table are watched."""
        views = {view.id for view in table.views if view.type not in _UNWATCHED_VIEWS}
        return self.scope in ("", table.id) or self.scope in views

    def watches(self, data_type: str, change_type: str) -> bool:
        return data_type in self.data_types and change_type in self.change_types


def _object(given: Any, known: set[str]) -> dict[str, Any]:
    """An object with these keys at most; what is null was not given."""
    if not isinstance(given, dict) or given.keys() - known:
        raise errors.bad_parameters()
    return {key: value for key, value in given.items() if value is not None}


def _check_source_options(given: Any) -> None:
    """Options for sources that the sandbox does not have: they must only be well formed."""
    options = _object(given, {"formSubmission", "formPageSubmission"})
    form = _object(options.get("formSubmission", {}), {"viewId"})
    page = _object(options.get("formPageSubmission", {}), {"pageId"})
    if not all(isinstance(value, str) for value in (*form.values(), *page.values())):
        raise errors.bad_parameters()


def _some(given: Any, known: tuple[str, ...]) -> frozenset[str]:
    if not isinstance(given, list) or not all(value in known for value in given):
        raise errors.bad_parameters()
    return frozenset(given)


def _field_ids(given: Any) -> frozenset[str]:
    if not isinstance(given, list) or not all(ids.is_id("fld", value) for value in given):
        raise errors.bad_parameters()
    return frozenset(given)


def _boolean(given: Any) -> bool:
    if not isinstance(given, bool):
        raise errors.bad_parameters()
    return given
