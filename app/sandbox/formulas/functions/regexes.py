"""Regular expressions in the syntax of RE2, which has no way to run long: see the regex package."""

from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.functions.registry import function
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.regex import BadPattern, Exhausted, Regex, compile_pattern
from app.sandbox.formulas.values import MAX_TEXT, Value
from app.sandbox.formulas.values import text as text_of


@function(Kind.BOOLEAN)
def regex_match(text: Value, pattern: Value) -> Value:
    """Whether the pattern occurs in the text."""
    try:
        return _compiled(pattern).search(text_of(text)) is not None
    except Exhausted as error:
        raise CellError("the pattern takes too long") from error


@function(Kind.TEXT)
def regex_extract(text: Value, pattern: Value) -> Value:
    """The first part of the text that the pattern matches; an error if there is none."""
    characters = text_of(text)
    try:
        found = _compiled(pattern).search(characters)
    except Exhausted as error:
        raise CellError("the pattern takes too long") from error
    if found is None:
        raise CellError("nothing matches the pattern")
    return characters[found[0] or 0 : found[1]]


@function(Kind.TEXT)
def regex_replace(text: Value, pattern: Value, replacement: Value) -> Value:
    """Replaces every match. $1 in the replacement is the first group, $& the whole match, $$ a dollar sign."""
    try:
        replaced = _compiled(pattern).replace(text_of(text), text_of(replacement), MAX_TEXT)
    except Exhausted as error:
        raise CellError("the pattern takes too long") from error
    if replaced is None:
        raise CellError("the text is too long")
    return replaced


def _compiled(pattern: Value) -> Regex:
    try:
        return compile_pattern(text_of(pattern))
    except BadPattern as error:
        raise CellError("this is no pattern of RE2") from error
