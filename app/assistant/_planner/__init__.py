"""The offline planner: a plain function from a conversation to the next step. No model, no guess.

It asks for the bases, then for the schema of the base that the question is about, then for one exact aggregate, with
the records themselves where they are asked for, or for a change that waits for approval, and puts the result into
words. A word that it does not understand is never dropped silently: then it says which, and what it can answer.
"""

from collections.abc import Callable, Sequence
from datetime import date

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner import _wording as wording
from app.assistant._planner._changing import kind_of_wish, points_back, read_wish
from app.assistant._planner._creating import read_new_record
from app.assistant._planner._ends import grouped
from app.assistant._planner._importing import read_import
from app.assistant._planner._linking import (
    MOST_HITS,
    held_in,
    link,
    not_looked_for,
    results_of,
    tables_named_by,
    texts_in,
)
from app.assistant._planner._ranking import ask_for_cells, columns
from app.assistant._planner._reading import find_table, fitting_tables, read
from app.assistant._planner._schema import SchemaTable, mentions, tables_of
from app.assistant._planner._shapes import Reading
from app.assistant._planner._texts import other_ways, sought
from app.assistant._planner._words import Words
from app.llm import Conversation, JsonObject, PlannedStep, Question, ToolReply, ToolSpec
from app.models import utc_now

MOST_BASES = 5
_TOOLS = {
    "update": "update_records",
    "delete": "delete_records",
    "create": "create_records",
    "undo": "undo_changes",
}
SHOWN = 20

GO_ON = "Go on."

__all__ = ["GO_ON", "plan", "planner"]


def plan(conversation: Conversation, tools: Sequence[ToolSpec]) -> PlannedStep:
    """The next step of the turn that the last question began, by today's date (UTC)."""
    return planner(lambda: utc_now().date())(conversation, tools)


def planner(today: Callable[[], date]) -> Callable[[Conversation, Sequence[ToolSpec]], PlannedStep]:
    """The planner with a given clock."""

    def step(conversation: Conversation, tools: Sequence[ToolSpec]) -> PlannedStep:
        asked, replies = _this_turn(conversation)
        question = asked.text
        words = Words.of(question)
        if asked.files:
            return _with_files(asked, tools, replies)
        kind = kind_of_wish(words)
        at_once = _at_once(words, kind, tools, replies)
        if at_once is not None:
            return at_once
        if kind == "undo":
            return _undo(words, replies)
        bases = _reply(replies, "list_bases")
        if bases is None:
            return PlannedStep(calls=(("list_bases", {}),))
        described = [reply.data for reply in replies if reply.tool == "describe_base"]
        before = _before(conversation) if points_back(words) else ""
        if not described:
            return _describe(f"{before} {question}", bases)
        if kind == "create":
            return _create(question, described, _reply(replies, "create_records"))
        if kind:
            return _change(question, before, described, replies, today())
        return _ask(question, before, described, replies, today())

    return step


def _at_once(
    words: Words, kind: str, tools: Sequence[ToolSpec], replies: list[ToolReply]
) -> PlannedStep | None:
    """The answer that needs no look at the bases, or that a tool could not answer; None when there is none."""
    if not set(words.words) - lexicon.GREETINGS - lexicon.FILLERS:
        return wording.greeting()
    if kind == "other":
        return wording.cannot_do(words.words[0] if words.words[0] != "please" else words.words[1])
    if kind and not any(each.name == _TOOLS[kind] for each in tools):
        return wording.may_not()
    failed = next((reply for reply in replies if reply.is_error), None)
    if failed is None:
        return None
    sentence = str(failed.data.get("error", ""))
    return wording.prepared_nothing(sentence) if kind else wording.failed(sentence)


def _describe(question: str, bases: JsonObject) -> PlannedStep:
    found = bases["bases"]
    if not found:
        return wording.no_bases()
    words = Words.of(question)
    named = [
        base for base in found if any(mentions(phrase, base["name"]) for _, _, phrase in words.phrases())
    ]
    with_table = [base for base in found if _names_table(words, base)]
    chosen = with_table or named or found
    return PlannedStep(calls=tuple(("describe_base", {"base": base["id"]}) for base in chosen[:MOST_BASES]))


def _names_table(words: Words, base: JsonObject) -> bool:
    return any(mentions(phrase, name) for name in base["tables"] for _, _, phrase in words.phrases(longest=3))


