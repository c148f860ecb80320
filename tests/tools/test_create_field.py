"""The tool `create_field`."""

import pytest

from app import changes
from tests.tools.reading import PLACE, told
from tests.tools.writing import waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_field_waits_and_is_not_made_before(owner, sandbox):
    mood = {"name": "Mood", "type": "singleSelect", "options": {"choices": [{"name": "Good"}]}}

    plan = await waiting(owner, "create_field", **PLACE, field=mood)

    row = changes.plan_rows(owner, plan.id).items[0]
    assert (plan.counts.schema_changes, row.kind) == (1, "create_field")
    assert [(cell.field_name, cell.after_text) for cell in row.cells] == [
        ("Name", "Mood"),
        ("Type", "single select"),
        ("Choices", "Good"),
    ]
    fields = (await told(owner, "describe_table", **PLACE))["fields"]
    assert "Mood" not in [field["name"] for field in fields]


async def test_name_that_the_table_has_already_is_said_before_anybody_approves(owner, sandbox):
    listed = await told(owner, "create_field", **PLACE, field={"name": "Stage", "type": "singleLineText"})

    assert (listed["records_waiting"], listed["records_that_cannot_be_changed"]) == (0, 1)
    assert listed["first_rows"][0]["note"] == "Deals has a field Stage already."
