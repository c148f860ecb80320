"""The tool `update_table`."""

import pytest

from app import changes
from tests.tools.reading import PLACE, told
from tests.tools.writing import refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_new_name_waits_beside_the_one_it_has(owner, sandbox):
    plan = await waiting(owner, "update_table", **PLACE, name="Sales")

    row = changes.plan_rows(owner, plan.id).items[0]
    assert (plan.counts.schema_changes, row.kind, row.table_name) == (1, "update_table", "Deals")
    assert [(cell.field_name, cell.before_text, cell.after_text) for cell in row.cells] == [
        ("Name", "Deals", "Sales")
    ]


async def test_table_that_is_not_there_is_named(owner, sandbox):
    said = await refused(owner, "update_table", base="Sales pipeline", table="Deels", name="Sales")

    assert 'Did you mean "Deals"?' in said


async def test_change_of_nothing_is_refused_before_anybody_approves(owner, sandbox):
    data = await told(owner, "update_table", **PLACE)

    assert (data["records_waiting"], data["records_that_cannot_be_changed"]) == (0, 1)
    assert data["first_rows"][0]["note"] == "Nothing is to be changed: give a name or a description."
