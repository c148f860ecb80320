"""The tool `get_record`."""

from app import tools
from tests.tools.reading import PLACE, some_deal, told


async def test_a_record_is_read_with_all_its_cells(owner, sandbox):
    deal = await some_deal(owner)

    found = await told(owner, "get_record", **PLACE, record_id=deal["id"])

    assert (found["id"], found["name"], found["cells"]) == (deal["id"], deal["cells"]["Name"], deal["cells"])


async def test_a_record_that_is_not_there_is_not_found(owner, sandbox):
    outcome = await tools.run(owner, "get_record", {**PLACE, "record_id": "recNobody00000000"})

    assert (outcome.is_error, outcome.data["code"]) == (True, "not_found")