def _ask(
    question: str, before: str, described: list[JsonObject], replies: list[ToolReply], today: date
) -> PlannedStep:
    tables = [table for each in described for table in tables_of(each)]
    words = Words.of(question)
    asked_before = _asked_before(before, tables, today)
    named = find_table(words, tables)
    # A base may have the name of its table: then the table is meant.
    _use_base_names(words, described)
    # Where there is but one table, it is the one that is meant.
    only = tables[0] if len(tables) == 1 else None
    table = named or (asked_before.table if asked_before else only)
    if table is None and not sought(words):
        fitting = fitting_tables(question, words, tables, today)
        table = fitting[0] if len(fitting) == 1 else None
        if len(fitting) > 1:
            found = _by_its_name(question, words, fitting, replies, today)
            if isinstance(found, PlannedStep):
                return found
            table = found
    if table is None:
        return _search(words, tables, replies)
    reading = read(question, words, table, today)
    if asked_before is not None and asked_before.table == table:
        reading.narrow(asked_before)
    if reading.missing:
        return wording.ask_back(reading.missing, table)
    if reading.left_over:
        unclear = _look_into_cells(words, reading, replies)
        if unclear is not None:
            return unclear
    counted, shown = _reply(replies, "aggregate_records"), _reply(replies, "list_records")
    if counted is None:
        return PlannedStep(calls=_calls(reading))
    return wording.answer(reading, counted, shown)


def _by_its_name(
    question: str, words: Words, fitting: list[SchemaTable], replies: list[ToolReply], today: date
) -> PlannedStep | SchemaTable | None:
    """ "The phone of Ada Lovelace", where several tables have phones: the one that has a record of this name, once it
    was looked for in all of them."""
    copy = words.copy()
    read(question, copy, fitting[0], today)
    texts = texts_in(copy, fitting[0])
    if len(texts) != 1:
        return None
    found = _found_in_cells(replies)
    bases = dict.fromkeys(table.base for table in fitting)
    unknown = [base for base in bases if not_looked_for(texts, results_of(found, base))]
    if unknown:
        calls = (
            _look(texts[0].said, base, [each.name for each in fitting if each.base == base])
            for base in unknown
        )
        return PlannedStep(calls=tuple(calls))
    named = tables_named_by(texts[0], fitting, found)
    return named[0] if len(named) == 1 else None


def _look(text: str, base: str, tables: list[str]) -> tuple[str, JsonObject]:
    return "search_records", {"base": base, "tables": tables, "limit": MOST_HITS, "text": text}


def _look_into_cells(words: Words, reading: Reading, replies: list[ToolReply]) -> PlannedStep | None:
    """Words that no name explains may stand in cells: look there once. None when all of them do, in one field each."""
    table = reading.table
    texts = texts_in(words, table)
    if not texts:
        return wording.not_understood(reading)
    results = results_of(_found_in_cells(replies), table.base)
    unknown = not_looked_for(texts, results)
    if unknown:
        return PlannedStep(calls=tuple(_look(each.said, table.base, [table.name]) for each in unknown))
    unclear = link(words, reading, texts, results)
    if unclear is None:
        ask_for_cells(reading)
        return wording.not_understood(reading) if reading.left_over else None
    result = results[unclear.said.casefold()]
    if unclear.is_name and result["is_complete"] and not result["records"]:
        return wording.nothing_holds(unclear.said, table)
    held = held_in(table, unclear, result)
    if result["records"] and not held.fields:
        return wording.stands_elsewhere(unclear.said, table, result)
    return wording.not_understood(reading, other_ways(words, reading, held.fields))


def _search(words: Words, tables: list[SchemaTable], replies: list[ToolReply]) -> PlannedStep:
    """A name without a table is looked for in all of them."""
    text = sought(words)
    if not text:
        return wording.which_table(tables)
    found = _found_in_cells(replies)
    if found:
        return wording.found(text, found)
    bases = dict.fromkeys(table.base for table in tables)
    return PlannedStep(calls=tuple(("search_records", {"base": base, "text": text}) for base in bases))


def _change(
    question: str, before: str, described: list[JsonObject], replies: list[ToolReply], today: date
) -> PlannedStep:
    tables = [table for each in described for table in tables_of(each)]
    words = Words.of(question)
    if find_table(Words.of(question), tables) is None or len(described) > 1:
        _use_base_names(words, described)
    asked_before = _asked_before(before, tables, today)
    wish = read_wish(question, words, tables, today, before=asked_before, found=_found_in_cells(replies))
    if wish is None:
        return wording.nothing_before() if points_back(words) else wording.which_table(tables)
    if wish.missing:
        return wording.ask_for_wish(wish.missing)
    if wish.reading.left_over:
        unclear = _look_into_cells(words, wish.reading, replies)
        return unclear or wording.not_understood(wish.reading)
    result = _reply(replies, _TOOLS[wish.kind])
    if result is None:
        return PlannedStep(calls=((_TOOLS[wish.kind], wish.arguments),))
    return wording.prepared(wish, result)


def _create(question: str, described: list[JsonObject], result: JsonObject | None) -> PlannedStep:
    tables = [table for each in described for table in tables_of(each)]
    record = read_new_record(question, tables)
    if record is None:
        return wording.which_table(tables)
    if record.missing:
        return wording.ask_for_wish(record.missing)
    if result is None:
        return PlannedStep(calls=(("create_records", record.arguments),))
    return wording.prepared_record(record, result)


