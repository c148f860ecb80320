"""The tool `upsert_records`: found by a key or made, once a person approves it."""

import pytest

from app import changes
from tests.tools.reading import PLACE, some_deal, told
from tests.tools.writing import refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_known_record_is_changed_and_a_new_one_is_made_once_somebody_approves(owner, sandbox):
    name = (await some_deal(owner))["cells"]["Name"]
    records = [{"Name": name, "Next step": "Call"}, {"Name": "Tea for two", "Next step": "Boil"}]

    plan = await waiting(owner, "upsert_records", **PLACE, key_fields=["name"], records=records)

    assert (plan.counts.update, plan.counts.create) == (1, 1)
    rows = changes.plan_rows(owner, plan.id).items
    assert [(row.kind, row.record_name) for row in rows] == [("update", name), ("create", "Tea for two")]


async def test_key_that_is_no_field_is_named(owner, sandbox):
    told = await refused(owner, "upsert_records", **PLACE, key_fields=["Nme"], records=[{"Name": "Tea"}])

    assert 'Did you mean "Name"?' in told


async def test_record_without_its_key_is_refused_and_not_made(owner, sandbox):
    data = await told(owner, "upsert_records", **PLACE, key_fields=["Name"], records=[{"Stage": "Won"}])

    assert (data["records_waiting"], data["records_that_cannot_be_changed"]) == (0, 1)
    assert data["first_rows"][0]["note"] == "Name is empty: it says which record is meant."
