"""Whether a question asks for the records themselves, in which order, and how many."""

from collections.abc import Iterator

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._dates import listed
from app.assistant._planner._ends import noun_at
from app.assistant._planner._schema import NUMBER_TYPES, SchemaField, SchemaTable, find_field
from app.assistant._planner._shapes import Metric, Ranking, Reading
from app.assistant._planner._words import Words, singular

MOST_SHOWN = 50
TOP = 10
FIRST = 5
MOST_COLUMNS = 6
# "The most employees" is the highest number of a field that is called so.
_MOSTS = {word: end == "most" for word, end in lexicon.ENDS.items()}
# Before the name of a field these ask for a number over many records, or for its groups.
_COUNTING = frozenset(
    {*(word for phrase in lexicon.METRICS for word in phrase.split()), *lexicon.GROUPINGS, *lexicon.ENDS}
    | {*lexicon.DISTINCT, *lexicon.NUMBER_ENDS, "than", "no", "without", "where", "whose", "per", "by"}
) - {"what", "is", "the", "of"}


def read_ranking(words: Words, reading: Reading) -> None:
    """Puts a ranking into the reading. Whether a number is asked for instead is found later."""
    asked = _asked_field(words, reading)
    is_list = bool(list(words.take(lexicon.LISTINGS))) or bool(asked)
    reading.ranking = (
        _ordered(words, reading.table)
        or _top(words, reading)
        or _superlative(words, reading, is_list=is_list)
        or (_by(words, reading.table, most=0) if is_list else None)
        or Ranking()
    )


def _asked_field(words: Words, reading: Reading) -> list[str]:
    """ "Which customer has the largest total", "the stage of the largest deal": the fields that are asked for."""
    _asked_of(words, reading)
    ends = {**lexicon.NUMBER_ENDS, **lexicon.DATE_ENDS}
    has_end = any(phrase in ends for _, _, phrase in words.phrases(longest=2))
    for at, word in enumerate(words.words[:-1]):
        if not has_end or word not in {"which", "what", "whose"} or words.used[at]:
            continue
        found = find_field(words, at + 1, list(reading.table.fields))
        if found is not None and found[1].type not in NUMBER_TYPES:
            words.use(at, found[0])
            reading.about.append(found[1].name)
    return reading.about


def _asked_of(words: Words, reading: Reading) -> None:
    """ "What is the stage of", where it is no number that is summed up or counted."""
    for at in range(len(words.words)):
        found = find_field(words, at, list(reading.table.fields))
        if found is None or words.words[found[0] : found[0] + 1] not in (["of"], ["for"]):
            continue
        before = [word for word in words.words[max(0, at - 3) : at] if word not in lexicon.FILLERS]
        # A field that is called like a sum ("Total") is summed up.
        if {*before, found[1].name.lower()} & _COUNTING:
            continue
        words.use(at, found[0] + 1)
        reading.about.append(found[1].name)


def ask_for_cells(reading: Reading) -> None:
    """ "The number of lives lost on the Hydrus" asks for a cell, where one record was named, and not for values."""
    names = {reading.table.fields[0].name, reading.table.naming.name}
    asked = [each.field.name for each in reading.metrics if each.fn == "distinct" and each.field is not None]
    if asked and any(each["field"] in names for each in reading.conditions):
        reading.metrics = [Metric("count")]
        reading.about += asked
        reading.ranking = reading.ranking or Ranking()


def columns(reading: Reading) -> list[str]:
    """The fields that are shown of each record: its name, what the question is about, and what a table is read for."""
    table = reading.table
    asked = [each["field"] for each in reading.conditions]
    order = reading.ranking.field if reading.ranking else None
    read_for = [
        *table.choices[:2],
        *([table.money] if table.money else []),
        *table.dates[:1],
        *table.fields[:5],
    ]
    names = [
        table.fields[0].name,
        *([order.name] if order else []),
        *reading.about,
        *asked,
        *(each.name for each in read_for),
    ]
    return list(dict.fromkeys(names))[:MOST_COLUMNS]


def _by(words: Words, table: SchemaTable, *, most: int) -> Ranking | None:
    """ "By amount": an order, where a choice would be a grouping."""
    for end, _ in words.take(["by"]):
        found = find_field(words, end, table.numbers + table.dates)
        if found is None:
            words.release(end - 1, end)
            continue
        words.use(end, found[0])
        return Ranking(found[1], bool(most) or found[1].type in NUMBER_TYPES, most)
    return None


def _ordered(words: Words, table: SchemaTable) -> Ranking | None:
    """ "Sorted by amount, highest first", "sort projects by start"."""
    for begin, end in _order_places(words):
        found = find_field(words, end, list(table.fields))
        if found is None:
            words.release(begin, end)
            continue
        words.use(end, found[0])
        chosen = found[1]
        directions = [lexicon.DIRECTIONS[each] for _, each in words.take(lexicon.DIRECTIONS)]
        is_descending = directions[0] if directions else chosen.type in NUMBER_TYPES
        return Ranking(chosen, is_descending)
    return None


