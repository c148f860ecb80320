"""The tool `create_comment`."""

import pytest

from app import changes
from tests.tools.reading import PLACE, some_deal, told
from tests.tools.writing import refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_comment_waits_and_is_not_written_before(owner, sandbox):
    deal = await some_deal(owner)
    before = (await told(owner, "list_comments", **PLACE, record_id=deal["id"]))["total"]

    plan = await waiting(owner, "create_comment", **PLACE, record_id=deal["id"], text="Call <b>them</b>")

    row = changes.plan_rows(owner, plan.id).items[0]
    assert (plan.counts.comments, row.kind) == (1, "comment")
    assert (row.details["text"], row.record_name) == ("Call <b>them</b>", deal["cells"]["Name"])
    assert (await told(owner, "list_comments", **PLACE, record_id=deal["id"]))["total"] == before


async def test_comment_without_words_is_refused(owner, sandbox):
    assert "text" in await refused(owner, "create_comment", **PLACE, record_id="recNobody00000000", text="")


async def test_comment_on_a_record_that_is_not_there_is_said_before_anybody_approves(owner, sandbox):
    data = await told(owner, "create_comment", **PLACE, record_id="recNobody00000000", text="Tea")

    assert (data["records_waiting"], data["records_that_cannot_be_changed"]) == (0, 1)
    assert data["first_rows"][0]["note"] == "This record does not exist any more."
