"""The planner's sentences. Every number in them is a display value out of the tool's result."""

from decimal import Decimal

from app.assistant._planner._changing import Wish
from app.assistant._planner._creating import NewRecord
from app.assistant._planner._dates import listed
from app.assistant._planner._ends import MOST_TIED
from app.assistant._planner._importing import Import
from app.assistant._planner._schema import DATE_TYPES, NUMBER_TYPES, SchemaTable
from app.assistant._planner._shapes import Metric, Ranking, Reading
from app.assistant._planner._words import singular
from app.llm import JsonObject, PlannedStep

ABILITIES = (
    "I can show and count records, give sums, averages, smallest and largest values, filtered and grouped, and "
    "prepare new records, changes and deletions for you to approve, and take your last change back."
)
EXAMPLES = (
    "How many open deals are there, and what are they worth by stage?",
    "How many deals has each owner, and their total value?",
    "Show the 5 largest open deals",
    "How many accounts are there per region?",
)
# How the aggregate calls the group of records whose cell is empty.
EMPTY = "(empty)"
METRIC_WORDS = {
    "distinct": "number of different",
    "sum": "total",
    "avg": "average",
    "median": "median",
    "min": "smallest",
    "max": "largest",
}


def answer(reading: Reading, result: JsonObject, shown: JsonObject | None = None) -> PlannedStep:
    """The answer to a question that was understood, with the result of its aggregate, and of its list if it has one."""
    if result["rows_matched"] == 0:
        scanned = f"the {_count(result['rows_scanned'])} records of {reading.table.name}"
        text = f"There are **no {_noun(reading, 2)}**{_where(reading, result)} among {scanned}."
        return PlannedStep(text=_with_notes(text, reading.notes))
    sentences = [_totals_sentence(reading, result)]
    if shown is not None and reading.ranking is not None:
        sentences.append(_shown_sentence(reading.ranking, shown["shown"], result["rows_matched"]))
        if reading.ranking.most == 1 or result["rows_matched"] == 1:
            sentences += _cell_sentences(reading, shown)
    if reading.group_by is not None:
        sentences.append(_groups_sentence(reading, result))
    empty = [
        _empty_sentence(metric, total)
        for metric, total in zip(reading.metrics, result["totals"], strict=True)
    ]
    notes = [*reading.notes, *filter(None, empty)]
    return PlannedStep(text=_with_notes(" ".join(sentences), notes), suggestions=_next_questions(reading))


def greeting() -> PlannedStep:
    return PlannedStep(
        text=f"Hello. {ABILITIES} Each number comes from all rows, with its proof.", suggestions=EXAMPLES
    )


def cannot_do(verb: str) -> PlannedStep:
    """A verb that changes something in a way that is not understood offline."""
    text = f"I do not know how to “{verb}” records, so I left them as they are. {ABILITIES}"
    return PlannedStep(text=text, suggestions=EXAMPLES)


def may_not() -> PlannedStep:
    return PlannedStep(text="Your role only reads. Ask an editor of the team to make this change.")


def nothing_before() -> PlannedStep:
    return PlannedStep(text="I do not know which records you mean. Name the table, and which of its records.")


def ask_for_wish(question: str) -> PlannedStep:
    return PlannedStep(text=f"{question} I changed nothing.")


def prepared(wish: Wish, result: JsonObject) -> PlannedStep:
    """What waits for the person, under whose card it stands."""
    waiting, stays = result["records_waiting"], result["records_that_stay_as_they_are"]
    noun = wish.reading.table.name.lower()
    noun = singular(noun) if waiting == 1 else noun
    if not waiting:
        return PlannedStep(text=f"Nothing is left to change: all of these {noun} hold that already.")
    if wish.kind == "delete":
        text = f"I prepared the deletion of **{_count(waiting)} {noun}**."
    else:
        sets = " and ".join(f"{name} becomes **{value}**" for name, value in wish.cells.items())
        text = f"I prepared a change of **{_count(waiting)} {noun}**: {sets}."
    if stays:
        text += f" {_count(stays)} hold that already."
    text += " Nothing is saved until you approve it."
    return PlannedStep(text=_with_notes(text, wish.reading.notes))


