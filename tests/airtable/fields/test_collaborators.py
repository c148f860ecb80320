"""Several collaborators."""

from tests.airtable.fields.conftest import Read, Refused, Typed


def test_names_are_read_and_strangers_left_out(read: Read) -> None:
    raw = [{"name": "Ada"}, None, {"email": "b@c.example"}, 5]

    assert (read("multipleCollaborators", raw), read("multipleCollaborators", [])) == (
        ["Ada", "b@c.example"],
        None,
    )


def test_ids_and_addresses_are_sent(typed: Typed) -> None:
    assert typed("multipleCollaborators", "usrAAAAAAAAAAAAAA, a@b.example") == [
        {"id": "usrAAAAAAAAAAAAAA"},
        {"email": "a@b.example"},
    ]


def test_one_name_among_them_is_refused(refused: Refused) -> None:
    assert '"Ada"' in refused("multipleCollaborators", "a@b.example, Ada")
