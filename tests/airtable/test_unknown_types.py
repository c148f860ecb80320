"""A field type without a file of its own is shown and nothing else."""

from app.airtable import Field, kind_of


def test_an_unknown_type_is_of_the_family_other() -> None:
    field = Field(id="fldAAAAAAAAAAAAAA", name="F", type="manualSort")
    assert (kind_of(field).family, kind_of(field).show(field, {"text": "1"}, None)) == (
        "other",
        "{'text': '1'}",
    )
