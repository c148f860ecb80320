"""Reading a wish to change records: which ones, which field, and what it is to hold. Nothing of it is guessed."""

import re
from dataclasses import dataclass
from datetime import date

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._linking import link_known
from app.assistant._planner._reading import find_table, implied_table, read
from app.assistant._planner._schema import SchemaField, SchemaTable, find_field, mentions
from app.assistant._planner._shapes import Reading
from app.assistant._planner._values import value_of
from app.assistant._planner._words import Words
from app.llm import JsonObject

_BEHIND = re.compile(r"^.*\b(?:to|as)\b", re.IGNORECASE | re.DOTALL)


@dataclass
class Wish:
    """A change that was understood, or in `missing` what has to be asked. `cells` is empty for a deletion."""

    kind: str
    reading: Reading
    cells: JsonObject
    missing: str = ""

    @property
    def arguments(self) -> JsonObject:
        """What the tool takes."""
        table = self.reading.table
        where = {"match": "all", "conditions": self.reading.conditions}
        cells = {"cells": self.cells} if self.kind == "update" else {}
        return {"base": table.base, "table": table.name, "where": where, **cells}


def kind_of_wish(words: Words) -> str:
    """update, delete, create, undo, another verb that changes something ("other"), or nothing."""
    start = 1 if words.words[:1] == ["please"] else 0
    verb = words.words[start] if start < len(words.words) else ""
    if words.words[start + 1 : start + 2] in (["of"], ["for"]):
        # "Email of Ada" asks for a cell.
        return ""
    if verb in lexicon.UNDOINGS or (verb == "take" and words.words[-1:] == ["back"]):
        return "undo"
    if verb in lexicon.UPDATES:
        return "update"
    if verb in lexicon.DELETIONS:
        return "delete"
    if verb in lexicon.CREATIONS:
        return "create"
    return "other" if verb in lexicon.WRITES else ""


def points_back(words: Words) -> bool:
    """Whether the records are those of the question before."""
    return any(word in lexicon.POINTERS for word in words.words)


def read_wish(
    question: str,
    words: Words,
    tables: list[SchemaTable],
    today: date,
    *,
    before: Reading | None,
    found: list[JsonObject],
) -> Wish | None:
    """The wish, or None when no table is named. `before` is what was asked before, for "those", and `found` what was
    looked for in cells."""
    kind = kind_of_wish(words)
    start = words.words.index("please") + 1 if words.words[:1] == ["please"] else 0
    words.use(0, start + 1)
    value = _take_value(question, words) if kind == "update" else ""
    named = find_table(words, tables)
    is_back = points_back(words) and before is not None
    table = named or (before.table if is_back and before else None)
    if table is None and not points_back(words):
        table = implied_table(question, words, tables, today)
    if table is None:
        return None
    field = _named_field(words, start + 1, table) if kind == "update" else None
    reading = read(question, words, table, today)
    wish = Wish(kind, reading, {}, reading.missing)
    if is_back and before is not None and before.table == table:
        reading.narrow(before)
    if reading.left_over:
        link_known(words, reading, found)
    if wish.missing or reading.left_over:
        return wish
    if kind == "update":
        wish.missing = _missing_value(wish, field or _field_with_option(table, value), value)
    if not wish.missing and not reading.conditions and not {"all", "every"} & set(words.words):
        wish.missing = (
            f"That would be every record of {table.name}. Name which ones, or say “all {table.name.lower()}”."
        )
    return wish


def _take_value(question: str, words: Words) -> str:
    """What stands behind the last "to" or "as", as it was written."""
    ends = [at for at, word in enumerate(words.words) if word in {"to", "as"} and at > 0]
    if not ends or ends[-1] + 1 >= len(words.words):
        return ""
    words.use(ends[-1], len(words.words))
    return _BEHIND.sub("", question).strip().rstrip(".!?")


def _named_field(words: Words, at: int, table: SchemaTable) -> SchemaField | None:
    """The field at the beginning ("set the stage of ..."), or just before the value ("... and their stage")."""
    for begin in range(at, len(words.words)):
        if words.used[begin] or words.words[begin] in {"the", "their", "its", "of"}:
            continue
        found = find_field(words, begin, list(table.fields))
        if found is not None and _stands_alone(words, found[0]):
            words.use(begin, found[0])
            return found[1]
    return None


def _stands_alone(words: Words, end: int) -> bool:
    """Whether the name that ends here is what is to be set, and not part of a condition ("amount over 5")."""
    return end >= len(words.words) or words.used[end] or words.words[end] in {"of", "for", "on", "in"}


def _field_with_option(table: SchemaTable, value: str) -> SchemaField | None:
    found = [each for each in table.choices if any(mentions(value, option) for option in each.options)]
    return found[0] if len(found) == 1 else None


def _missing_value(wish: Wish, field: SchemaField | None, value: str) -> str:
    """Puts the value into the wish, or says what has to be asked."""
    table = wish.reading.table
    if not value:
        return "What is it to be set to? Say it behind “to”."
    if field is None:
        return f"Which field of {table.name} is to be “{value}”?"
    found = value_of(field, value)
    wish.cells = {field.name: found.cell}
    return found.problem
