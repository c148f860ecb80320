"""A barcode is its text."""

from tests.airtable.fields.conftest import Read, Typed


def test_the_text_is_read(read: Read) -> None:
    cells = ({"text": "4006381333931", "type": "ean13"}, {"type": "ean13"}, {"text": 4}, "4006381333931")

    assert [read("barcode", raw) for raw in cells] == ["4006381333931", None, None, None]


def test_a_number_stays_a_text(typed: Typed) -> None:
    assert typed("barcode", "0012") == {"text": "0012"}
