"""Words that stand in cells: "accounts in Berlin" is about the field that holds Berlin, where there is but one.

What no name of the base explains is looked for in the table. It becomes a condition only if all records that hold it
hold it in one field, as words of their own; anything else would be a guess, and is asked back about.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._dates import QUARTER
from app.assistant._planner._schema import SchemaField, SchemaTable, mentions
from app.assistant._planner._shapes import Reading
from app.assistant._planner._texts import LINK_TYPE, PREPOSITIONS, is_like_a_name
from app.assistant._planner._words import Words
from app.llm import JsonObject

MOST_TEXTS = 3
MOST_HITS = 50
LONGEST_TEXT = 100
# Fields that are tested by a name. In notes and addresses it stands by the way.
NAMING_TYPES = frozenset({"singleLineText", "singleSelect", LINK_TYPE})
Results = Mapping[str, JsonObject]


class Text(NamedTuple):
    """Words that may stand in a cell; `begin` is that of a preposition before them."""

    begin: int
    start: int
    end: int
    said: str
    is_name: bool


class Held(NamedTuple):
    """The field that holds a text, if one is certain; and the fields that do, where it is not."""

    field: SchemaField | None = None
    is_whole: bool = False
    fields: tuple[SchemaField, ...] = ()


def texts_in(words: Words, table: SchemaTable) -> list[Text]:
    """The runs of words that nobody understood; none when one of them can be no value of a cell."""
    found: list[Text] = []
    at = 0
    while at < len(words.words):
        end = _end_of_run(words, at)
        if end == at:
            at += 1
            continue
        start = at + 1 if words.words[at] in PREPOSITIONS and end > at + 1 else at
        if not _can_stand_in_a_cell(words, start, end, table):
            return []
        begin = start - 1 if start and words.words[start - 1] in PREPOSITIONS else start
        said = words.name_at(start, end)
        is_name = all(is_like_a_name(each) for each in (words.spelled[start], words.spelled[end - 1]))
        found.append(Text(begin, start, end, said, is_name))
        at = end
    in_small = [each for each in found if not each.is_name]
    return found if len(found) <= MOST_TEXTS and len(in_small) <= 1 else []


def results_of(replies: list[JsonObject], base: str) -> Results:
    """What was looked for already in a base, by its text."""
    return {each["looked_for"].casefold(): each for each in replies if each["base"] == base}


def tables_named_by(text: Text, tables: list[SchemaTable], replies: list[JsonObject]) -> list[SchemaTable]:
    """The tables that have a record of just this name."""
    named = []
    for table in tables:
        result = results_of(replies, table.base).get(text.said.casefold(), {"records": []})
        held = [
            each["found_in"].get(table.naming.name, "")
            for each in result["records"]
            if each["table"] == table.name
        ]
        if any(cell.strip().casefold() == text.said.casefold() for cell in held):
            named.append(table)
    return named


def not_looked_for(texts: list[Text], results: Results) -> list[Text]:
    return [each for each in texts if each.said.casefold() not in results]


def link_known(words: Words, reading: Reading, replies: list[JsonObject]) -> None:
    """Make conditions of words that were looked for already, and say where they stand."""
    texts, results = texts_in(words, reading.table), results_of(replies, reading.table.base)
    known = len(reading.conditions)
    if texts and not not_looked_for(texts, results) and link(words, reading, texts, results) is None:
        for each in reading.conditions[known:]:
            holds = "is" if each["op"] == "is" else "contains"
            reading.notes.append(f"Chosen are those whose {each['field']} {holds} “{each['value']}”.")


def link(words: Words, reading: Reading, texts: list[Text], results: Results) -> Text | None:
    """Make conditions of what was found, and use its words. Gives the first text for which there is none."""
    for text in texts:
        held = held_in(reading.table, text, results[text.said.casefold()])
        if held.field is None:
            return text
        op = "is" if held.is_whole and held.field.type != LINK_TYPE else "contains"
        reading.conditions.append({"field": held.field.name, "op": op, "value": text.said})
        words.use(text.begin, text.end)
    reading.left_over = words.left_over(lexicon.FILLERS)
    return None


def held_in(table: SchemaTable, text: Text, result: JsonObject) -> Held:
    """Which field of the table a text stands in, by what was found."""
    fields = {each.name: each for each in table.fields if each.type in NAMING_TYPES}
    said = text.said.casefold()
    # What is written small is a word like any other, unless a cell or a part of its list says just that.
    inside, alone = r"(?<!\w){}(?!\w)", r"(?:^|[,;/(]\s*){}(?:$|\s*[,;/)])"
    apart = re.compile((inside if text.is_name else alone).format(re.escape(said)))
    records: dict[str, set[str]] = {}
    called: set[str] = set()
    is_whole, is_apart = True, True
    for record in result["records"]:
        for name, cell in record["found_in"].items():
            if record["table"] != table.name or name not in fields:
                continue
            records.setdefault(name, set()).add(record["id"])
            if name == table.naming.name and cell.strip().casefold() == said:
                called.add(record["id"])
            is_whole = is_whole and cell.strip().casefold() == said
            is_apart = is_apart and apart.search(cell.strip().casefold()) is not None
    named = tuple(fields[name] for name in records)
    # Of more than were read nobody knows where the others hold it.
    is_known = result["is_complete"] or (len(named) == 1 and is_whole)
    if not named or not is_apart or not is_known:
        return Held(fields=named)
    everywhere = set().union(*records.values())
    full = [each for each in named if records[each.name] == everywhere]
    links = [each for each in full if each.type == LINK_TYPE]
    if table.naming in full and everywhere <= called:
        return Held(table.naming, is_whole=True)
    if len(named) == 1 or len(links) == 1 or (full and len(full) == len(named)):
        return Held((links or full)[0], is_whole and len(named) == 1)
    return Held(fields=named)


def _end_of_run(words: Words, at: int) -> int:
    """Where words end that nobody understood; a filler between two names belongs to them ("Bank of America")."""
    end = at
    while end < len(words.words) and not words.used[end]:
        is_filler = words.words[end] in lexicon.FILLERS
        following = words.spelled[end + 1 : end + 2]
        is_inside = (
            end > at and is_like_a_name(words.spelled[end - 1]) and any(map(is_like_a_name, following))
        )
        if is_filler and not (is_inside and not words.used[end + 1]):
            break
        end += 1
    return end


def _can_stand_in_a_cell(words: Words, start: int, end: int, table: SchemaTable) -> bool:
    run = words.words[start:end]
    # "Which stadium" asks for one, and "how many stadiums" for their number.
    before = words.words[start - 1] if start else ""
    is_time = any(QUARTER.fullmatch(word) or word in lexicon.MONTHS for word in run)
    if is_time or set(run) & lexicon.NO_VALUES or before in {"which", "what", "many", "number"}:
        return False
    said = " ".join(run)
    if not any(map(str.isalpha, said)) or len(said) > LONGEST_TEXT:
        return False
    names = [table.name, *(each.name for each in table.fields)]
    return not any(mentions(word, name) for word in run for name in names)
