"""The offline planner: a plain function from a conversation to the next step. No model, no guess.

It asks for the bases, then for the schema of the base that the question is about, then for one exact
aggregate, and puts the result into words. A word that it does not understand is never dropped silently: then
it says which, and what it can answer.
"""

from collections.abc import Callable, Sequence
from datetime import date

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner import _wording as wording
from app.assistant._planner._reading import Reading, find_table, read
from app.assistant._planner._schema import SchemaTable, mentions, tables_of
from app.assistant._planner._words import Words
from app.llm import Conversation, JsonObject, PlannedStep, Question, ToolReply, ToolSpec
from app.models import utc_now

MOST_BASES = 5

__all__ = ["plan", "planner"]


def plan(conversation: Conversation, tools: Sequence[ToolSpec]) -> PlannedStep:
    """The next step of the turn that the last question began, by today's date (UTC)."""
    return planner(lambda: utc_now().date())(conversation, tools)


def planner(today: Callable[[], date]) -> Callable[[Conversation, Sequence[ToolSpec]], PlannedStep]:
    """The planner with a given clock."""

    def step(conversation: Conversation, _tools: Sequence[ToolSpec]) -> PlannedStep:
        question, replies = _this_turn(conversation)
        words = Words.of(question)
        if not set(words.words) - lexicon.GREETINGS - lexicon.FILLERS:
            return wording.greeting()
        if words.words[0] in lexicon.WRITES or words.words[:2] in (
            ["please", verb] for verb in lexicon.WRITES
        ):
            return wording.no_writes()
        failed = next((reply for reply in replies if reply.is_error), None)
        if failed is not None:
            return wording.failed(str(failed.data.get("error", "")))
        bases = _reply(replies, "list_bases")
        if bases is None:
            return PlannedStep(calls=(("list_bases", {}),))
        described = [reply.data for reply in replies if reply.tool == "describe_base"]
        if not described:
            return _describe(question, bases)
        return _aggregate(question, described, _reply(replies, "aggregate_records"), today())

    return step


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


def _aggregate(
    question: str, described: list[JsonObject], result: JsonObject | None, today: date
) -> PlannedStep:
    tables = [table for each in described for table in tables_of(each)]
    words = Words.of(question)
    _use_base_names(words, described)
    table = find_table(words, tables)
    if table is None:
        return wording.which_table(tables)
    reading = read(question, words, table, today)
    if reading.missing:
        return wording.ask_back(reading.missing, table)
    if reading.left_over:
        return wording.not_understood(reading)
    if result is None:
        return PlannedStep(calls=(("aggregate_records", _arguments(reading)),))
    return wording.answer(reading, result)


def _use_base_names(words: Words, described: list[JsonObject]) -> None:
    for start, end, phrase in list(words.phrases()):
        if any(phrase == each["base"]["name"].lower() for each in described):
            words.use(start, end)


def _arguments(reading: Reading) -> JsonObject:
    table: SchemaTable = reading.table
    arguments: JsonObject = {
        "base": table.base,
        "table": table.name,
        "metrics": [
            {"fn": each.fn, "field": each.field.name if each.field else None} for each in reading.metrics
        ],
    }
    if reading.group_by is not None:
        arguments["group_by"] = reading.group_by.name
    if reading.conditions:
        arguments["where"] = {"match": "all", "conditions": reading.conditions}
    return arguments


def _this_turn(conversation: Conversation) -> tuple[str, list[ToolReply]]:
    last = max(index for index, each in enumerate(conversation) if isinstance(each, Question))
    question = conversation[last]
    assert isinstance(question, Question)
    return question.text, [each for each in conversation[last + 1 :] if isinstance(each, ToolReply)]


def _reply(replies: list[ToolReply], tool: str) -> JsonObject | None:
    return next((reply.data for reply in replies if reply.tool == tool), None)
