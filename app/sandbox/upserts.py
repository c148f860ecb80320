"""The part of an update that makes it an upsert."""

from dataclasses import dataclass
from typing import Any

from app.sandbox import errors
from app.sandbox.matching import MERGE_TYPES
from app.sandbox.schema import Field, Table

MAX_MERGE_FIELDS = 3


@dataclass(frozen=True)
class Merge:
    """Records without an id are updated where one record equals them in these fields, else they are created."""

    names: tuple[str, ...]

    @classmethod
    def read(cls, body: dict[str, Any]) -> "Merge | None":
        """What the body asks for, None if it is an ordinary update."""
        given = body.get("performUpsert")
        if given is None:
            return None
        names = given.get("fieldsToMergeOn") if isinstance(given, dict) else None
        if not isinstance(names, list) or not 0 < len(names) <= MAX_MERGE_FIELDS:
            raise errors.bad_parameters()
        if not all(isinstance(name, str) for name in names):
            raise errors.bad_parameters()
        return cls(tuple(names))

    def fields(self, table: Table) -> list[Field]:
        """The fields of the table; a 422 for unknown ones and for types that cannot be compared."""
        found = []
        for name in self.names:
            field = table.field(name)
            if field is None:
                raise errors.unknown_field(name)
            if field.type not in MERGE_TYPES:
                raise errors.bad_merge_field(name)
            found.append(field)
        return found