def prepared_record(record: NewRecord, result: JsonObject) -> PlannedStep:
    """A new record that waits for the person, under whose card it stands."""
    if not result["records_waiting"]:
        return prepared_nothing(str((result["first_rows"] or [{}])[0].get("note", "")))
    noun = singular(record.table.name.lower())
    shown = {
        name: ", ".join(value) if isinstance(value, list) else value for name, value in record.cells.items()
    }
    holds = ", ".join(f"{name} **{value}**" for name, value in shown.items())
    return PlannedStep(text=f"I prepared a new {noun}: {holds}. Nothing is saved until you approve it.")


def prepared_import(wish: Import, result: JsonObject) -> PlannedStep:
    """What the rows of a file would do, under whose card it stands."""
    assert wish.table is not None
    waiting, stays = result["records_waiting"], result["records_that_stay_as_they_are"]
    if not waiting:
        return prepared_nothing(f"All that stands in {wish.file.name} is in {wish.table.name} already.")
    records = "1 record" if waiting == 1 else f"{_count(waiting)} records"
    found = f", found by {' and '.join(wish.keys)}" if wish.keys else ""
    text = f"I prepared **{records}** of {wish.table.name} from {wish.file.name}{found}."
    if stays:
        text += f" {_count(stays)} hold that already."
    return PlannedStep(text=f"{text} Nothing is saved until you approve it.")


def reads_no_files() -> PlannedStep:
    """Texts and pictures need a model."""
    return PlannedStep(
        text="Without a language model I cannot read texts and pictures. A CSV file I can take into a table: add it, "
        "and say which table and by which field its rows find their records."
    )


def prepared_undo(result: JsonObject) -> PlannedStep:
    """What goes back to what it was, once the person agrees."""
    waiting, kept = result["records_waiting"], result["records_that_stay_as_they_are"]
    if not waiting:
        return PlannedStep(text="Nothing of your last change is left to take back.")
    records = "1 record" if waiting == 1 else f"{_count(waiting)} records"
    text = f"I prepared to take back your last change in **{records}**."
    if kept:
        text += f" {_count(kept)} stay as they are, because somebody changed them since."
    return PlannedStep(text=f"{text} Nothing is saved until you approve it.")


def undoes_the_newest() -> PlannedStep:
    text = "I can take back your newest change: say “undo that”. Older ones, and those of others, are under Changes."
    return PlannedStep(text=text, suggestions=("Undo that",))


def nothing_to_undo() -> PlannedStep:
    return PlannedStep(text="None of your newest changes stands, so there is nothing to take back.")


def no_bases() -> PlannedStep:
    return PlannedStep(text="This team has no base yet, so there is nothing to count.")


def failed(sentence: str) -> PlannedStep:
    """A tool could not answer; without its result there is no number."""
    return PlannedStep(text=f"I have no exact number for that. {sentence}")


def prepared_nothing(sentence: str) -> PlannedStep:
    return PlannedStep(text=f"I prepared nothing. {sentence}")


def which_table(tables: list[SchemaTable]) -> PlannedStep:
    names = sorted({table.name for table in tables})
    text = (
        f"Which table do you mean? There {'is' if len(names) == 1 else 'are'} {', '.join(names)}. {ABILITIES}"
    )
    return PlannedStep(
        text=text, suggestions=tuple(f"How many {name.lower()} are there?" for name in names[:4])
    )


def ask_back(question: str, table: SchemaTable) -> PlannedStep:
    names = ", ".join(each.name for each in table.numbers) or "none"
    return PlannedStep(text=f"{question} The number fields of {table.name} are: {names}.")


def found(text: str, results: list[JsonObject]) -> PlannedStep:
    """The records that hold a text, in any table of the bases that were searched."""
    shown = sum(each["shown"] for each in results)
    is_complete = all(each["is_complete"] for each in results)
    if not shown:
        more = "" if is_complete else " among those that could be read"
        return PlannedStep(text=f"No record holds “{text}”{more}.")
    few = f"**{_count(shown)} {'record' if shown == 1 else 'records'}**"
    verb, below = ("holds", "It is") if shown == 1 else ("hold", "They are")
    return PlannedStep(text=f"{'' if is_complete else 'At least '}{few} {verb} “{text}”. {below} below.")


