"""Text. Positions count characters from 1."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from app.sandbox.formulas.budget import charged
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.functions.registry import function
from app.sandbox.formulas.kinds import Kind
from app.sandbox.formulas.numerals import extract_number
from app.sandbox.formulas.values import MAX_TEXT, Names, Value, bounded, joined, single, whole
from app.sandbox.formulas.values import text as text_of


@function(Kind.TEXT, least=1)
def concatenate(*values: Value) -> Value:
    return joined(_pieces(values), "")


@function(Kind.TEXT)
def encode_url_component(component: Value) -> Value:
    try:
        return bounded(quote(text_of(component), safe=""))
    except UnicodeEncodeError as error:
        raise CellError("half a character cannot be encoded") from error


@function(Kind.INTEGER)
def find(wanted: Value, where: Value, start: Value = None) -> Value:
    return float(text_of(where).find(text_of(wanted), _start(start)) + 1)


@function(Kind.INTEGER)
def search(wanted: Value, where: Value, start: Value = None) -> Value:
    """As FIND(), but small and capital letters are the same and blank stands for not found."""
    characters = text_of(where)
    charged(characters)
    found = characters.lower().find(text_of(wanted).lower(), _start(start))
    return float(found + 1) if found >= 0 else None


@function(Kind.TEXT)
def left(text: Value, count: Value) -> Value:
    return text_of(text)[: max(0, whole(count))]


@function(Kind.TEXT)
def right(text: Value, count: Value) -> Value:
    characters = text_of(text)
    return characters[max(0, len(characters) - max(0, whole(count))) :]


@function(Kind.TEXT)
def mid(text: Value, start: Value, count: Value) -> Value:
    first = _start(start)
    return text_of(text)[first : first + max(0, whole(count))]


@function(Kind.INTEGER)
def len_(text: Value) -> Value:
    return float(len(text_of(text)))


@function(Kind.TEXT)
def lower(text: Value) -> Value:
    return text_of(text).lower()


@function(Kind.TEXT)
def upper(text: Value) -> Value:
    return bounded(text_of(text).upper())


@function(Kind.TEXT)
def trim(text: Value) -> Value:
    return text_of(text).strip()


@function(Kind.TEXT)
def replace(text: Value, start: Value, count: Value, replacement: Value) -> Value:
    characters, first = text_of(text), _start(start)
    end = first + max(0, whole(count))
    return bounded(characters[:first] + text_of(replacement) + characters[end:])


@function(Kind.TEXT)
def substitute(text: Value, old: Value, new: Value, index: Value = None) -> Value:
    """Replaces all occurrences, or the one with the index."""
    characters, wanted, replacement = text_of(text), text_of(old), text_of(new)
    if not wanted:
        return characters
    if index is not None:
        return _substitute_one(characters, wanted, replacement, whole(index))
    if len(characters) + characters.count(wanted) * (len(replacement) - len(wanted)) > MAX_TEXT:
        raise CellError("the text is too long")
    return characters.replace(wanted, replacement)


@function(Kind.TEXT)
def rept(text: Value, count: Value) -> Value:
    characters, times = text_of(text), max(0, whole(count))
    if len(characters) * times > MAX_TEXT:
        raise CellError("the text is too long")
    return characters * times if characters else ""


@function(Kind.TEXT)
def t(value: Value) -> Value:
    """The value if it is text, else nothing."""
    if isinstance(value, list):
        value = text_of(value) if len(value) > 1 else single(value)
    return value if isinstance(value, str) else None


@function(Kind.NUMBER)
def value_(text: Value) -> Value:
    """The number in a text, whatever stands around its digits."""
    if isinstance(text, list):
        text = single(text)
    return float(text) if isinstance(text, bool | float) else extract_number(text_of(text))


def _pieces(values: Iterable[Value]) -> Iterator[Value]:
    """The values, with those of arrays in their place. The names in one cell stay one text."""
    for value in values:
        if isinstance(value, list) and not isinstance(value, Names):
            yield from _pieces(value)
        else:
            yield value


def _start(position: Value) -> int:
    """The index of a position that counts from 1; without one, and before the text, it is the beginning."""
    return 0 if position is None else max(0, whole(position) - 1)


def _substitute_one(characters: str, wanted: str, replacement: str, index: int) -> str:
    if index < 1:
        raise CellError("occurrences count from 1")
    pieces = characters.split(wanted, min(index, MAX_TEXT + 1))
    if len(pieces) <= index:
        return characters
    return bounded(wanted.join(pieces[:index]) + replacement + pieces[index])
