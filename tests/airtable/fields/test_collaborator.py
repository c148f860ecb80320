"""A collaborator is read by name and written by id or address."""

import pytest

from tests.airtable.fields.conftest import Read, Refused, Typed


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ({"id": "usrAAAAAAAAAAAAAA", "email": "a@b.example", "name": "Ada"}, "Ada"),
        ({"id": "usrAAAAAAAAAAAAAA", "email": "a@b.example"}, "a@b.example"),
        ({"id": "usrAAAAAAAAAAAAAA", "name": ""}, "usrAAAAAAAAAAAAAA"),
        ({"name": ["Ada"]}, None),
        ("Ada", None),
    ],
)
def test_the_best_name_is_read(read: Read, raw: object, name: str | None) -> None:
    assert read("singleCollaborator", raw) == name


def test_an_id_is_sent_as_an_id(typed: Typed) -> None:
    assert typed("singleCollaborator", "usrAAAAAAAAAAAAAA") == {"id": "usrAAAAAAAAAAAAAA"}


def test_a_mere_name_is_refused_as_two_people_may_have_it(refused: Refused) -> None:
    assert "e-mail address" in refused("singleCollaborator", "Ada Lovelace")
