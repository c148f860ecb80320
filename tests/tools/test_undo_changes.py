"""The tool `undo_changes`: a change is taken back by another one, which waits too."""

import asyncio

import pytest

from app import tools
from tests.changes.stock import finish
from tests.tools.reading import PLACE
from tests.tools.test_aggregate_records import deals
from tests.tools.writing import alone, refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_what_was_made_goes_once_a_person_approves_it(owner, own_sandbox):
    made = await tools.run(alone(owner), "create_records", {**PLACE, "records": [{"Name": "Tea"}]})
    await asyncio.to_thread(finish, owner, made.data["plan"])

    plan = await waiting(owner, "undo_changes", plan=made.data["plan"])

    assert (plan.undo_of, plan.counts.delete) == (made.data["plan"], 1)
    assert len([row for row in deals(own_sandbox) if row.get("Name") == "Tea"]) == 1


async def test_plan_that_did_nothing_yet_cannot_be_taken_back(owner, sandbox):
    plan = await waiting(owner, "create_records", **PLACE, records=[{"Name": "Tea"}])

    assert await refused(owner, "undo_changes", plan=plan.id) == (
        "Only changes that were made can be taken back. Wait until it has ended."
    )
