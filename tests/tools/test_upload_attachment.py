"""The tool `upload_attachment`."""

from base64 import b64encode

import pytest

from app import changes
from tests.tools.reading import told
from tests.tools.writing import refused, waiting

pytestmark = pytest.mark.usefixtures("redis_server")

PLACE = {"base": "Sales pipeline", "table": "Accounts"}
FILE = {"file_name": "offer.txt", "content_type": "text/plain", "content_base64": b64encode(b"Tea").decode()}


async def test_file_waits_until_somebody_approves_it(owner, sandbox):
    account = (await told(owner, "list_records", **PLACE, limit=1))["records"][0]

    plan = await waiting(
        owner, "upload_attachment", **PLACE, record_id=account["id"], field="Documents", **FILE
    )

    row = changes.plan_rows(owner, plan.id).items[0]
    assert (plan.counts.files, row.kind, row.details["file_name"]) == (1, "attach", "offer.txt")
    assert [cell.after_text for cell in row.cells] == ["offer.txt"]


async def test_field_that_is_not_there_is_named(owner, sandbox):
    said = await refused(
        owner, "upload_attachment", **PLACE, record_id="recNobody00000000", field="Document", **FILE
    )

    assert 'Did you mean "Documents"?' in said


@pytest.mark.parametrize("content", ["!!!!", "Zm9vZ", "===="])
async def test_content_that_is_no_base64_is_refused_before_anybody_approves(owner, sandbox, content):
    account = (await told(owner, "list_records", **PLACE, limit=1))["records"][0]
    file = FILE | {"content_base64": content}

    data = await told(owner, "upload_attachment", **PLACE, record_id=account["id"], field="Documents", **file)

    assert (data["records_waiting"], data["records_that_cannot_be_changed"]) == (0, 1)
    assert data["first_rows"][0]["note"] == "The content of offer.txt is empty or no base64."
