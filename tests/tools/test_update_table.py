"""The tool `update_table`."""

import pytest

from app import changes
from tests.tools.reading import PLACE
from tests.tools.writing import refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_new_name_waits_beside_the_one_it_has(owner, sandbox):
    plan = await waiting(owner, "update_table", **PLACE, name="Sales")

    row = changes.plan_rows(owner, plan.id).items[0]
    assert (plan.counts.schema_changes, row.kind, row.table_name) == (1, "update_table", "Deals")


async def test_table_that_is_not_there_is_named(owner, sandbox):
    said = await refused(owner, "update_table", base="Sales pipeline", table="Deels", name="Sales")

    assert 'Did you mean "Deals"?' in said
