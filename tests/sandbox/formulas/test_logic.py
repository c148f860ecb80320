"""Conditions and errors."""

from typing import Any

import pytest

from tests.sandbox.formulas.records import ERROR, NAN, evaluate

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("IF(1,'yes','no')", "yes"),
        ("IF(0,'yes','no')", "no"),
        ("IF('','yes','no')", "no"),
        ("IF('0','yes','no')", "yes"),
        ("IF(BLANK(),'yes','no')", "no"),
        ("IF(0/0,'yes','no')", "no"),
        ("IF(TODAY(),'yes','no')", "yes"),
        ("IF(1,'yes')", "yes"),
        ("IF(0,'yes')", None),
        ("IF(1,2,ERROR())", 2),
        ("IF(0,ERROR(),2)", 2),
        ("IF(ERROR(),1,2)", ERROR),
        ("IF(1<2,IF(2<3,'both','one'),'none')", "both"),
        ("SWITCH(2,1,'a',2,'b','c')", "b"),
        ("SWITCH(9,1,'a',2,'b','c')", "c"),
        ("SWITCH(9,1,'a',2,'b')", None),
        ("SWITCH('B','b','small','B','large')", "large"),
        ("SWITCH('2',2,'as a number')", "as a number"),
        ("SWITCH(BLANK(),0,'zero')", "zero"),
        ("SWITCH(1,1,'a',ERROR(),'b')", "a"),
        ("SWITCH(2,1,ERROR(),2,'b')", "b"),
        ("SWITCH(ERROR(),1,'a')", ERROR),
        ("SWITCH(3,1,'a',ERROR(),'b')", ERROR),
        ("AND(1,2,'a')", True),
        ("AND(1,0)", False),
        ("AND(1,'')", False),
        ("AND(1)", True),
        ("AND(0,ERROR())", ERROR),
        ("OR(0,'',1)", True),
        ("OR(0,BLANK())", False),
        ("OR(1,ERROR())", ERROR),
        ("OR(0/0)", False),
        ("XOR(1,1)", False),
        ("XOR(1,0)", True),
        ("XOR(1,1,1)", True),
        ("XOR(0,0)", False),
        ("NOT(1)", False),
        ("NOT(0)", True),
        ("NOT(BLANK())", True),
        ("NOT('a')", False),
        ("NOT(ERROR())", ERROR),
        ("TRUE()", True),
        ("FALSE()", False),
        ("TRUE()+1", 2),
        ("BLANK()", None),
        ("ERROR()", ERROR),
        ("ERROR('why')", ERROR),
        ("ISERROR(ERROR())", True),
        ("ISERROR('a'+1)", True),
        ("ISERROR(1/0)", True),
        ("ISERROR(0/0)", True),
        ("ISERROR(1/2)", False),
        ("ISERROR('a')", False),
        ("ISERROR(BLANK())", False),
        ("ISERROR(TODAY())", False),
        ("ISERROR(VALUE('none'))", True),
        ("IF(ISERROR(VALUE('none')),0,VALUE('none'))", 0),
        ("ERROR()&''", ERROR),
        ("1+ERROR()", ERROR),
        ("LEN(ERROR())", ERROR),
        ("0/0", NAN),
        ("0/0+1", NAN),
    ],
)
def test_conditions_of_constants(formula: str, value: Any) -> None:
    assert evaluate(formula) == value


@pytest.mark.parametrize(
    ("formula", "cells", "value"),
    [
        ("AND({Tags})", {}, False),
        ("AND({Tags})", {"Tags": ["a", "b"]}, True),
        ("AND({Amounts})", {"Amounts": [1, 0]}, False),
        ("OR({Amounts})", {"Amounts": [0, 1]}, True),
        ("OR({Amounts})", {"Amounts": [0, 0]}, False),
        ("OR({Amounts})", {}, False),
        ("XOR({Amounts},1)", {"Amounts": [1, 1]}, True),
        ("IF({Tags},'some','none')", {"Tags": ["a"]}, "some"),
        ("IF({Tags},'some','none')", {}, "none"),
        ("IF({Amounts},'some','none')", {"Amounts": [0]}, "none"),
        ("IF({Amounts},'some','none')", {"Amounts": [0, 0]}, "some"),
        ("SWITCH({Stage},'Won','closed','Lost','closed','open')", {"Stage": "Lost"}, "closed"),
        ("SWITCH({Stage},'Won','closed','open')", {}, "open"),
        ("SWITCH({Tags},'a','first')", {"Tags": ["a"]}, "first"),
        ("NOT({Box})", {}, True),
    ],
)
def test_conditions_of_cells(formula: str, cells: dict[str, Any], value: Any) -> None:
    assert evaluate(formula, cells) == value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("IF({Box},'Yes',0)", ""),
        ("IF({Box},'Yes',1)", "1"),
        ("IF({Box},'Yes',0)&''", "0"),
        ("IF({Box},'Yes',1/0)", "Infinity"),
        ("IF({Box},'Yes',TODAY())", "2026-11-25"),
        ("IF({Box},'Yes',TRUE())", "1"),
        ("IF({Box},'Yes',FALSE())", ""),
        ("IF({Box},'Yes',BLANK())", None),
        ("IF({Box},5,0)", 0),
        ("IF({Box},5,TRUE())", 1),
        ("SWITCH({Name},'a','text',2)", "2"),
    ],
)
def test_a_formula_that_gives_texts_or_numbers_shows_texts_and_no_zeros(formula: str, value: Any) -> None:
    assert evaluate(formula) == value
