"""What a record says of itself."""

from typing import Any

import pytest

from app.sandbox.formulas import parse
from tests.sandbox.formulas.records import FIELDS, NOW, Record, evaluate

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("RECORD_ID()", "rec0123456789ABCD"),
        ("LEFT(RECORD_ID(),3)", "rec"),
        ("CREATED_TIME()", "2026-11-20T08:00:00.000Z"),
        ("YEAR(CREATED_TIME())", 2026),
        ("LAST_MODIFIED_TIME()", "2026-11-24T09:15:00.000Z"),
        ("LAST_MODIFIED_TIME({Name})", "2026-11-23T11:00:00.000Z"),
        ("LAST_MODIFIED_TIME(Number)", "2026-11-23T10:00:00.000Z"),
        ("LAST_MODIFIED_TIME({Number},{Name})", "2026-11-23T11:00:00.000Z"),
        ("LAST_MODIFIED_TIME({Notes})", None),
        ("IF(LAST_MODIFIED_TIME({Notes}),1,0)", 0),
        ("CREATED_TIME()<LAST_MODIFIED_TIME()", True),
    ],
)
def test_record(formula: str, value: Any) -> None:
    assert evaluate(formula) == value


def test_record_that_was_never_modified_has_no_such_time() -> None:
    program = parse("LAST_MODIFIED_TIME()").bind(FIELDS)

    assert program.evaluate(Record({}, last_modified_time=None), now=NOW) is None
