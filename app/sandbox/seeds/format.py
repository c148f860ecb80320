"""The format of seeds, checked so that a mistake is named with its place. See "Seeds of the sandbox" in the
developer guide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.sandbox import ids
from app.sandbox.access import LEVELS, OWNER, SCOPES
from app.sandbox.cells import KINDS
from app.sandbox.choice_colours import coloured
from app.sandbox.completion import complete, with_ids
from app.sandbox.field_options import NOT_PRIMARY
from app.sandbox.formulas import InvalidFormula, UnknownFields
from app.sandbox.oauth_clients import read_client
from app.sandbox.schema import DERIVED_TYPES, Base, Table, first_version, read_table
from app.sandbox.store.oauth import Client
from app.sandbox.store.people import Person

HOME_WORKSPACE = "wspSandboxHome001"
FIRST_DAY = "2026-01-01T00:00:00.000Z"


class SeedError(ValueError):
    """The seed is not well formed. The message names the place and what is wrong there."""


@dataclass(frozen=True)
class SeedToken:
    token: str
    person_id: str
    scopes: tuple[str, ...]
    bases: tuple[str, ...] | None


@dataclass(frozen=True)
class SeedBase:
    """A base with the records of its tables, by table id, still to be read."""

    base: Base
    records: Mapping[str, Iterable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Seed:
    workspaces: Mapping[str, str]
    people: tuple[Person, ...]
    tokens: tuple[SeedToken, ...]
    bases: tuple[SeedBase, ...]
    clients: tuple[Client, ...]


def read(given: Any) -> Seed:
    """The seed of its JSON form. Records are checked when they are planted."""
    if not isinstance(given, dict) or not isinstance(given.get("bases"), list):
        raise SeedError('The seed is not well formed: it must be an object with a list "bases".')
    if unknown := sorted(given.keys() - {"workspaces", "users", "tokens", "oauthClients", "bases"}):
        raise SeedError(f"The seed is not well formed: it has the unknown key {unknown[0]!r}.")
    reader = _Reader()
    workspaces = {HOME_WORKSPACE: "Home"} | {
        reader.new_id("wsp", each, "workspaces"): str(each.get("name", "Workspace"))
        for each in given.get("workspaces", ())
    }
    people = (
        OWNER,
        *(
            Person(reader.new_id("usr", each, "users"), str(each.get("email", "")), str(each.get("name", "")))
            for each in given.get("users", ())
        ),
    )
    bases = tuple(reader.base(each, f"bases[{index}]") for index, each in enumerate(given["bases"]))
    known = {person.id for person in people}
    clients = tuple(_clients(given.get("oauthClients", ())))
    return Seed(workspaces, people, tuple(_tokens(given.get("tokens", ()), known)), bases, clients)


class _Reader:
    """Reads tables; no id may stand in a seed twice."""

    def __init__(self) -> None:
        self._seen = {OWNER.id, HOME_WORKSPACE}

    def new_id(self, prefix: str, thing: Any, place: str) -> str:
        found = thing.get("id") if isinstance(thing, dict) else None
        if not ids.is_id(prefix, found):
            raise SeedError(f"{place}: {found!r} is not an id of the kind {prefix!r} with 17 characters.")
        assert isinstance(found, str)
        if found in self._seen:
            raise SeedError(f"{place}: the id {found} stands in the seed twice.")
        self._seen.add(found)
        return found

    def base(self, given: Any, place: str) -> SeedBase:
        base_id = self.new_id("app", given, place)
        tables = given.get("tables")
        if not isinstance(tables, list):
            raise SeedError(f"{place} is not well formed: it has no list of tables.")
        permission = given.get("permissionLevel", "create")
        permissions = given.get("permissions", {})
        if {permission, *permissions.values()} - set(LEVELS):
            raise SeedError(f"{place}: a permission level is one of {', '.join(LEVELS)}.")
        definitions = [self.table(each, f"{place}.tables[{index}]") for index, each in enumerate(tables)]
        base = Base(
            id=base_id,
            name=str(given.get("name", "")),
            workspace_id=given.get("workspaceId", HOME_WORKSPACE),
            created_time=given.get("createdTime", FIRST_DAY),
            permission=permission,
            permissions=permissions,
            schema_version=first_version(),
            tables=tuple(read_table(base_id, each) for each in definitions),
        )
        base = complete(base)
        _check_computed(base, place)
        base = replace(base, tables=tuple(_with_views_by_id(table, place) for table in base.tables))
        return SeedBase(base, {each["id"]: each.get("records", ()) for each in tables})

    def table(self, given: Any, place: str) -> dict[str, Any]:
        """The definition of the table with what may be left out filled in."""
        table_id = self.new_id("tbl", given, place)
        fields = given.get("fields")
        if not isinstance(fields, list) or not fields:
            raise SeedError(f"{place} is not well formed: it has no fields.")
        filled = [self.field(each, f"{place}.fields[{index}]") for index, each in enumerate(fields)]
        primary = given.get("primaryFieldId", filled[0]["id"])
        if primary not in {each["id"] for each in filled}:
            raise SeedError(f"{place}: the primary field {primary!r} is none of its fields.")
        if next(each["type"] for each in filled if each["id"] == primary) in NOT_PRIMARY:
            raise SeedError(f"{place}: a field of this type cannot be the primary field.")
        if len({each["name"].casefold() for each in filled}) < len(filled):
            raise SeedError(f"{place}: two fields have the same name.")
        kept = {key: value for key, value in given.items() if key != "records"}
        sortable = {each[key] for each in filled for key in ("id", "name")}
        views = given.get("views") or [_grid(table_id)]
        visible = [each["id"] for each in filled]
        return kept | {
            "name": str(given.get("name", "")),
            "primaryFieldId": primary,
            "fields": filled,
            "views": [
                self.view(each, visible, sortable, f"{place}.views[{n}]") for n, each in enumerate(views)
            ],
        }

    def view(self, given: Any, visible: list[str], sortable: set[str], place: str) -> dict[str, Any]:
        self.new_id("viw", given, place)
        for sort in given.get("sorts", ()):
            if sort.get("field") not in sortable:
                raise SeedError(f"{place}: it sorts by the unknown field {sort.get('field')!r}.")
        kind = given.get("type", "grid")
        shown = {"visibleFieldIds": visible} if kind == "grid" else {}
        return {"type": kind, "name": "Grid view", **shown, **given}

    def field(self, given: Any, place: str) -> dict[str, Any]:
        field_id = self.new_id("fld", given, place)
        name, kind = given.get("name"), given.get("type")
        if not isinstance(name, str) or not name:
            raise SeedError(f"{place}: a field needs a name.")
        if kind not in KINDS.keys() | DERIVED_TYPES:
            raise SeedError(f"{place}: there is no field type {kind!r}.")
        if not isinstance(given.get("options", {}), dict):
            raise SeedError(f"{place}: options must be an object.")
        options = dict(given.get("options", {}))
        if kind == "formula" and "result" in options:
            options["resultAs"] = options.pop("result")
        if "choices" in options or kind in ("singleSelect", "multipleSelects"):
            options["choices"] = self._choices(field_id, options.get("choices"), place)
        field: dict[str, Any] = {key: value for key, value in given.items() if key != "options"}
        if options:
            field["options"] = options
        return field

    def _choices(self, field_id: str, given: Any, place: str) -> list[dict[str, Any]]:
        if not isinstance(given, list) or not all(
            isinstance(each, dict) and each.get("name") for each in given
        ):
            raise SeedError(f"{place}: options.choices must be a list of objects with a name.")
        return [
            coloured({"id": ids.named_id("sel", f"{field_id}/{each['name']}")} | each, rank)
            for rank, each in enumerate(given)
        ]


def _check_computed(base: Base, place: str) -> None:
    for table in base.tables:
        for each in table.fields:
            link = each.type == "multipleRecordLinks"
            if link and base.linked_table(each) is None:
                raise SeedError(f"{place}: the field {table.name}.{each.name} links to no table of the base.")
            if each.options.get("isValid") is False:
                raise SeedError(
                    f"{place}: the computed field {table.name}.{each.name} is not valid. Its formula has an error, "
                    "names an unknown field, or depends on itself."
                )


def _with_views_by_id(table: Table, place: str) -> Table:
    """The table with ids in its views, so that they follow a field that is renamed."""
    views = []
    for view in table.views:
        try:
            formula = with_ids(view.formula, table) if view.formula else ""
        except (InvalidFormula, UnknownFields) as error:
            raise SeedError(f"{place}: the formula of the view {table.name}.{view.name}: {error}") from error
        sorts = [(found.id, descending) for name, descending in view.sorts if (found := table.field(name))]
        views.append(replace(view, formula=formula, sorts=tuple(sorts)))
    return replace(table, views=tuple(views))


def _tokens(given: Iterable[Any], known: set[str]) -> Iterable[SeedToken]:
    for index, each in enumerate(given):
        place = f"tokens[{index}]"
        if not isinstance(each, dict) or not isinstance(each.get("token"), str) or not each["token"]:
            raise SeedError(f"{place} is not well formed: it needs a token.")
        person_id = each.get("userId", OWNER.id)
        if person_id not in known:
            raise SeedError(f"{place}: {person_id!r} is not a user of the seed.")
        scopes = each.get("scopes", SCOPES)
        if unknown := sorted(set(scopes) - set(SCOPES)):
            raise SeedError(f"{place}: there is no scope {unknown[0]!r}.")
        bases = each.get("bases")
        yield SeedToken(each["token"], person_id, tuple(scopes), None if bases is None else tuple(bases))


def _clients(given: Iterable[Any]) -> Iterable[Client]:
    for index, each in enumerate(given):
        try:
            yield read_client(each)
        except (ValueError, AttributeError) as error:
            raise SeedError(f"oauthClients[{index}]: {error}") from error


def _grid(table_id: str) -> dict[str, Any]:
    return {"id": ids.named_id("viw", table_id), "name": "Grid view", "type": "grid"}
