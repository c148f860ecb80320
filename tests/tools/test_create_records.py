"""The tool `create_records`: new records wait for a person."""

import pytest

from app import changes, tools
from tests.tools.test_aggregate_records import deals

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_new_records_wait_for_a_person_and_say_what_they_cannot_hold(owner, sandbox):
    before = deals(sandbox)
    records = [{"Name": "Tea", "Amount": 5}, {"Name": "Coffee", "Stage": "Frozen"}]

    outcome = await tools.run(
        owner, "create_records", {"base": "Sales pipeline", "table": "Deals", "records": records}
    )

    plan = changes.get_plan(owner, outcome.plan_id)
    assert (plan.counts.create, plan.counts.invalid) == (1, 1)
    assert (outcome.data["records_waiting"], outcome.data["records_that_cannot_be_changed"]) == (1, 1)
    assert deals(sandbox) == before
