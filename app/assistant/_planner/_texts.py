"""Texts that a cell is to hold: "account is Northwind", "deals named Renewal"."""

from collections.abc import Sequence

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._schema import SchemaField, find_field
from app.assistant._planner._shapes import Reading
from app.assistant._planner._words import Words, singular

TEXT_TYPES = frozenset({"singleLineText", "multilineText", "richText", "email", "url", "phoneNumber"})
LINK_TYPE = "multipleRecordLinks"
MOST_WAYS = 4
PREPOSITIONS = frozenset({"in", "for", "of", "from", "with", "at", "by", "about"})


def read_texts(words: Words, reading: Reading) -> None:
    """Conditions on texts and on the names of linked records. Only what is written like a name is taken."""
    _read_empties(words, reading)
    named = [each for each in reading.table.fields if each.type in TEXT_TYPES or each.type == LINK_TYPE]
    for at in range(len(words.words)):
        found = find_field(words, at, named)
        if found is None:
            continue
        end, chosen = found
        is_told = words.words[end : end + 1] and words.words[end] in lexicon.HOLDS and not words.used[end]
        behind = end + 1 if is_told else end
        after = _name_at(words, behind)
        if after == behind:
            continue
        is_whole = is_told and words.words[end] in {"is", "="} and chosen.type != LINK_TYPE
        _hold(words, reading, chosen, (behind, after), op="is" if is_whole else "contains")
        words.use(at, after)
        if at and words.words[at - 1] in {"for", "of", "from", "with", "whose", "where"}:
            words.use(at - 1, at)
    _read_places(words, reading)
    _read_names_behind(words, reading)
    for end, _ in words.take(lexicon.NAMED):
        after = _name_at(words, end)
        if after == end:
            words.release(end - 1, end)
            continue
        _hold(words, reading, reading.table.naming, (end, after), op="contains")
        words.use(end, after)


def _read_places(words: Words, reading: Reading) -> None:
    """ "In Berlin", where one field of the table says where something is."""
    fields = [
        each
        for each in reading.table.fields
        if each.type == "singleLineText" and each.name.lower() in lexicon.PLACES
    ]
    if len(fields) != 1:
        return
    for at, word in enumerate(words.words):
        if word == "in" and not words.used[at] and _name_at(words, at + 1) > at + 1:
            after = _name_at(words, at + 1)
            _hold(words, reading, fields[0], (at + 1, after), op="contains")
            words.use(at, after)


def _read_names_behind(words: Words, reading: Reading) -> None:
    """ "Task Write report": a name right behind the table in the singular."""
    one = singular(reading.table.name.lower().split()[-1])
    for at, word in enumerate(words.words[:-1]):
        is_one = word == one and word != reading.table.name.lower().split()[-1]
        if not is_one or not words.used[at] or words.used[at + 1]:
            continue
        after = _end_of_name(words, at + 1)
        if after > at + 1:
            _hold(words, reading, reading.table.naming, (at + 1, after), op="contains")
            words.use(at + 1, after)


def _end_of_name(words: Words, at: int) -> int:
    """Where a name ends that begins with a capital letter and goes on in small ones, as far as nobody used them."""
    if not words.spelled[at][0].isupper():
        return at
    end = at
    while end < len(words.words) and not words.used[end] and words.words[end] not in PREPOSITIONS:
        end += 1
    return end


def _read_empties(words: Words, reading: Reading) -> None:
    """ "Without an owner", "with no next step"."""
    for end, phrase in words.take(lexicon.EMPTIES):
        at = end + 1 if words.words[end : end + 1] and words.words[end] in {"a", "an", "any", "the"} else end
        found = find_field(words, at, list(reading.table.fields))
        if found is None:
            words.release(end - len(phrase.split()), end)
            continue
        words.use(end, found[0])
        reading.conditions.append({"field": found[1].name, "op": "is_empty"})


def other_ways(words: Words, reading: Reading, among: Sequence[SchemaField] = ()) -> tuple[str, ...]:
    """The question once for each field that a name, which nobody understood, could stand in; `among` are those that
    hold it, where that is known."""
    open_words = [
        at for at, word in enumerate(words.words) if not words.used[at] and word not in lexicon.FILLERS
    ]
    if len(open_words) > 1 and words.words[open_words[0]] in PREPOSITIONS:
        open_words = open_words[1:]
    if not open_words or open_words != list(range(open_words[0], open_words[-1] + 1)):
        return ()
    if not all(is_like_a_name(words.spelled[at]) for at in open_words):
        return ()
    begin, end = open_words[0], open_words[-1] + 1
    name = words.name_at(begin, end)
    if begin and words.words[begin - 1] in PREPOSITIONS:
        begin -= 1
    rest = " ".join([*words.spelled[:begin], *words.spelled[end:]])
    links = [each for each in reading.table.fields if each.type == LINK_TYPE][:3]
    texts = [each for each in reading.table.fields if each.type == "singleLineText"]
    return tuple(
        f"{rest} whose {each.name} contains {name}" for each in [*(among or [*links, *texts])][:MOST_WAYS]
    )


def sought(words: Words) -> str:
    """What is looked for without saying in which table: "find Northwind"."""
    for phrase in lexicon.SEARCHES:
        parts = phrase.split()
        if words.words[: len(parts)] == parts:
            return words.as_written(len(parts), len(words.words)) if words.words[len(parts) :] else ""
    return ""


def _name_at(words: Words, at: int) -> int:
    """Where the words end that are written like a name and that nobody else understood."""
    end = at
    while end < len(words.words) and not words.used[end] and is_like_a_name(words.spelled[end]):
        end += 1
    return end


def is_like_a_name(spelled: str) -> bool:
    """Whether a word is written with a capital letter or begins with a digit."""
    return spelled[0].isupper() or spelled[0].isdigit()


def _hold(words: Words, reading: Reading, chosen: SchemaField, place: tuple[int, int], *, op: str) -> None:
    text = words.as_written(*place)
    reading.conditions.append({"field": chosen.name, "op": op, "value": text})
