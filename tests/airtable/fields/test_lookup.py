"""A lookup holds the cells of linked records."""

from tests.airtable.fields.conftest import Read, Show


def test_empty_values_and_errors_are_left_out(read: Read) -> None:
    raw = ["a", None, {"error": "#ERROR!"}, 0, {"specialValue": "NaN"}, False]

    assert [read("multipleLookupValues", each) for each in (raw, [None], "a")] == [
        ["a", 0, False],
        None,
        None,
    ]


def test_objects_are_shown_by_what_names_them(show: Show) -> None:
    raw = ["a", 2, True, {"name": "Ada"}, {"filename": "b.pdf"}, {"strange": []}]

    assert show("multipleLookupValues", raw) == "a, 2, checked, Ada, b.pdf, "
