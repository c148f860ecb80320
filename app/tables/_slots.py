"""The columns that hold a mirrored table's fields, and statements over them.

Every statement names models only, so that the tenant scope is on it, on each further part of a row as well.
"""

from typing import Any

from sqlalchemy import String, cast
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, select

from app.airtable import mirror
from app.models import MirrorDocument, MirrorRow


class Slots:
    """The rows of one generation. Ask for columns first, then for the statement: it joins the parts they stand in."""

    def __init__(self, opened: mirror.Mirror) -> None:
        assert opened.generation is not None
        self.generation = opened.generation
        self._fields = {mirrored.field.id: mirrored for mirrored in opened.fields}
        self._parts: dict[int, Any] = {0: MirrorRow}
        self._has_documents = False

    @property
    def record_id(self) -> Any:
        return col(MirrorRow.record_id)

    @property
    def part(self) -> Any:
        """Always 0: a cheap column beside a single one, so that rows come as tuples."""
        return col(MirrorRow.part)

    def column(self, field_id: str) -> Any:
        """The slot of a field."""
        mirrored = self._fields[field_id]
        if mirrored.part not in self._parts:
            self._parts[mirrored.part] = aliased(MirrorRow)
        return getattr(self._parts[mirrored.part], mirrored.column)

    def raw(self, field_id: str) -> Any:
        """The cell as it came, as the text of its JSON."""
        self._has_documents = True
        return cast(col(MirrorDocument.cells)[field_id], String)

    @property
    def words(self) -> Any:
        """What a search looks through."""
        self._has_documents = True
        return col(MirrorDocument.words)

    def mirrored(self, field_id: str) -> mirror.MirroredField:
        return self._fields[field_id]

    def select(self, *columns: Any) -> Any:
        """A statement over all rows of the generation."""
        statement: Any = select(*columns).select_from(MirrorRow)
        for number, part in self._parts.items():
            if number:
                same = and_(
                    part.generation == self.generation,
                    part.part == number,
                    part.record_id == MirrorRow.record_id,
                )
                statement = statement.join(part, same)
        if self._has_documents:
            same = and_(
                MirrorDocument.generation == self.generation, MirrorDocument.record_id == MirrorRow.record_id
            )
            statement = statement.join(MirrorDocument, same)
        return statement.where(MirrorRow.generation == self.generation, MirrorRow.part == 0)
