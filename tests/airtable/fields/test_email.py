"""An e-mail field holds one address."""

import pytest

from tests.airtable.fields.conftest import Refused, Typed


@pytest.mark.parametrize(
    "text", ["ada", "ada@", "@example.com", "a@b, c@d", "Ada <ada@example.com>", "a b@c"]
)
def test_what_is_no_address_is_refused(refused: Refused, text: str) -> None:
    assert "name@example.com" in refused("email", text)


def test_an_address_of_another_script_is_taken(typed: Typed) -> None:
    assert typed("email", "jörg@bücher.example") == "jörg@bücher.example"
