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


async def test_field_that_is_not_there_is_named(owner, sandbox):
    said = await refused(
        owner, "upload_attachment", **PLACE, record_id="recNobody00000000", field="Document", **FILE
    )

    assert 'Did you mean "Documents"?' in said
