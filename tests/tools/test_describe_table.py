"""The tool `describe_table`."""

from collections import Counter

from tests.tools.reading import PLACE, told
from tests.tools.test_aggregate_records import deals


async def test_a_table_is_described_by_what_stands_in_it(owner, sandbox):
    rows = deals(sandbox)

    found = await told(owner, "describe_table", **PLACE)

    stage = next(field for field in found["fields"] if field["name"] == "Stage")
    used = Counter(row["Stage"] for row in rows if "Stage" in row)
    assert found["primary_field"] == "Name"
    if found["rows_are_all"]:
        assert (found["rows"], stage["filled"]) == (len(rows), used.total())
        assert {name: count for name, count in stage["choices"].items() if count} == dict(used)
    else:
        assert 0 < found["rows"] < len(rows)
