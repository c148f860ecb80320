"""Reading a question against the tables of a base: what it asks for, or what was not understood."""

from datetime import date

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._dates import date_field, listed, read_dates
from app.assistant._planner._ends import is_counted, read_ends
from app.assistant._planner._linking import texts_in
from app.assistant._planner._metrics import read_metrics
from app.assistant._planner._ranking import read_ranking
from app.assistant._planner._schema import (
    SchemaField,
    SchemaTable,
    find_field,
    find_options,
    is_verb_of,
    mentions,
)
from app.assistant._planner._shapes import Reading
from app.assistant._planner._texts import read_texts
from app.assistant._planner._values import unit_problem
from app.assistant._planner._words import Amount, Words, singular
from app.llm import JsonObject

LINKING_WORDS = frozenset({"is", "are", "of", "an", "a", "with"})


def find_table(words: Words, tables: list[SchemaTable]) -> SchemaTable | None:
    """The table that the words name, and those words used up."""
    named = [
        (start, end, table)
        for start, end, phrase in words.phrases(longest=3)
        for table in tables
        if mentions(phrase, table.name)
    ]
    counted = [each for each in named if is_counted(words, each[0])]
    for start, end, table in (counted or named)[:1]:
        words.use(start, end)
        return table
    return None


def implied_table(question: str, words: Words, tables: list[SchemaTable], today: date) -> SchemaTable | None:
    """The only table in which the whole question has a meaning, where none is named."""
    fitting = fitting_tables(question, words, tables, today)
    return fitting[0] if len(fitting) == 1 else None


def fitting_tables(question: str, words: Words, tables: list[SchemaTable], today: date) -> list[SchemaTable]:
    """The tables in which the whole question has a meaning, up to names that may stand in cells."""
    fitting = []
    for table in tables:
        copy = words.copy()
        reading = read(question, copy, table, today)
        is_about_it = (
            reading.conditions
            or reading.about
            or reading.group_by
            or any(metric.field for metric in reading.metrics)
            or (reading.ranking and reading.ranking.field)
        )
        if is_about_it and not reading.missing and _is_whole(copy, reading) and _says_its_options(reading):
            fitting.append(table)
    return fitting


def _is_whole(words: Words, reading: Reading) -> bool:
    """Whether all was understood, up to names that may stand in cells."""
    names = [each for each in texts_in(words, reading.table) if each.is_name]
    unused = words.copy()
    for each in names:
        unused.use(each.begin, each.end)
    return not unused.left_over(lexicon.FILLERS)


def _says_its_options(reading: Reading) -> bool:
    """Whether the choices are named whole: "customers" is no "Customer success" where no table is named."""
    said = {singular(word) for word in Words.of(reading.question).words}
    verbs = {option for option, forms in lexicon.OPTION_VERBS.items() if said & set(forms)}
    choices = {each.name: each.options for each in reading.table.choices}
    named = [
        option
        for each in reading.conditions
        for option in (each["value"] if isinstance(each.get("value"), list) else [each.get("value")])
        if option in choices.get(each["field"], ()) and not reading.adjectives
    ]
    return all(
        option.lower() in verbs or {singular(word) for word in option.lower().split()} <= said
        for option in named
    )


def read(question: str, words: Words, table: SchemaTable, today: date) -> Reading:
    """Everything else the question says about the table. Words nobody understood are in `left_over`."""
    reading = Reading(question, table)
    _read_checkboxes(words, reading)
    read_dates(words, reading, today)
    _read_ranges(words, reading)
    _read_comparisons(words, reading)
    _read_equals(words, reading)
    _read_states(words, reading)
    _read_options(words, reading)
    read_texts(words, reading)
    read_ends(words, reading)
    read_ranking(words, reading)
    _read_grouping(words, reading)
    read_metrics(words, reading)
    _use_joints(words)
    reading.left_over = words.left_over(lexicon.FILLERS)
    return reading


def _use_joints(words: Words) -> None:
    """The word before a condition that was understood says nothing more: "deals where Stage is Won"."""
    for at, word in enumerate(words.words[:-1]):
        if at and word in lexicon.JOINTS and words.used[at + 1]:
            words.use(at, at + 1)