def _order_places(words: Words) -> Iterator[tuple[int, int]]:
    """Where an order is spoken of: the words that say so, and where the field begins."""
    if words.words[0] in lexicon.SORTS and "by" in words.words:
        at = words.words.index("by")
        if not words.used[0] and not words.used[at]:
            words.use(0, 1)
            words.use(at, at + 1)
            yield at, at + 1
    for end, phrase in words.take(lexicon.ORDERINGS):
        yield end - len(phrase.split()), end


def _top(words: Words, reading: Reading) -> Ranking | None:
    """ "Top 5 deals by amount", "the top deals"."""
    for end, _ in words.take(["top"]):
        most = _number_at(words, end)
        ranking = _by(words, reading.table, most=most or TOP)
        if ranking is not None:
            return ranking
        if reading.table.money is None:
            reading.missing = f"By which field of {reading.table.name}?"
        return Ranking(reading.table.money, is_descending=True, most=most or TOP)
    return None


def _superlative(words: Words, reading: Reading, *, is_list: bool) -> Ranking | None:
    """ "Which is the largest deal", "the 5 newest accounts". "Largest amount" alone asks for the number."""
    ends = {**lexicon.NUMBER_ENDS, **lexicon.DATE_ENDS, **lexicon.ORDINALS, **_MOSTS}
    for end, phrase in words.take(ends):
        start = end - len(phrase.split())
        if phrase in _MOSTS and not (is_list and find_field(words, end, reading.table.numbers)):
            words.release(start, end)
            continue
        if phrase in lexicon.ORDINALS and not _is_one_behind(words, end, reading.table):
            words.release(start, end)
            continue
        most = (_number_at(words, start - 1) if start else 0) or _number_at(words, end)
        is_date = phrase in lexicon.DATE_ENDS or phrase in lexicon.ORDINALS
        is_value = _is_one(words, reading.table) or _names_number(words, end, reading.table)
        if is_value and phrase in lexicon.METRICS and not (is_list or most or is_date):
            words.release(start, end)
            continue
        chosen = _date_of(words, reading) if is_date else _number_behind(words, end, reading)
        is_one = bool(reading.about) or _is_one(words, reading.table)
        return Ranking(chosen, ends[phrase], most or (1 if is_one else FIRST))
    return None


def _number_at(words: Words, at: int) -> int:
    amount = words.amount_at(at)
    if amount is None or amount.unit or not amount.value.isdigit() or words.used[at]:
        return 0
    words.use(at, at + 1)
    return max(1, min(int(amount.value), MOST_SHOWN))


def _number_behind(words: Words, at: int, reading: Reading) -> SchemaField | None:
    """The number that is named behind the superlative ("highest probability"), else the money."""
    for begin in range(at, len(words.words)):
        found = find_field(words, begin, reading.table.numbers)
        if found is not None:
            words.use(begin, found[0])
            _use_joint(words, begin)
            return found[1]
    if reading.table.money is None:
        reading.missing = _which("number", reading.table.numbers, reading.table)
    return reading.table.money


def _use_joint(words: Words, at: int) -> None:
    if at and words.words[at - 1] in {"by", "in"}:
        words.use(at - 1, at)


def _date_of(words: Words, reading: Reading) -> SchemaField | None:
    """The date that "newest" and "last" go by; "when" asks for it."""
    for _ in words.take(["when"]):
        pass
    created = [each for each in reading.table.fields if each.type == "createdTime"]
    dates = created or reading.table.dates
    if len(dates) == 1:
        return dates[0]
    reading.missing = _which("date", dates, reading.table)
    return None


def _which(kind: str, fields: list[SchemaField], table: SchemaTable) -> str:
    names = tuple(each.name for each in fields)
    return f"By which {kind}: {listed(names, 'or')}?" if names else f"{table.name} has no {kind} field."


def _names_number(words: Words, at: int, table: SchemaTable) -> bool:
    return any(find_field(words, begin, table.numbers) for begin in range(at, len(words.words)))


def _is_one_behind(words: Words, at: int, table: SchemaTable) -> bool:
    """Whether "first" or "last" is that of records: "the last deal", "the last 5 deals"."""
    amount = words.amount_at(at)
    is_some = amount is not None and not words.used[at] and not amount.unit
    return (is_some or _is_one(words, table)) and noun_at(words, at + is_some, table) is not None


def _is_one(words: Words, table: SchemaTable) -> bool:
    """Whether the table was named in the singular: "the largest deal" is one."""
    name = table.name.lower().split()[-1]
    return singular(name) in words.words and name not in words.words
