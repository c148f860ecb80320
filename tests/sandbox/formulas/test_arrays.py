"""Arrays, as lookups hold them."""

from typing import Any

import pytest

from tests.sandbox.formulas.records import ERROR, evaluate

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("formula", "cells", "value"),
    [
        ("{Titles}", {"Titles": ["a", "b"]}, ["a", "b"]),
        ("{Titles}", {"Titles": ["a", None]}, ["a", None]),
        ("{Titles}", {}, []),
        ("{Amounts}", {"Amounts": [1, 2.5]}, [1, 2.5]),
        ("{Days}", {"Days": ["2024-05-01"]}, ["2024-05-01"]),
        ("{Choices}", {"Choices": ["a", "b"]}, ["a", "b"]),
        ("{Friends}", {"Friends": ["Ann", "Bob"]}, ["Ann", "Bob"]),
        ("{Tags}", {"Tags": ["a", "b"]}, "a, b"),
        ("{Link}", {"Link": ["Ann", "Bob"]}, "Ann, Bob"),
        ("{Link}", {}, ""),
        ("ARRAYJOIN({Titles})", {"Titles": ["a", "b"]}, "a, b"),
        ("ARRAYJOIN({Titles},'; ')", {"Titles": ["a", "b"]}, "a; b"),
        ("ARRAYJOIN({Titles},'')", {"Titles": ["a", "b"]}, "ab"),
        ("ARRAYJOIN({Titles},'; ')", {"Titles": ["a", None, "b"]}, "a; ; b"),
        ("ARRAYJOIN({Titles})", {}, ""),
        ("ARRAYJOIN({Tags},' / ')", {"Tags": ["a", "b"]}, "a / b"),
        ("ARRAYJOIN({Amounts},'+')", {"Amounts": [1, 2.5]}, "1+2.5"),
        ("ARRAYJOIN({Name},'+')", {"Name": "a"}, "a"),
        ("ARRAYJOIN({Days})", {"Days": ["2024-05-01", "2024-05-02"]}, "2024-05-01, 2024-05-02"),
        ("ARRAYUNIQUE({Titles})", {"Titles": ["b", "a", "b"]}, ["b", "a"]),
        ("ARRAYUNIQUE({Titles})", {"Titles": ["a", "A", None, None]}, ["a", "A", None]),
        ("ARRAYUNIQUE({Amounts})", {"Amounts": [1, 2, 1.0]}, [1, 2]),
        ("ARRAYUNIQUE({Tags})", {"Tags": ["a", "a"]}, ["a"]),
        ("ARRAYCOMPACT({Titles})", {"Titles": ["a", None, "", " ", "b"]}, ["a", " ", "b"]),
        ("ARRAYCOMPACT({Amounts})", {"Amounts": [0, None, 1]}, [0, 1]),
        ("ARRAYFLATTEN({Titles})", {"Titles": ["a", ["b", ["c"]]]}, ["a", "b", "c"]),
        ("ARRAYSLICE({Titles},2)", {"Titles": ["a", "b", "c"]}, ["b", "c"]),
        ("ARRAYSLICE({Titles},1,2)", {"Titles": ["a", "b", "c"]}, ["a", "b"]),
        ("ARRAYSLICE({Titles},2,2)", {"Titles": ["a", "b", "c"]}, ["b"]),
        ("ARRAYSLICE({Titles},-2)", {"Titles": ["a", "b", "c"]}, ["b", "c"]),
        ("ARRAYSLICE({Titles},1,-2)", {"Titles": ["a", "b", "c"]}, ["a", "b"]),
        ("ARRAYSLICE({Titles},3,2)", {"Titles": ["a", "b", "c"]}, []),
        ("ARRAYSLICE({Titles},9)", {"Titles": ["a"]}, []),
        ("ARRAYSLICE({Titles},-9)", {"Titles": ["a", "b"]}, ["a", "b"]),
        ("ARRAYSLICE({Titles},'x')", {"Titles": ["a"]}, ERROR),
        ("ARRAYJOIN(ARRAYUNIQUE(ARRAYCOMPACT({Titles})),', ')", {"Titles": ["a", None, "a", "b"]}, "a, b"),
        ("ARRAYUNIQUE('a')", {}, ["a"]),
    ],
)
def test_arrays(formula: str, cells: dict[str, Any], value: Any) -> None:
    assert evaluate(formula, cells) == value
