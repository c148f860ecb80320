"""A CSV file that came with a question: into which table its rows go, and by which fields they find their records."""

import csv
import io
import re
from dataclasses import dataclass

from app.assistant._planner._reading import find_table
from app.assistant._planner._schema import SchemaTable
from app.assistant._planner._words import Words
from app.llm import FileContent, JsonObject

RECORD_ID = "record id"
_KEYS = re.compile(r"\b(?:by|matching|keyed by|on)\b(?P<keys>.*)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Import:
    """An import that was understood, or in `missing` what has to be asked."""

    file: FileContent
    table: SchemaTable | None = None
    keys: tuple[str, ...] = ()
    missing: str = ""

    @property
    def arguments(self) -> JsonObject:
        """What the tool takes."""
        assert self.table is not None
        place: JsonObject = {"base": self.table.base, "table": self.table.name}
        return {**place, "file": self.file.id, "key_fields": list(self.keys)}


def read_import(question: str, file: FileContent, tables: list[SchemaTable]) -> Import:
    """The import that is wished for. A table that is not named is the one that has all columns, if only one does."""
    header = columns(file)
    table = find_table(Words.of(question), tables)
    if table is None:
        fitting = [each for each in tables if _unknown(header, each) == []]
        if len(fitting) != 1:
            names = ", ".join(sorted({each.name for each in fitting or tables}))
            return Import(file, missing=f"Into which table should {file.name} go? There are {names}.")
        table = fitting[0]
    asked = _KEYS.search(question)
    named = tuple(name for name in header if asked and name.lower() in asked["keys"].lower())
    if named:
        return Import(file, table, named)
    if RECORD_ID in [name.lower() for name in header]:
        return Import(file, table)
    known = {name.lower(): name for name in header}
    key = next((each.name for each in (table.naming, table.fields[0]) if each.name.lower() in known), "")
    if not key:
        question = f"Which column of {file.name} tells the records of {table.name} apart? It has {', '.join(header)}."
        return Import(file, table, missing=question)
    return Import(file, table, (known[key.lower()],))


def columns(file: FileContent) -> list[str]:
    """The names in the first line."""
    first = file.content.decode("utf-8-sig", "replace").partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    row = next(csv.reader(io.StringIO(first), delimiter=delimiter), [])
    return [name.strip() for name in row if name.strip()]


def _unknown(header: list[str], table: SchemaTable) -> list[str]:
    known = {field.name.lower() for field in table.fields} | {RECORD_ID}
    return [name for name in header if name.lower() not in known] if header else ["nothing"]
