"""A button is its label; its address is not followed."""

from tests.airtable.fields.conftest import Read


def test_the_label_is_read(read: Read) -> None:
    cells = ({"label": "Go", "url": "javascript:alert(1)"}, {"label": None}, "Go")

    assert [read("button", raw) for raw in cells] == ["Go", None, None]