def nothing_holds(text: str, table: SchemaTable) -> PlannedStep:
    """A name that stands in no cell of the table."""
    fields = ", ".join(each.name for each in table.fields)
    return PlannedStep(
        text=f"No record of {table.name} holds “{text}”. The fields of {table.name} are: {fields}."
    )


def stands_elsewhere(text: str, table: SchemaTable, result: JsonObject) -> PlannedStep:
    """A word that stands in cells by which nothing is chosen: notes, addresses, look-ups."""
    names = dict.fromkeys(name for each in result["records"] for name in each["found_in"])
    where = listed(tuple(names), "and")
    return PlannedStep(
        text=f"I found “{text}” in {where} of {table.name}, and cannot choose records by that. Name a field and what"
        " it holds."
    )


def not_understood(reading: Reading, ways: tuple[str, ...] = ()) -> PlannedStep:
    """What was left over is named. `ways` are the question in words that would be understood."""
    words = ", ".join(f"“{word}”" for word in reading.left_over)
    text = f"I did not understand {words}, and rather than leave it out I ask you to put it another way. {ABILITIES}"
    if ways:
        name = " ".join(reading.left_over).removesuffix("'s").removesuffix("’s")
        text = f"I am not sure where “{name}” is meant to stand, and I do not guess. Which one do you mean?"
        return PlannedStep(text=text, suggestions=ways)
    fields = ", ".join(each.name for each in reading.table.fields)
    return PlannedStep(
        text=f"{text}\n\nThe fields of {reading.table.name} are: {fields}.", suggestions=EXAMPLES[:2]
    )


def _totals_sentence(reading: Reading, result: JsonObject) -> str:
    shown = {
        metric.fn: total["display"] for metric, total in zip(reading.metrics, result["totals"], strict=True)
    }
    count = result["rows_matched"]
    verb = "is" if count == 1 else "are"
    counted = f"**{_count(count)} {_noun(reading, count)}**{_where(reading, result)}"
    kinds = [
        f"**{total['display']} different {metric.field.name}**"
        for metric, total in zip(reading.metrics, result["totals"], strict=True)
        if metric.fn == "distinct" and metric.field is not None
    ]
    if kinds:
        if "count" in shown:
            return f"There {verb} {counted}, with {' and '.join(kinds)}."
        return f"There {'is' if kinds[0].startswith('**1 ') else 'are'} {' and '.join(kinds)} in {counted}."
    values = [
        f"the {METRIC_WORDS[metric.fn]} {metric.field.name} is **{total['display']}**"
        for metric, total in zip(reading.metrics, result["totals"], strict=True)
        if metric.field is not None
    ]
    if "count" in shown and set(shown) == {"count", "sum"}:
        worth = (
            "worth"
            if reading.metrics[1].field == reading.table.money
            else f"with a total {_field(reading, 1)} of"
        )
        return f"There {verb} {counted}, {worth} **{shown['sum']}** in total."
    if not values:
        return f"There {verb} {counted}."
    return f"For {counted}, {' and '.join(values)}."


def _shown_sentence(ranking: Ranking, shown: int, matched: int) -> str:
    """How many of the records stand below, and in which order."""
    order = ranking.field
    ends = ("", "")
    if order is not None and order.type in NUMBER_TYPES:
        ends = ("highest", "lowest")
    elif order is not None and order.type in DATE_TYPES:
        ends = ("latest", "earliest")
    end = ends[0] if ranking.is_descending else ends[1]
    if ranking.most and end and order is not None:
        # The next one may be as high, so this says no more than the order.
        few = "The first" if shown == 1 else f"The first {_count(shown)}"
        return f"{few} by {order.name}, {end} first, {'is' if shown == 1 else 'are'} below."
    first = "The first is" if shown == 1 else f"The first {_count(shown)} are"
    what = "It is" if matched == 1 else "All are" if shown == matched else first
    by = f", by {order.name}{f', {end} first' if end else ''}" if order is not None and matched > 1 else ""
    return f"{what} below{by}."


def _cell_sentences(reading: Reading, shown: JsonObject) -> list[str]:
    """The cells that are asked for, of the one record that is shown."""
    cells = shown["records"][0]["cells"] if reading.about and shown["records"] else {}
    return [
        f"Its {name} is **{cells[name]}**." if cells.get(name) else f"It has no {name}."
        for name in reading.about
        if cells
    ]


