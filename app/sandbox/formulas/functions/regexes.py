"""Regular expressions in the syntax of RE2, which has no way to run long: see the regex package."""

from app.sandbox.formulas.budget import current_budget
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.functions.registry import function
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.regex import BadPattern, Regex, compile_pattern
from app.sandbox.formulas.values import MAX_TEXT, Value
from app.sandbox.formulas.values import text as text_of


@function(Kind.BOOLEAN)
def regex_match(text: Value, pattern: Value) -> Value:
    """Whether the pattern occurs in the text."""
    return _compiled(pattern).matches(text_of(text), current_budget())


@function(Kind.TEXT)
def regex_extract(text: Value, pattern: Value) -> Value:
    """The first part of the text that the pattern matches; an error if there is none."""
    characters = text_of(text)
    found = _compiled(pattern).search(characters, current_budget())
    if found is None:
        raise CellError("nothing matches the pattern")
    return characters[slice(*found)]


@function(Kind.TEXT)
def regex_replace(text: Value, pattern: Value, replacement: Value) -> Value:
    """Replaces every match. $1 in the replacement is the first group, $& the whole match, $$ a dollar sign."""
    replaced = _compiled(pattern).replace(text_of(text), text_of(replacement), MAX_TEXT, current_budget())
    if replaced is None:
        raise CellError("the text is too long")
    return replaced


def _compiled(pattern: Value) -> Regex:
    try:
        return compile_pattern(text_of(pattern))
    except BadPattern as error:
        raise CellError("this is no pattern of RE2") from error
