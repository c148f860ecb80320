"""What all types have in common, one row a type."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.airtable import FieldKind, kind_of, parsed, written
from app.errors import InvalidInput
from tests.airtable.fields.conftest import field

CHOICES = {
    "choices": [{"id": "selAAAAAAAAAAAAAA", "name": "Open"}, {"id": "selBBBBBBBBBBBBBB", "name": "Won, paid"}]
}
# type -> family, editor, an option set, a text that can be typed, what goes over the wire.
WRITABLE: dict[str, tuple[str, str, dict[str, Any], str, Any]] = {
    "singleLineText": ("text", "line", {}, " a\r\nb ", "a b"),
    "phoneNumber": ("text", "line", {}, "+1 (555) 0100", "+1 (555) 0100"),
    "multilineText": ("text", "lines", {}, "a\r\nb", "a\nb"),
    "richText": ("text", "rich_text", {}, "**a**", "**a**"),
    "email": ("text", "line", {}, " ada@example.com ", "ada@example.com"),
    "url": ("text", "line", {}, "https://example.com/a?b=c", "https://example.com/a?b=c"),
    "number": ("number", "number", {"precision": 2}, "1,234.5", 1234.5),
    "percent": ("number", "number", {"precision": 1}, "12.5%", 0.125),
    "currency": ("number", "number", {"precision": 2, "symbol": "$"}, "-$1,000", -1000),
    "rating": ("number", "rating", {"max": 5}, "5", 5),
    "duration": ("number", "duration", {"durationFormat": "h:mm:ss"}, "1:00:30", 3630),
    "checkbox": ("checkbox", "checkbox", {}, "Yes", True),
    "singleSelect": ("select", "choice", CHOICES, "open", "Open"),
    "multipleSelects": ("selects", "choices", CHOICES, 'open, "Won, paid"', ["Open", "Won, paid"]),
    "date": ("date", "date", {"dateFormat": {"name": "us"}}, "11/20/2026", "2026-11-20"),
    "dateTime": ("datetime", "date_time", {}, "2026-11-20 14:30", "2026-11-20T14:30:00.000Z"),
    "multipleRecordLinks": ("links", "links", {}, "recAAAAAAAAAAAAAA", ["recAAAAAAAAAAAAAA"]),
    "multipleAttachments": (
        "other",
        "files",
        {},
        "https://example.com/a.pdf",
        [{"url": "https://example.com/a.pdf"}],
    ),
    "singleCollaborator": ("text", "person", {}, "ada@example.com", {"email": "ada@example.com"}),
    "multipleCollaborators": (
        "other",
        "people",
        {},
        "usrAAAAAAAAAAAAAA",
        [{"id": "usrAAAAAAAAAAAAAA"}],
    ),
    "barcode": ("text", "line", {}, "4006381333931", {"text": "4006381333931"}),
}
NUMBER = {"result": {"type": "number", "options": {"precision": 1}}}
# type -> family, an option set, a raw cell, what a person reads.
COMPUTED: dict[str, tuple[str, dict[str, Any], Any, str]] = {
    "formula": ("number", NUMBER, 2.25, "2.3"),
    "rollup": ("number", NUMBER, 1000, "1,000.0"),
    "multipleLookupValues": ("other", {}, ["a", 1], "a, 1"),
    "count": ("number", {}, 0, "0"),
    "autoNumber": ("number", {}, 12, "12"),
    "createdTime": (
        "datetime",
        {"result": {"type": "dateTime"}},
        "2026-11-20T14:00:00.000Z",
        "2026-11-20 14:00 UTC",
    ),
    "lastModifiedTime": ("date", {"result": {"type": "date"}}, "2026-11-20", "2026-11-20"),
    "createdBy": ("text", {}, {"id": "usrAAAAAAAAAAAAAA", "name": "Ada"}, "Ada"),
    "lastModifiedBy": (
        "text",
        {},
        {"id": "usrAAAAAAAAAAAAAA", "email": "ada@example.com"},
        "ada@example.com",
    ),
    "button": ("text", {}, {"label": "Open", "url": "https://example.com"}, "Open"),
    "aiText": ("text", {}, {"state": "generated", "isStale": False, "value": "Hello"}, "Hello"),
    "externalSyncSource": ("select", CHOICES, "Open", "Open"),
}
HOSTILE: list[Any] = [
    None,
    "",
    "\x00",
    "x" * 1_000,
    0,
    -1,
    True,
    False,
    float("nan"),
    float("inf"),
    10**400,
    [],
    [None],
    [[]],
    ["a", 1, None, {}],
    {},
    {"error": "#ERROR!"},
    {"specialValue": "NaN"},
    {"name": {"name": []}},
    [{"error": "#ERROR!"}],
    "9999-99-99",
    "0001-01-01T00:00:00+14:00",
    "=cmd|' /C calc'!A0",
]
EVERY_TYPE = [*WRITABLE, *COMPUTED, "manualSort", "somethingNew"]


@pytest.mark.parametrize("kind", WRITABLE)
def test_a_typed_text_goes_over_the_wire_and_comes_back(kind: str) -> None:
    family, editor, options, text, wire = WRITABLE[kind]
    made = field(kind, **options)

    value = parsed(made, text)

    assert (kind_of(made).family, kind_of(made).editor, kind_of(made).is_writable) == (family, editor, True)
    assert written(made, value) == wire
    assert json.loads(json.dumps(wire, allow_nan=False)) == wire


@pytest.mark.parametrize("kind", WRITABLE)
def test_an_empty_text_clears_the_cell(kind: str) -> None:
    made = field(kind, **WRITABLE[kind][2])

    assert written(made, parsed(made, "  \n ")) == (False if kind == "checkbox" else None)
    assert written(made, None) is None


@pytest.mark.parametrize("kind", COMPUTED)
def test_a_computed_cell_is_shown_and_never_written(kind: str) -> None:
    family, options, raw, text = COMPUTED[kind]
    made = field(kind, **options)

    shown = kind_of(made).show(made, kind_of(made).read(made, raw), None)

    assert (shown, kind_of(made).family, kind_of(made).is_writable, kind_of(made).editor) == (
        text,
        family,
        False,
        "none",
    )
    for write in (lambda: parsed(made, "1"), lambda: written(made, None)):
        with pytest.raises(InvalidInput, match="computed by Airtable"):
            write()


@pytest.mark.parametrize("kind", EVERY_TYPE)
def test_a_hostile_cell_is_a_value_of_its_family_or_empty(kind: str) -> None:
    options = WRITABLE[kind][2] if kind in WRITABLE else {}
    made = field(kind, **options)
    known: FieldKind = kind_of(made)

    for raw in HOSTILE:
        value = known.read(made, raw)
        if value is not None:
            assert isinstance(known.show(made, value, None), str)


@pytest.mark.parametrize("kind", EVERY_TYPE)
def test_hostile_options_break_nothing(kind: str) -> None:
    made = field(
        kind,
        precision="x",
        symbol=None,
        max=-1,
        durationFormat=7,
        dateFormat="us",
        timeZone=3,
        result=["number"],
    )
    known = kind_of(made)

    for raw in ("2026-11-20", "2026-11-20T14:00:00.000Z", 7, ["x"]):
        value = known.read(made, raw)
        if value is not None:
            assert isinstance(known.show(made, value, None), str)


def is_taken_or_refused(write: Callable[[], Any]) -> bool:
    """Whether it gives JSON, or is refused with a sentence that says what to give."""
    try:
        json.dumps(write(), allow_nan=False)
    except InvalidInput as refused:
        return refused.what_to_do != ""
    return True


@pytest.mark.parametrize("kind", WRITABLE)
@settings(max_examples=15, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_is_taken_or_refused_with_a_sentence(kind: str, text: str) -> None:
    made = field(kind, **WRITABLE[kind][2])

    assert is_taken_or_refused(lambda: written(made, parsed(made, text)))


@pytest.mark.parametrize("kind", WRITABLE)
@settings(max_examples=15, deadline=None)
@given(
    value=st.one_of(st.text(max_size=5), st.floats(), st.lists(st.text(max_size=3)), st.binary(max_size=3))
)
def test_any_value_is_written_or_refused_with_a_sentence(kind: str, value: Any) -> None:
    made = field(kind, **WRITABLE[kind][2])

    assert is_taken_or_refused(lambda: written(made, value))


def test_the_sentence_shows_what_was_typed_on_one_line_and_shortened() -> None:
    with pytest.raises(InvalidInput) as caught:
        parsed(field("number"), "12\n" + "x" * 500)

    assert caught.value.user_text == f'F cannot hold "12 {"x" * 57}…". Give a number such as 1234.5.'
