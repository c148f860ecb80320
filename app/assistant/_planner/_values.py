"""What a field is to hold, as it was written: the cell's value, or what is wrong with it. Nothing is guessed."""

from typing import Any, NamedTuple

from app.assistant._planner._dates import DAY
from app.assistant._planner._schema import SchemaField
from app.assistant._planner._texts import TEXT_TYPES
from app.assistant._planner._words import Amount, Words

NUMBERS = frozenset({"number", "currency", "percent", "rating", "duration"})
_TICKED = {
    "yes": True,
    "true": True,
    "checked": True,
    "done": True,
    "no": False,
    "false": False,
    "unchecked": False,
}


class Value(NamedTuple):
    """A cell's value, or in `problem` the sentence that asks for another one."""

    cell: Any
    problem: str = ""


def value_of(field: SchemaField, written: str) -> Value:
    """The value of a field that somebody wrote."""
    if field.type == "singleSelect":
        option = _option(field, written)
        return Value(option, "" if option else _no_choice(field, written))
    if field.type == "multipleSelects":
        parts = [part.strip() for part in written.replace(" and ", ",").split(",") if part.strip()]
        options = [_option(field, part) for part in parts]
        wrong = next((part for part, option in zip(parts, options, strict=True) if not option), "")
        return Value(options, _no_choice(field, wrong) if wrong else "")
    if field.type in NUMBERS:
        words = Words.of(written)
        amount = words.amount_at(0) if len(words.words) == 1 else None
        if amount is None:
            return Value("", f"{field.name} is a number, and “{written}” is none.")
        return Value(amount.value, unit_problem(field, amount))
    if field.type == "date":
        is_day = bool(DAY.fullmatch(written))
        return Value(written, "" if is_day else f"{field.name} is a date. Write it like 2026-12-31.")
    if field.type == "checkbox":
        is_known = written.lower() in _TICKED
        return Value(
            _TICKED.get(written.lower(), False),
            "" if is_known else f"{field.name} is a checkbox: say yes or no.",
        )
    can_be_set = field.type in TEXT_TYPES
    return Value(
        written, "" if can_be_set else f"I cannot set {field.name} here. Open the record in a table for that."
    )


def _option(field: SchemaField, written: str) -> str:
    return next((each for each in field.options if each.lower() == written.lower()), "")


def _no_choice(field: SchemaField, written: str) -> str:
    return f"{field.name} has no choice “{written}”. There is {', '.join(field.options)}."


def unit_problem(chosen: SchemaField, amount: Amount) -> str:
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
