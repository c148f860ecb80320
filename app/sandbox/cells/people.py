"""Cells that hold collaborators, stored as {"id"} and shown with name and address."""

from typing import Any

from app.sandbox import errors, ids
from app.sandbox.cells.choices import split_list
from app.sandbox.cells.kind import Intake, Kind, Style
from app.sandbox.schema import Field


class SingleCollaboratorKind(Kind):
    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        return _person(field, value, intake)

    def text(self, field: Field, value: Any, style: Style) -> str:
        return person_text(value)


class MultipleCollaboratorsKind(Kind):
    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and isinstance(value, str):
            value = split_list(value)
        if not isinstance(value, list):
            raise errors.bad_value(field.name)
        found = {person["id"]: person for person in (_person(field, item, intake) for item in value)}
        return list(found.values()) or None

    def text(self, field: Field, value: Any, style: Style) -> str:
        return ", ".join(person_text(person) for person in value)


def person_text(value: dict[str, str]) -> str:
    return value.get("name") or value.get("email") or value.get("id", "")


def _person(field: Field, given: Any, intake: Intake) -> dict[str, str]:
    """A person by {"id"} or {"email"}; a bare id is taken as well, as the documents show it for several."""
    if isinstance(given, str):
        given = {"id": given} if given in intake.people else {"email": given} if intake.typecast else None
    if not isinstance(given, dict):
        raise errors.bad_value(field.name)
    if ids.is_id("usr", given.get("id")) and given["id"] in intake.people:
        return {"id": given["id"]}
    wanted = str(given.get("email") or "").casefold()
    for person in intake.people.values():
        if wanted and (
            person.email.casefold() == wanted or (intake.typecast and person.name.casefold() == wanted)
        ):
            return {"id": person.id}
    raise errors.bad_value(field.name)
