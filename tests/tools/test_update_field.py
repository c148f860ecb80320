"""The tool `update_field`."""

import pytest

from app import changes
from tests.tools.reading import PLACE
from tests.tools.writing import refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_new_name_of_a_field_waits(owner, sandbox):
    plan = await waiting(owner, "update_field", **PLACE, field="Next step", name="What is next")

    row = changes.plan_rows(owner, plan.id).items[0]
    assert (plan.counts.schema_changes, row.kind, row.table_name) == (1, "update_field", "Deals")


async def test_field_that_is_not_there_is_named(owner, sandbox):
    assert 'Did you mean "Stage"?' in await refused(owner, "update_field", **PLACE, field="Stge", name="X")
