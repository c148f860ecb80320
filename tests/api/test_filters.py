"""Filters out of requests."""

import json

import pytest

from app.api.filters import filter_in, names_in, sort_in
from app.errors import InvalidInput
from app.tables import Condition, Filter, Sort

IS_BLUE = {"field": "Colour", "op": "is", "value": "Blue"}


def test_tree_is_read_with_its_types():
    tree = {"match": "any", "conditions": [IS_BLUE, {"conditions": [IS_BLUE]}]}
    blue = Condition(field="Colour", op="is", value="Blue")

    assert filter_in(json.dumps(tree)) == Filter(
        match="any", conditions=(blue, Filter(match="all", conditions=(blue,)))
    )
    assert filter_in("") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "The filter is not JSON."),
        ("[" * 100_000, "The filter is not JSON."),
        ("1", "A filter is an object with a list of conditions."),
        ('{"conditions": [1]}', "A condition is an object with field, op and value."),
        ('{"conditions": [{"op": "is"}]}', "In the filter, field is wrong: Field required."),
        ('{"conditions": [{"match": "all"}]}', "A filter is an object with a list of conditions."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(text, sentence):
    with pytest.raises(InvalidInput) as caught:
        filter_in(text)

    assert (caught.value.what_happened, caught.value.field) == (sentence, "where")


def test_names_and_order_are_read_from_an_address():
    assert names_in(" Name, Close date,,fldA ") == ("Name", "Close date", "fldA")
    assert sort_in("-Amount,Name") == (Sort(field="Amount", descending=True), Sort(field="Name"))
    assert (names_in(""), sort_in("")) == ((), ())
