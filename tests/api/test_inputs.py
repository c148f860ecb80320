"""What requests carry."""

import pytest
from pydantic import ValidationError

from app.api.inputs import Body, _IdConvertor


class Thing(Body):
    """A body of a test."""

    name: str


def test_body_refuses_what_it_does_not_know():
    with pytest.raises(ValidationError):
        Thing.model_validate({"name": "a", "colour": "red"})


def test_id_stays_as_it_is_in_both_directions():
    convertor = _IdConvertor()

    assert convertor.to_string(convertor.convert("0" * 32)) == "0" * 32