def _with_files(asked: Question, tools: Sequence[ToolSpec], replies: list[ToolReply]) -> PlannedStep:
    """A CSV file goes into a table; nothing else of a file can be read without a model."""
    file = next((each for each in asked.files if each.media_type == "text/csv"), None)
    if file is None:
        return wording.reads_no_files()
    if not any(each.name == "import_file" for each in tools):
        return wording.may_not()
    failed = next((reply for reply in replies if reply.is_error), None)
    if failed is not None:
        return wording.prepared_nothing(str(failed.data.get("error", "")))
    bases = _reply(replies, "list_bases")
    if bases is None:
        return PlannedStep(calls=(("list_bases", {}),))
    described = [reply.data for reply in replies if reply.tool == "describe_base"]
    if not described:
        return _describe(asked.text, bases)
    wish = read_import(asked.text, file, [table for each in described for table in tables_of(each)])
    if wish.missing:
        return wording.ask_for_wish(wish.missing)
    result = _reply(replies, "import_file")
    if result is None:
        return PlannedStep(calls=(("import_file", wish.arguments),))
    return wording.prepared_import(wish, result)


def _undo(words: Words, replies: list[ToolReply]) -> PlannedStep:
    """The newest change of the person who asks that was carried out and stands."""
    if set(words.words) - lexicon.UNDONE:
        return wording.undoes_the_newest()
    done = _reply(replies, "undo_changes")
    listed = _reply(replies, "list_changes")
    if done is not None:
        return wording.prepared_undo(done)
    if listed is None:
        return PlannedStep(calls=(("list_changes", {"limit": 50}),))
    standing = [
        plan
        for plan in listed["plans"]
        if plan["is_yours"]
        and plan["status"] in {"applied", "partly"}
        and not plan["is_undone"]
        and not plan["is_an_undo"]
    ]
    if not standing:
        return wording.nothing_to_undo()
    return PlannedStep(calls=(("undo_changes", {"plan": standing[0]["id"]}),))


def _asked_before(question: str, tables: list[SchemaTable], today: date) -> Reading | None:
    """What the question before was about, if it was understood whole."""
    words = Words.of(question)
    table = find_table(words, tables)
    if table is None:
        return None
    reading = read(question, words, table, today)
    return None if reading.missing or reading.left_over else reading


def _before(conversation: Conversation) -> str:
    """The last question before this one that does not point back itself."""
    asked = [each.text for each in conversation if isinstance(each, Question) and not _goes_on(each.text)][
        :-1
    ]
    return next((text for text in reversed(asked) if not points_back(Words.of(text))), "")


def _use_base_names(words: Words, described: list[JsonObject]) -> None:
    for start, end, phrase in list(words.phrases()):
        if any(phrase == each["base"]["name"].lower() for each in described):
            words.use(start, end)


def _calls(reading: Reading) -> tuple[tuple[str, JsonObject], ...]:
    """The exact numbers, and beside them the records, so that their count has its proof."""
    place: JsonObject = {"base": reading.table.base, "table": reading.table.name}
    if reading.conditions:
        place["where"] = {"match": "all", "conditions": reading.conditions}
    metrics = [{"fn": each.fn, "field": each.field.name if each.field else None} for each in reading.metrics]
    aggregate = ("aggregate_records", {**place, "metrics": metrics, **grouped(reading)})
    ranking = reading.ranking
    if ranking is None:
        return (aggregate,)
    order = ranking.field
    if order is not None and ranking.most and not ranking.is_descending:
        # What has no number or date would come first, and is neither the smallest nor the earliest.
        filled = {"field": order.name, "op": "is_not_empty"}
        place = {**place, "where": {"match": "all", "conditions": [*reading.conditions, filled]}}
    sort = [{"field": order.name, "descending": ranking.is_descending}] if order is not None else []
    wanted = {"sort": sort, "fields": columns(reading), "limit": ranking.most or SHOWN}
    return aggregate, ("list_records", {**place, **wanted})


def _this_turn(conversation: Conversation) -> tuple[Question, list[ToolReply]]:
    last = max(index for index, each in enumerate(conversation) if isinstance(each, Question))
    question = conversation[last]
    assert isinstance(question, Question)
    replies = [each for each in conversation[last + 1 :] if isinstance(each, ToolReply)]
    # "Go on" after an answer that was cut off is its question once more: nothing of it is remembered but its text.
    asked = (each for each in reversed(conversation[: last + 1]) if isinstance(each, Question))
    return next((each for each in asked if not _goes_on(each.text)), question), replies


def _goes_on(text: str) -> bool:
    words = Words.of(text).words
    return bool(words) and not set(words) - lexicon.GOING_ON


def _found_in_cells(replies: list[ToolReply]) -> list[JsonObject]:
    return [each.data for each in replies if each.tool == "search_records"]


def _reply(replies: list[ToolReply], tool: str) -> JsonObject | None:
    return next((reply.data for reply in replies if reply.tool == tool), None)
