"""The tool `update_records`: what it prepares waits for a person, and nothing is written before."""

import pytest

from app import changes, tools
from app.actor import Role
from tests.people import make_member
from tests.tools.test_aggregate_records import deals

ASKED = {
    "base": "Sales pipeline",
    "table": "Deals",
    "where": {"conditions": [{"field": "Priority", "op": "is", "value": "Urgent"}]},
    "cells": {"Next step": "Call them"},
}
pytestmark = pytest.mark.usefixtures("redis_server")


async def test_change_waits_for_a_person_and_nothing_is_written(owner, sandbox):
    before = deals(sandbox)
    urgent = [row for row in before if row.get("Priority") == "Urgent"]

    outcome = await tools.run(owner, "update_records", ASKED)

    plan = changes.get_plan(owner, outcome.plan_id)
    assert (plan.status, plan.progress.open) == ("pending", len(urgent))
    assert outcome.data["records_waiting"] == len(urgent)
    assert outcome.data["first_rows"][0]["cells"]["Next step"]["after"] == "Call them"
    assert outcome.data["link"] == f"/changes/?p={plan.id}"
    assert deals(sandbox) == before


async def test_a_plan_of_nothing_is_no_plan_to_decide_on(owner, sandbox):
    asked = {**ASKED, "where": {"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]}}

    outcome = await tools.run(owner, "update_records", {**asked, "cells": {"Stage": "Won"}})

    assert (outcome.is_error, outcome.plan_id, outcome.data["records_waiting"]) == (False, "", 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cells": {"Nxt step": "x"}}, 'Did you mean "Next step"?'),
        ({"table": "Deels"}, 'Did you mean "Deals"?'),
        (
            {"where": {"conditions": [{"field": "Amount", "op": "gt", "value": "99999999999"}]}},
            "No record passes",
        ),
        ({"cells": {}}, "cells"),
        ({"extra": 1}, "extra"),
    ],
)
async def test_what_cannot_be_is_said_so_that_it_can_be_mended(owner, sandbox, change, told):
    outcome = await tools.run(owner, "update_records", {**ASKED, **change})

    assert outcome.is_error
    assert told in outcome.result
    assert changes.list_plans(owner).items == []


async def test_whoever_only_reads_does_not_even_see_the_tools_that_write(owner, sandbox):
    viewer = make_member(owner.team_id, "Victor", Role.VIEWER)

    outcome = await tools.run(viewer, "update_records", ASKED)

    writing = {each.name for each in tools.all_tools().values() if each.effect != "reads"}
    assert {"create_records", "delete_records", "undo_changes", "create_field"} <= writing
    assert writing & {each.name for each in tools.tools_for(viewer)} == set()
    assert writing <= {each.name for each in tools.tools_for(owner)}
    assert outcome.data["code"] == "unknown_tool"
