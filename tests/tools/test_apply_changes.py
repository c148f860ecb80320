"""The tool `apply_changes`: a model that asks twice is no person who approves."""

import pytest

from app import changes, tools
from tests.tools.reading import PLACE
from tests.tools.test_aggregate_records import deals
from tests.tools.writing import alone, waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_asking_twice_approves_nothing(owner, own_sandbox):
    plan = await waiting(owner, "create_records", **PLACE, records=[{"Name": "Tea"}])

    outcome = await tools.run(owner, "apply_changes", {"plan": plan.id})

    assert (outcome.data["status"], outcome.plan_id) == ("waits for approval by a person", plan.id)
    assert changes.get_plan(owner, plan.id).status == "pending"
    assert [row for row in deals(own_sandbox) if row.get("Name") == "Tea"] == []


async def test_key_that_may_write_alone_carries_a_waiting_plan_out(owner, own_sandbox):
    plan = await waiting(owner, "create_records", **PLACE, records=[{"Name": "Tea"}])

    outcome = await tools.run(alone(owner), "apply_changes", {"plan": plan.id})

    assert outcome.data["records_written"] == 1
    assert len([row for row in deals(own_sandbox) if row.get("Name") == "Tea"]) == 1