def _read_grouping(words: Words, reading: Reading) -> None:
    _read_rhythm(words, reading)
    for end, phrase in words.take(lexicon.GROUPINGS):
        found = find_field(words, end, list(reading.table.fields))
        if found is None:
            _read_bucket(words, end, reading, begin=end - len(phrase.split()))
            continue
        words.use(end, found[0])
        if reading.group_by is None:
            reading.group_by = found[1]
        elif reading.group_by != found[1]:
            reading.missing = "I can group by one field at a time."


def _read_rhythm(words: Words, reading: Reading) -> None:
    """ "Monthly", by the date of the table."""
    for end, phrase in words.take(lexicon.RHYTHMS):
        _group_by_date(words, end - 1, reading, lexicon.RHYTHMS[phrase])


def _read_bucket(words: Words, at: int, reading: Reading, *, begin: int) -> None:
    """ "Per month", "by quarter", by the date of the table."""
    unit = lexicon.BUCKETS.get(words.words[at]) if at < len(words.words) and not words.used[at] else None
    if unit is not None:
        words.use(at, at + 1)
        _group_by_date(words, begin, reading, unit)


def _group_by_date(words: Words, at: int, reading: Reading, unit: str) -> None:
    chosen = date_field(words, at, reading)
    if reading.group_by is not None:
        reading.missing = "I can group by one field at a time."
    reading.group_by, reading.bucket = chosen, unit


def _read_checkboxes(words: Words, reading: Reading) -> None:
    boxes = [each for each in reading.table.fields if each.type == "checkbox"]
    for start, end, phrase in list(words.phrases(longest=4)):
        for box in boxes:
            if mentions(phrase, box.name) and not any(words.used[start:end]):
                is_wanted = not _negated(words, start)
                words.use(start, end)
                reading.conditions.append({"field": box.name, "op": "is", "value": is_wanted})


def _read_states(words: Words, reading: Reading) -> None:
    for end, phrase in words.take(lexicon.STATES):
        start = end - len(phrase.split())
        ends = reading.table.ending
        if ends is None:
            words.release(start, end)
            continue
        found, options = ends
        is_refused = _negated(words, start)
        is_open = lexicon.STATES[phrase] != is_refused
        op = "is_none_of" if is_open else "is_any_of"
        reading.conditions.append({"field": found.name, "op": op, "value": list(options)})
        reading.adjectives.append(("open" if is_open else "closed") if is_refused else phrase)
        verb = "is not" if is_open else "is"
        said = f"not {phrase}" if is_refused else phrase
        reading.notes.append(f"“{said.capitalize()}” means that {found.name} {verb} {listed(options, 'or')}.")


def _read_options(words: Words, reading: Reading) -> None:
    """Choices that are named, as one condition a field: wanted ones, or after "not" refused ones."""
    found = sorted(find_options(words, reading.table), key=lambda each: (each[0], -each[1]))
    chosen: dict[tuple[str, bool], tuple[SchemaField, list[str]]] = {}
    before: tuple[int, str, bool] | None = None
    for start, end, each, option in found:
        if any(words.used[start:end]):
            continue
        is_joined = before is not None and before[1] == each.id and _is_joined(words, before[0], start)
        is_refused = before[2] if is_joined and before else _negated(words, start)
        words.use(start, end)
        _use_name_before(words, start, each)
        # "High priority".
        if end < len(words.words) and not words.used[end] and mentions(words.words[end], each.name):
            words.use(end, end + 1)
        first, _, rest = option.lower().partition(" ")
        if first in {"no", "not"} and mentions(rest, each.name):
            reading.missing = f"Do you mean the {each.name} “{option}”, or what has no {each.name}?"
        chosen.setdefault((each.id, is_refused), (each, []))[1].append(option)
        before = (end, each.id, is_refused)
    for (_, is_refused), (each, options) in chosen.items():
        reading.conditions.append(_choice_condition(each, options, is_refused=is_refused))
    _refuse_contradictions(reading)


def _is_joined(words: Words, end: int, start: int) -> bool:
    """Whether only "or", "and" stands between two choices; then one "not" before them is for both."""
    between = words.words[end:start]
    if len(between) > 1 or not set(between) <= lexicon.CONJUNCTIONS:
        return False
    words.use(end, start)
    return True


def _choice_condition(each: SchemaField, options: list[str], *, is_refused: bool) -> JsonObject:
    if len(options) > 1 or each.type == "multipleSelects":
        return {"field": each.name, "op": "is_none_of" if is_refused else "is_any_of", "value": options}
    return {"field": each.name, "op": "is_not" if is_refused else "is", "value": options[0]}


