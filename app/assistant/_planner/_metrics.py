"""Which numbers are asked for: how many, how many different, sums, averages, smallest and largest values."""

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._schema import SchemaField, SchemaTable, find_field, mentions
from app.assistant._planner._shapes import Metric, Reading
from app.assistant._planner._words import Words

VALUE_TYPES = frozenset({"singleLineText", "singleSelect", "multipleRecordLinks", "email", "phoneNumber"})


def read_metrics(words: Words, reading: Reading) -> None:
    """Puts the numbers into the reading that are asked for; without any they are counted."""
    for _ in words.take(lexicon.EMPHASIS):
        pass
    _use_size(words, reading.table)
    seen: set[tuple[str, str]] = set()
    for end, phrase in words.take(lexicon.METRICS):
        fn = lexicon.METRICS[phrase]
        if fn == "count" and _read_values(words, end, reading):
            continue
        found = _named_number(words, end, reading.table) if fn != "count" else None
        metric = Metric(fn, None if fn == "count" else found or reading.table.money)
        if fn != "count" and metric.field is None:
            reading.missing = f"Which number field of {reading.table.name} do you mean?"
            continue
        if fn in {"avg", "median"} and found is None and _may_be_a_number_of_records(words, reading):
            reading.missing = (
                "Is that how many there are on average, or the average of a field? Name the field."
            )
            continue
        key = (fn, metric.field.id if metric.field else "")
        if key not in seen:
            seen.add(key)
            reading.metrics.append(metric)
    order = ["count", "distinct", "sum", "avg", "median", "min", "max"]
    reading.metrics.sort(key=lambda metric: order.index(metric.fn))
    if reading.metrics or reading.group_by:
        if reading.ranking is not None and reading.ranking.field is not None:
            reading.missing = "I can put records in an order, and not groups or totals."
        reading.ranking = None
    if not reading.metrics:
        reading.metrics.append(Metric("count"))


def _may_be_a_number_of_records(words: Words, reading: Reading) -> bool:
    """ "The average number of deals", "average deals per month": no number of a record is meant, or perhaps not."""
    noun = reading.table.name.lower().split()[-1]
    is_about_many = noun in words.words and "size" not in words.words
    return is_about_many and (reading.group_by is not None or "number" in words.words)


def _use_size(words: Words, table: SchemaTable) -> None:
    """ "The average deal size" is that of its money."""
    for at, word in enumerate(words.words):
        is_after_the_table = at and mentions(words.words[at - 1], table.name)
        if word == "size" and is_after_the_table and not words.used[at] and table.money is not None:
            words.use(at, at + 1)


def _read_values(words: Words, at: int, reading: Reading) -> bool:
    """ "How many countries", where Country is a field: records and different values are both told, as either may be
    meant; "how many different countries" are values."""
    is_distinct = words.words[at : at + 1] != [] and words.words[at] in lexicon.DISTINCT
    begin = at + 1 if is_distinct else at
    found = find_field(words, begin, [each for each in reading.table.fields if each.type in VALUE_TYPES])
    if found is None:
        return False
    words.use(at, found[0])
    wanted = [Metric("distinct", found[1])]
    reading.metrics += wanted if is_distinct else [Metric("count"), *wanted]
    return True


def _named_number(words: Words, at: int, table: SchemaTable) -> SchemaField | None:
    while at < len(words.words) and (words.used[at] or words.words[at] in {"the", "of", "their", "its"}):
        at += 1
    found = find_field(words, at, table.numbers)
    if found is None:
        return None
    words.use(at, found[0])
    return found[1]
