"""Reading a question against the tables of a base: what it asks for, or what was not understood."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._schema import SchemaField, SchemaTable, find_field, find_options, mentions
from app.assistant._planner._words import Amount, Words
from app.llm import JsonObject

MOST_DAYS = 36_500
LINKING_WORDS = frozenset({"is", "are", "of", "an", "a", "with"})


@dataclass(frozen=True, slots=True)
class Metric:
    """One number that is asked for; `field` is None for a count."""

    fn: lexicon.MetricName
    field: SchemaField | None = None


@dataclass
class Reading:
    """A question understood: `notes` say how words without a field of their own were taken."""

    question: str
    table: SchemaTable
    metrics: list[Metric] = field(default_factory=list)
    group_by: SchemaField | None = None
    conditions: list[JsonObject] = field(default_factory=list)
    adjectives: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    missing: str = ""

    def narrow(self, before: "Reading") -> None:
        """Only of what was asked about before."""
        self.conditions[:0] = before.conditions
        self.adjectives[:0] = before.adjectives
        self.notes[:0] = before.notes


def find_table(words: Words, tables: list[SchemaTable]) -> SchemaTable | None:
    """The table that the words name, and those words used up."""
    for start, end, phrase in list(words.phrases(longest=3)):
        for table in tables:
            if mentions(phrase, table.name):
                words.use(start, end)
                return table
    return None


def read(question: str, words: Words, table: SchemaTable, today: date) -> Reading:
    """Everything else the question says about the table. Words nobody understood are in `left_over`."""
    reading = Reading(question, table)
    _read_checkboxes(words, reading)
    _read_ages(words, reading, today)
    _read_comparisons(words, reading)
    _read_periods(words, reading, today)
    _read_states(words, reading)
    _read_options(words, reading)
    _read_grouping(words, reading)
    _read_metrics(words, reading)
    reading.left_over = words.left_over(lexicon.FILLERS)
    return reading


def _read_metrics(words: Words, reading: Reading) -> None:
    for _ in words.take(lexicon.EMPHASIS):
        pass
    seen: set[tuple[str, str]] = set()
    for end, phrase in words.take(lexicon.METRICS):
        fn = lexicon.METRICS[phrase]
        found = _named_number(words, end, reading.table) if fn != "count" else None
        metric = Metric(fn, None if fn == "count" else found or reading.table.money)
        if fn != "count" and metric.field is None:
            reading.missing = f"Which number field of {reading.table.name} do you mean?"
            continue
        key = (fn, metric.field.id if metric.field else "")
        if key not in seen:
            seen.add(key)
            reading.metrics.append(metric)
    order = ["count", "sum", "avg", "min", "max"]
    reading.metrics.sort(key=lambda metric: order.index(metric.fn))
    if not reading.metrics:
        reading.metrics.append(Metric("count"))


def _named_number(words: Words, at: int, table: SchemaTable) -> SchemaField | None:
    while at < len(words.words) and (words.used[at] or words.words[at] in {"the", "of", "their", "its"}):
        at += 1
    found = find_field(words, at, table.numbers)
    if found is None:
        return None
    words.use(at, found[0])
    return found[1]


def _read_grouping(words: Words, reading: Reading) -> None:
    for end, _ in words.take(lexicon.GROUPINGS):
        found = find_field(words, end, list(reading.table.fields))
        if found is None:
            continue
        words.use(end, found[0])
        if reading.group_by is None:
            reading.group_by = found[1]
        elif reading.group_by != found[1]:
            reading.missing = "I can group by one field at a time."


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
        is_open = lexicon.STATES[phrase]
        ends = _ending_options(reading.table)
        if ends is None:
            words.used[end - len(phrase.split()) : end] = [False] * len(phrase.split())
            continue
        found, options = ends
        op = "is_none_of" if is_open else "is_any_of"
        reading.conditions.append({"field": found.name, "op": op, "value": list(options)})
        reading.adjectives.append(phrase)
        verb = "is not" if is_open else "is"
        reading.notes.append(
            f"“{phrase.capitalize()}” means that {found.name} {verb} {_listed(options, 'or')}."
        )


def _ending_options(table: SchemaTable) -> tuple[SchemaField, tuple[str, ...]] | None:
    likely = sorted(table.choices, key=lambda each: each.name.lower() not in lexicon.STATE_FIELDS)
    for each in likely:
        ending = tuple(option for option in each.options if option.lower() in lexicon.ENDING_OPTIONS)
        if ending and len(ending) < len(each.options):
            return each, ending
    return None


def _read_options(words: Words, reading: Reading) -> None:
    """Choices that are named, as one condition a field: wanted ones, or after "not" refused ones."""
    found = sorted(find_options(words, reading.table), key=lambda each: each[0])
    chosen: dict[tuple[str, bool], tuple[SchemaField, list[str]]] = {}
    before: tuple[int, str, bool] | None = None
    for start, end, each, option in found:
        is_joined = before is not None and before[1] == each.id and _is_joined(words, before[0], start)
        is_refused = before[2] if is_joined and before else _negated(words, start)
        words.use(start, end)
        _use_name_before(words, start, each)
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
    while before >= 0 and words.words[before] in {"is", "are", "of", "by", "in", "with", "the"}:
        before -= 1
    if before >= 0 and not words.used[before]:
        word = words.words[before]
        if mentions(word, found.name) or word.removesuffix("ed") == found.name.lower().removesuffix("er"):
            words.use(before, start)
    if words.words[start - 1 : start] == ["by"]:
        words.use(start - 1, start)


def _read_comparisons(words: Words, reading: Reading) -> None:
    for end, phrase in words.take(lexicon.COMPARISONS):
        start = end - len(phrase.split())
        amount = words.amount_at(end)
        if amount is None:
            words.used[start:end] = [False] * (end - start)
            continue
        words.use(end, end + 1)
        found = _number_before(words, start, reading.table) or _number_after(words, end + 1, reading.table)
        chosen = found or reading.table.money
        if chosen is None:
            reading.missing = f"Which number field of {reading.table.name} is {phrase} {amount.text}?"
        elif problem := _unit_problem(chosen, amount):
            reading.missing = problem
        else:
            op = lexicon.COMPARISONS[phrase]
            reading.conditions.append({"field": chosen.name, "op": op, "value": amount.value})


def _unit_problem(chosen: SchemaField, amount: Amount) -> str:
    """A number in another unit than the field's is another number."""
    if (chosen.type == "percent") != (amount.unit == "%"):
        return f"{chosen.name} is {_kind(chosen)}, and “{amount.text}” is not. How much do you mean?"
    if amount.unit not in {"", "%", chosen.symbol}:
        return (
            f"{chosen.name} is in {chosen.symbol or 'plain numbers'}, and I do not convert “{amount.text}”."
        )
    return ""


