"""Which records a filter keeps."""

from typing import Any

import pytest

from tests.sandbox.formulas.records import keeps

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("formula", "is_kept"),
    [
        ("1", True),
        ("-1", True),
        ("0.1", True),
        ("0", False),
        ("TRUE()", True),
        ("FALSE()", False),
        ("'a'", True),
        ("'0'", True),
        ("' '", True),
        ("''", False),
        ("BLANK()", False),
        ("0/0", False),
        ("1/0", True),
        ("ERROR()", False),
        ("'a'+1", False),
        ("TODAY()", True),
        ("NOT(ERROR())", False),
        ("NOT(0/0)", True),
    ],
)
def test_value_decides(formula: str, is_kept: bool) -> None:
    assert keeps(formula) is is_kept


@pytest.mark.parametrize(
    ("formula", "cells", "is_kept"),
    [
        ("{Tags}", {"Tags": ["a"]}, True),
        ("{Tags}", {}, False),
        ("{Amounts}", {"Amounts": [0, 0]}, True),
        ("{Amounts}", {}, False),
        ("{Box}", {"Box": True}, True),
        ("{Box}", {}, False),
        ("NOT({Name}='')", {"Name": "a"}, True),
        ("NOT({Name}='')", {}, False),
        ("{Total}", {"Total": {"error": "#ERROR!"}}, False),
        ("{Total}", {"Total": {"specialValue": "NaN"}}, False),
        ("AND({Stage}='Won',{Price}>1000)", {"Stage": "Won", "Price": 1000.01}, True),
        ("AND({Stage}='Won',{Price}>1000)", {"Stage": "Won", "Price": 1000}, False),
        ("AND({Stage}='Won',{Price}>1000)", {"Stage": "Won"}, False),
        ("OR({Day}='',IS_BEFORE({Day},TODAY()))", {}, True),
        ("OR({Day}='',IS_BEFORE({Day},TODAY()))", {"Day": "2026-11-24"}, True),
        ("OR({Day}='',IS_BEFORE({Day},TODAY()))", {"Day": "2026-11-25"}, False),
        ("AND(IS_AFTER({Day},'2024-01-01'),IS_BEFORE({Day},'2024-12-31'))", {"Day": "2024-05-01"}, True),
        ("FIND('a',ARRAYJOIN({Tags},';'))", {"Tags": ["b", "a"]}, True),
        ("SEARCH('acme',LOWER({Link}&''))", {"Link": ["Acme"]}, True),
        ("SEARCH('acme',LOWER({Link}&''))", {"Link": ["Beta"]}, False),
        ("RECORD_ID()='rec0123456789ABCD'", {}, True),
        ("OR(RECORD_ID()='recA',RECORD_ID()='recB')", {}, False),
        ("IS_AFTER(LAST_MODIFIED_TIME(),'2026-11-24T09:00:00Z')", {}, True),
        ("IS_AFTER(LAST_MODIFIED_TIME(),'2026-11-24T09:15:00Z')", {}, False),
        ("CREATED_TIME()>='2026-11-20'", {}, True),
        ("DATETIME_DIFF(NOW(),CREATED_TIME(),'days')>5", {}, False),
        ("REGEX_MATCH({Name},'^[A-Z]{2}-[0-9]+$')", {"Name": "AB-12"}, True),
    ],
)
def test_record_is_kept(formula: str, cells: dict[str, Any], is_kept: bool) -> None:
    assert keeps(formula, cells) is is_kept
