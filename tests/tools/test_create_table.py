"""The tool `create_table`."""

import pytest

from app import changes
from tests.tools.reading import told
from tests.tools.writing import refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")

TASKS = {
    "base": "Sales pipeline",
    "name": "Tasks",
    "fields": [
        {"name": "Task", "type": "singleLineText"},
        {"name": "Hours", "type": "number", "options": {"precision": 1}},
    ],
}


async def test_table_waits_and_is_not_made_before(owner, sandbox):
    plan = await waiting(owner, "create_table", **TASKS)

    assert (plan.counts.schema_changes, changes.plan_rows(owner, plan.id).items[0].kind) == (
        1,
        "create_table",
    )
    described = await told(owner, "describe_base", base="Sales pipeline")
    assert "Tasks" not in [table["name"] for table in described["tables"]]


async def test_table_without_a_field_is_refused(owner, sandbox):
    assert "fields" in await refused(owner, "create_table", **{**TASKS, "fields": []})
