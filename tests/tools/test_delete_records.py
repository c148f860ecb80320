"""The tool `delete_records`: what is to go waits for a person."""

import pytest

from app import changes, tools
from tests.tools.test_aggregate_records import deals

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_deletion_waits_for_a_person_with_a_word_about_the_way_back(owner, sandbox):
    before = deals(sandbox)
    asked = {
        "base": "Sales pipeline",
        "table": "Deals",
        "where": {"conditions": [{"field": "Stage", "op": "is", "value": "Lost"}]},
    }

    outcome = await tools.run(owner, "delete_records", asked)

    plan = changes.get_plan(owner, outcome.plan_id)
    assert plan.counts.delete == sum(row.get("Stage") == "Lost" for row in before)
    assert "would come back with new ids" in plan.not_undoable
    assert deals(sandbox) == before
