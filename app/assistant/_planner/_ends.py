"""Which group is asked for: "which owner has the most deals", "the most common source", "the highest total amount"."""

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._dates import date_field
from app.assistant._planner._schema import SchemaField, SchemaTable, find_field, is_verb_of, mentions
from app.assistant._planner._shapes import Metric, Reading
from app.assistant._planner._words import Words
from app.llm import JsonObject

SEVERAL_TYPES = frozenset({"multipleRecordLinks", "multipleSelects", "multipleCollaborators"})
# Fields that are grouped by for this.
GROUP_TYPES = frozenset({"singleSelect", "singleLineText", "singleCollaborator"}) | SEVERAL_TYPES
MOST_TIED = 3


def read_ends(words: Words, reading: Reading) -> None:
    """Puts the group that is asked for into the reading. Words that fit nothing are left over."""
    _most_frequent(words, reading)
    _most_records(words, reading)
    _highest_number(words, reading)


def grouped(reading: Reading) -> JsonObject:
    """What the aggregate is asked for: by which field, in which stretches of time, and which groups come first."""
    field = reading.group_by
    if field is None:
        return {}
    by: str | JsonObject = field.name
    if reading.bucket:
        by = {"field": field.name, "bucket": reading.bucket}
    elif reading.end and field.type in SEVERAL_TYPES:
        by = {"field": field.name, "each": True}
    if not reading.end:
        return {"group_by": by}
    # One more than may share the first place, and one for records without a value.
    top = {"count": MOST_TIED + 2, "metric": len(reading.metrics) - 1, "smallest": reading.end == "fewest"}
    return {"group_by": by, "top": top}


def is_counted(words: Words, at: int) -> bool:
    """Whether what is named at this place is what there are most of."""
    return any(word in lexicon.ENDS for word in words.words[max(0, at - 3) : at])


def noun_at(words: Words, begin: int, table: SchemaTable) -> int | None:
    """Where the table is named, from `begin` on, with nothing before it but what was understood."""
    for start in range(begin, len(words.words)):
        if any(mentions(" ".join(words.words[start : start + length]), table.name) for length in (3, 2, 1)):
            return start
        if not words.used[start] and words.words[start] not in lexicon.FILLERS:
            return None
    return None


def _most_frequent(words: Words, reading: Reading) -> None:
    for at, word in enumerate(words.words[:-2]):
        if word not in lexicon.ENDS or words.words[at + 1] not in lexicon.FREQUENT or words.used[at]:
            continue
        found = find_field(words, at + 2, _groups(reading.table))
        if found is not None:
            words.use(at, found[0])
            _group(reading, found[1], lexicon.ENDS[word])


def _most_records(words: Words, reading: Reading) -> None:
    for at, word in enumerate(words.words):
        if word not in lexicon.ENDS or words.used[at] or noun_at(words, at + 1, reading.table) is None:
            continue
        unit = _time_before(words, at)
        found = date_field(words, at, reading) if unit else _group_before(words, at, reading.table)
        if found is not None:
            words.use(at, at + 1)
            _use_with(words, at)
            _group(reading, found, lexicon.ENDS[word])
            reading.bucket = unit


def _time_before(words: Words, at: int) -> str:
    """ "Which month has", "in what quarter did we win"."""
    for begin in range(1, at):
        unit = lexicon.BUCKETS.get(words.words[begin], "")
        if unit and words.words[begin - 1] in {"which", "what"} and not words.used[begin]:
            words.use(begin - 1, begin + 1)
            return unit
    return ""


def _highest_number(words: Words, reading: Reading) -> None:
    for at, word in enumerate(words.words[:-1]):
        fn = lexicon.GROUP_NUMBERS.get(words.words[at + 1])
        if word not in lexicon.NUMBER_ENDS or fn is None or any(words.used[at : at + 2]):
            continue
        named = find_field(words, at + 2, reading.table.numbers)
        number = named[1] if named else reading.table.money
        found = _group_before(words, at, reading.table) if number is not None else None
        if found is not None:
            words.use(at, named[0] if named else at + 2)
            _use_with(words, at)
            reading.metrics.append(Metric(fn, number))
            _group(reading, found, "most" if lexicon.NUMBER_ENDS[word] else "fewest")


def _group(reading: Reading, found: SchemaField, end: lexicon.End) -> None:
    if reading.end:
        reading.missing = "I can look for one group at a time."
    reading.group_by, reading.end = found, end


def _groups(table: SchemaTable) -> list[SchemaField]:
    return [each for each in table.fields if each.type in GROUP_TYPES]


def _group_before(words: Words, at: int, table: SchemaTable) -> SchemaField | None:
    """The field that is asked for before this place: "which owner", "who", "accounts with"."""
    for begin in range(at):
        found = find_field(words, begin, _groups(table))
        if found is not None and found[0] <= at:
            words.use(begin, found[0])
            return found[1]
    if "who" not in words.words[:at]:
        return None
    begin = words.words.index("who")
    verb = words.words[begin + 1]
    people = [each for each in _groups(table) if each.name.lower() in lexicon.PEOPLE]
    doing = [each for each in _groups(table) if is_verb_of(verb, each.name.lower())]
    chosen = doing or people
    if len(chosen) != 1:
        return None
    words.use(begin, begin + (2 if doing else 1))
    return chosen[0]


def _use_with(words: Words, at: int) -> None:
    """ "Accounts with the most deals"."""
    before = at - 1 if words.words[at - 1] == "the" else at
    if before and words.words[before - 1] == "with":
        words.use(before - 1, before)