def _refuse_contradictions(reading: Reading) -> None:
    """Two conditions on one choice may be meant together or in turn; guessing would make a wrong number."""
    choices = {each.name for each in reading.table.choices}
    named = [each["field"] for each in reading.conditions if each["field"] in choices]
    twice = next((name for name in named if named.count(name) > 1), "")
    if twice:
        reading.missing = (
            f"I am not sure which {twice} you mean. Name the ones you want, or “not” and the others."
        )


def _negated(words: Words, start: int) -> bool:
    for phrase in lexicon.NEGATIONS:
        parts = phrase.split()
        begin = start - len(parts)
        if begin >= 0 and words.words[begin:start] == parts:
            words.use(begin, start)
            return True
    return False


def _use_name_before(words: Words, start: int, found: SchemaField) -> None:
    """Use up the field's name just before an option: "stage is won", "owned by Ada"."""
    before = start - 1
    while before >= 0 and words.words[before] in {"is", "are", "of", "by", "in", "with", "the", "to"}:
        before -= 1
    if before >= 0 and not words.used[before]:
        word = words.words[before]
        if mentions(word, found.name) or is_verb_of(word, found.name.lower()):
            words.use(before, start)
    if words.words[start - 1 : start] == ["by"]:
        words.use(start - 1, start)


def _read_ranges(words: Words, reading: Reading) -> None:
    """ "Between 10k and 50k", both ends with it."""
    for end, _ in words.take(["between"]):
        low, high = words.amount_at(end), words.amount_at(end + 2)
        if low is None or high is None or words.words[end + 1] != "and":
            words.release(end - 1, end)
            continue
        words.use(end, end + 3)
        said = f"between {low.text} and {high.text}"
        _compare(words, reading, (end - 1, end + 3), [("gte", low), ("lte", high)], said=said)


def _read_comparisons(words: Words, reading: Reading) -> None:
    for end, phrase in words.take(lexicon.COMPARISONS):
        start = end - len(phrase.split())
        amount = words.amount_at(end)
        if amount is None:
            words.release(start, end)
            continue
        words.use(end, end + 1)
        bounds = [(lexicon.COMPARISONS[phrase], amount)]
        _compare(words, reading, (start, end + 1), bounds, said=f"{phrase} {amount.text}")


def _read_equals(words: Words, reading: Reading) -> None:
    """ "Season 1", "a probability of 50%": a number right behind the name of its field."""
    for at in range(len(words.words)):
        found = find_field(words, at, reading.table.numbers)
        if found is None:
            continue
        end, chosen = found
        place = end + 1 if words.words[end : end + 1] in (["of"], ["is"]) else end
        amount = words.amount_at(place)
        if amount is None or words.used[place]:
            continue
        words.use(at, place + 1)
        reading.missing = unit_problem(chosen, amount) or reading.missing
        reading.conditions.append({"field": chosen.name, "op": "is", "value": amount.value})


def _compare(
    words: Words, reading: Reading, place: tuple[int, int], bounds: list[tuple[str, Amount]], *, said: str
) -> None:
    """Bounds of the number that is named before or behind the place of the comparison, else of the money."""
    start, end = place
    found = _number_before(words, start, reading.table) or _number_after(words, end, reading.table)
    chosen = found or reading.table.money
    if chosen is None:
        reading.missing = f"Which number field of {reading.table.name} is {said}?"
        return
    problems = [unit_problem(chosen, amount) for _, amount in bounds]
    if any(problems):
        reading.missing = next(filter(None, problems))
        return
    reading.conditions += [{"field": chosen.name, "op": op, "value": amount.value} for op, amount in bounds]


def _number_before(words: Words, start: int, table: SchemaTable) -> SchemaField | None:
    for length in (3, 2, 1):
        begin = start - length
        if begin < 0 or any(words.used[begin:start]):
            continue
        phrase = " ".join(word for word in words.words[begin:start] if word not in LINKING_WORDS)
        for each in table.numbers:
            if phrase and mentions(phrase, each.name):
                words.use(begin, start)
                return each
    return None


def _number_after(words: Words, at: int, table: SchemaTable) -> SchemaField | None:
    skipped = at + 1 if words.words[at : at + 1] == ["in"] else at
    found = find_field(words, skipped, table.numbers)
    if found is None:
        return None
    words.use(at, found[0])
    return found[1]
