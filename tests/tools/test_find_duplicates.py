"""The tool `find_duplicates`."""

from collections import Counter

from tests.tools.reading import PLACE, told
from tests.tools.test_aggregate_records import deals


async def test_groups_of_alike_records_are_counted_over_all_rows(owner, sandbox):
    alike = Counter(
        (row["Owner"], row["Stage"]) for row in deals(sandbox) if "Owner" in row and "Stage" in row
    )
    groups = {key: rows for key, rows in alike.items() if rows > 1}

    found = await told(owner, "find_duplicates", **PLACE, fields=["Owner", "Stage"], limit=3)

    assert found["groups_total"] == len(groups)
    assert found["rows_total"] == sum(groups.values())
    assert [group["rows"] for group in found["groups"]] == sorted(groups.values(), reverse=True)[:3]