def _kind(chosen: SchemaField) -> str:
    return "a percentage" if chosen.type == "percent" else "a number"


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


def _read_ages(words: Words, reading: Reading, today: date) -> None:
    """ "Older than 90 days" is counted in days from today, by the table's only date."""
    for end, phrase in words.take(lexicon.AGES):
        start = end - len(phrase.split())
        amount = words.amount_at(end)
        unit = words.words[end + 1] if end + 1 < len(words.words) else ""
        if amount is None or amount.unit or not amount.value.isdigit() or unit not in lexicon.DAYS:
            words.used[start:end] = [False] * (end - start)
            continue
        words.use(end, end + 2)
        chosen = _date_field(words, start, reading)
        if chosen is None:
            return
        days = int(amount.value) * lexicon.DAYS[unit]
        limit = today - timedelta(days=min(days, MOST_DAYS))
        reading.conditions.append(
            {"field": chosen.name, "op": lexicon.AGES[phrase], "value": limit.isoformat()}
        )
        side = "before" if lexicon.AGES[phrase] == "lt" else "after"
        reading.notes.append(
            f"“{phrase.capitalize()} {amount.text} {unit}” is {chosen.name} {side} {limit:%d %b %Y}."
        )


def _read_periods(words: Words, reading: Reading, today: date) -> None:
    shifts = lexicon.PERIOD_SHIFTS.items()
    phrases = {f"{shift} {unit}": (steps, unit) for shift, steps in shifts for unit in lexicon.PERIODS}
    for end, phrase in words.take(phrases):
        steps, unit = phrases[phrase]
        start = end - len(phrase.split())
        begins, ends = period(today, unit, steps)
        chosen = _date_field(words, start, reading)
        if chosen is None:
            return
        reading.conditions.append({"field": chosen.name, "op": "gte", "value": begins.isoformat()})
        reading.conditions.append({"field": chosen.name, "op": "lt", "value": ends.isoformat()})
        last = ends - timedelta(days=1)
        reading.notes.append(
            f"“{phrase.capitalize()}” is {begins:%d %b %Y} to {last:%d %b %Y}, by {chosen.name}."
        )


def _date_field(words: Words, start: int, reading: Reading) -> SchemaField | None:
    """The date field named or hinted at before `start` ("closing this month"), else the table's only one."""
    dates = reading.table.dates
    for begin in range(max(0, start - 3), start):
        stem = words.words[begin].removesuffix("ing").removesuffix("ed").removesuffix("e")
        hinted = [each for each in dates if len(stem) > 2 and each.name.lower().startswith(stem)]
        if len(hinted) == 1 and not words.used[begin]:
            words.use(begin, start)
            return hinted[0]
    if len(dates) == 1:
        return dates[0]
    names = _listed(tuple(each.name for each in dates), "or")
    reading.missing = (
        f"Which date do you mean: {names}?" if dates else f"{reading.table.name} has no date field."
    )
    return None


def period(today: date, unit: str, steps: int) -> tuple[date, date]:
    """First day of the period that `today` is in, `steps` periods on, and the first day after it."""
    if unit == "week":
        begins = today - timedelta(days=today.weekday()) + timedelta(weeks=steps)
        return begins, begins + timedelta(weeks=1)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    index = (today.year * 12 + today.month - 1) // months + steps
    return _month(index * months), _month((index + 1) * months)


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def _listed(names: tuple[str, ...], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