def _groups_sentence(reading: Reading, result: JsonObject) -> str:
    """Which groups have the most, or the fewest; nothing where that cannot be told of those that are shown."""
    assert reading.group_by is not None
    index = len(reading.metrics) - 1
    metric = reading.metrics[index]
    numbers = {
        group["label"]: Decimal(group["values"][index]["value"])
        for group in result["groups"]
        if group["values"][index]["value"] is not None and group["label"] != EMPTY
    }
    # Groups come in the order of their number only if their end is asked for; else all of them must be there.
    is_known = bool(reading.end) or result["groups_shown"] == result["groups_total"]
    if not is_known:
        shown, total = _count(result["groups_shown"]), _count(result["groups_total"])
        return f"They are spread over {total} groups of {reading.group_by.name}, of which {shown} are below."
    if len(numbers) < (1 if reading.end else 2):
        return ""
    name, is_last = reading.group_by.name, metric.fn == "min" or reading.end == "fewest"
    best = min(numbers.values()) if is_last else max(numbers.values())
    first = [label for label, number in numbers.items() if number == best]
    if len(first) > (MOST_TIED if reading.end else 1):
        spread = f"They are spread over {_count(result['groups_total'])} groups of {name}"
        return f"{spread}, and several share the {'last' if is_last else 'first'} place."
    shown = next(
        group["values"][index]["display"] for group in result["groups"] if group["label"] == first[0]
    )
    bold = tuple(f"**{label}**" for label in first)
    who = listed(bold, "and") + (" have" if len(first) > 1 else " has")
    each = " each" if len(first) > 1 else ""
    return f"By {name}, {who} {_superlative(reading, index, is_last=is_last)}: **{shown}**{each}."


def _superlative(reading: Reading, index: int, *, is_last: bool) -> str:
    metric = reading.metrics[index]
    if metric.fn == "count":
        return "the fewest records" if is_last else "the most records"
    if metric.fn in ("min", "max"):
        return f"the {METRIC_WORDS[metric.fn]} {_field(reading, index)}"
    return f"the {'lowest' if is_last else 'highest'} {METRIC_WORDS[metric.fn]} {_field(reading, index)}"


def _empty_sentence(metric: Metric, total: JsonObject) -> str:
    if metric.field is None or not total["empty"]:
        return ""
    count, name = total["empty"], metric.field.name
    records = "1 record has" if count == 1 else f"{_count(count)} records have"
    if metric.fn == "distinct":
        return f"{records} no {name}."
    return (
        f"{records} no {name} and {'is' if count == 1 else 'are'} left out of its {METRIC_WORDS[metric.fn]}."
    )


def _next_questions(reading: Reading) -> tuple[str, ...]:
    """The same numbers by other choices, as long as the question can be said again with its whole filter."""
    if len(reading.conditions) != len(reading.adjectives):
        return ()
    numbers = [_asked_for(reading, metric) for metric in reading.metrics]
    about = f"{' and '.join(numbers)} of {_noun(reading, 2)}"
    others = [each.name.lower() for each in reading.table.choices if each != reading.group_by]
    return tuple(f"{about[0].upper()}{about[1:]} by {name}" for name in others[:3])


def _asked_for(reading: Reading, metric: Metric) -> str:
    if metric.field is None:
        return "number"
    if metric.fn == "sum" and metric.field == reading.table.money:
        return "value"
    return f"{METRIC_WORDS[metric.fn]} {metric.field.name.lower()}"


def _noun(reading: Reading, count: int) -> str:
    name = reading.table.name.lower()
    if count == 1:
        name = singular(name)
    return " ".join([*_adjectives(reading), name])


def _adjectives(reading: Reading) -> list[str]:
    """Words like "open", as long as they say the whole filter."""
    return reading.adjectives if len(reading.conditions) == len(reading.adjectives) else []


def _where(reading: Reading, result: JsonObject) -> str:
    return f" where {result['filter']}" if result["filter"] and not _adjectives(reading) else ""


def _field(reading: Reading, index: int) -> str:
    found = reading.metrics[index].field
    return found.name if found else ""


def _with_notes(text: str, notes: list[str]) -> str:
    return text if not notes else f"{text}\n\n{' '.join(notes)}"


def _count(number: int) -> str:
    return f"{number:,}"
