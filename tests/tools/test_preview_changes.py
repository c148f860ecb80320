"""The tool `preview_changes`: a plan before and after somebody decided on it."""

import pytest

from app import changes
from app.actor import Role
from tests.people import make_member
from tests.tools.reading import PLACE, told
from tests.tools.writing import refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")

RECORDS = [{"Name": "Tea", "Amount": 5}, {"Name": "Coffee", "Stage": "Frozen"}, {"Name": "Milk"}]


async def test_plan_is_seen_cell_by_cell_and_page_by_page_by_whoever_reads(owner, sandbox):
    plan = await waiting(owner, "create_records", **PLACE, records=RECORDS)
    viewer = make_member(owner.team_id, "Victor", Role.VIEWER)

    seen = await told(viewer, "preview_changes", plan=plan.id, limit=1)
    wrong = await told(viewer, "preview_changes", plan=plan.id, only="invalid")
    last = await told(viewer, "preview_changes", plan=plan.id, skip=2)

    assert (seen["status"], seen["rows_total"]) == ("waits for approval by a person", 3)
    assert [row["record"] for row in seen["first_rows"]] == ["Tea"]
    assert seen["first_rows"][0]["cells"]["Amount"] == {"before": "", "after": "$5.00"}
    assert [row["record"] for row in wrong["first_rows"]] == ["Coffee"]
    assert [row["record"] for row in last["first_rows"]] == ["Milk"]


async def test_what_a_person_decided_is_seen(owner, sandbox):
    plan = await waiting(owner, "create_records", **PLACE, records=RECORDS)
    changes.deny(owner, plan.id, reason="No tea")

    assert (await told(owner, "preview_changes", plan=plan.id))["status"] == "denied"


async def test_another_team_finds_no_such_plan(owner, stranger, sandbox):
    plan = await waiting(owner, "create_records", **PLACE, records=RECORDS)

    assert "Tea" not in await refused(stranger, "preview_changes", plan=plan.id)
