"""Reading a wish for a new record: "add a deal named Acme Renewal with amount 5000 and stage Lead"."""

import re
from dataclasses import dataclass, field

from app.assistant._planner._schema import SchemaField, SchemaTable, mentions
from app.assistant._planner._values import value_of
from app.llm import JsonObject

_VERB = re.compile(
    r"^\s*(?:please\s+)?(?:add|create|insert|make)\s+(?:(?:an?|the|one|new|another)\s+)*", re.IGNORECASE
)
_NAMED = r"named|called|titled|with the name"
_QUOTES = "\"'“”’«»"
_RUBBISH = re.compile(r"^[\s,;:.]+|[\s,;.!?]+$")
MOST_WORDS_OF_A_TABLE = 3


@dataclass
class NewRecord:
    """What the record is to hold, or in `missing` what has to be asked."""

    table: SchemaTable
    cells: JsonObject = field(default_factory=dict)
    missing: str = ""

    @property
    def arguments(self) -> JsonObject:
        """What the tool takes."""
        return {"base": self.table.base, "table": self.table.name, "records": [self.cells]}


def read_new_record(question: str, tables: list[SchemaTable]) -> NewRecord | None:
    """The record, or None when no table is named at the beginning."""
    rest = _VERB.sub("", question, count=1)
    found = _table_at_the_beginning(rest, tables)
    if found is None:
        return None
    table, rest = found
    record = NewRecord(table)
    head, clauses = _clauses(rest, table)
    if head:
        # A name may follow at once, in quotes or written like one.
        if head[0] not in _QUOTES and not head[0].isupper():
            record.missing = (
                f"I did not understand “{head}”. Say it like “add a deal named … with amount 5000”."
            )
            return record
        record.cells[table.naming.name] = head.strip(_QUOTES)
    for each, written in clauses:
        value = value_of(each, written)
        record.missing = record.missing or value.problem
        if each.name in record.cells:
            record.missing = record.missing or f"{each.name} is said twice. Which one is it to be?"
        record.cells[each.name] = value.cell
    if not record.missing and table.naming.name not in record.cells:
        record.missing = f"What is it called? Say its {table.naming.name} behind “named”."
    return record


def _table_at_the_beginning(text: str, tables: list[SchemaTable]) -> tuple[SchemaTable, str] | None:
    words = list(re.finditer(r"[\w’'-]+", text))[:MOST_WORDS_OF_A_TABLE]
    for count in range(len(words), 0, -1):
        phrase = text[words[0].start() : words[count - 1].end()]
        for table in tables:
            if mentions(phrase.lower(), table.name):
                return table, text[words[count - 1].end() :]
    return None


def _clauses(text: str, table: SchemaTable) -> tuple[str, list[tuple[SchemaField, str]]]:
    """What stands before the first field, and each field with what is written behind it."""
    longest_first = sorted(table.fields, key=lambda each: -len(each.name))
    fields = {f"field{place}": each for place, each in enumerate(longest_first)}
    known = "|".join(f"(?P<{group}>{re.escape(each.name)})" for group, each in fields.items())
    begin = re.compile(
        rf"(?:^|[,;:]|\band\b|\bwith\b|\bwhose\b)\s*(?:(?:with|and|whose|an?|the|its|of)\s+)*"
        rf"(?:(?:{known})\b\s*(?:is\b|=|:|of\b|to\b)?|(?:{_NAMED})\b)\s*"
        rf"|\s(?:{_NAMED})\s+",
        re.IGNORECASE,
    )
    found = list(begin.finditer(text))
    ends = [*(each.start() for each in found[1:]), *([len(text)] if found else [])]
    head = _clean(text[: found[0].start()] if found else text)
    clauses = []
    for match, end in zip(found, ends, strict=True):
        chosen = fields.get(match.lastgroup or "", table.naming)
        clauses.append((chosen, _clean(text[match.end() : end]).strip(_QUOTES)))
    return head, clauses


def _clean(text: str) -> str:
    return _RUBBISH.sub("", text)
