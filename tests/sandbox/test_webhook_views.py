"""A webhook that watches a view: what comes into it and leaves it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox import workbench
from tests.sandbox.workbench import BASE, THINGS, field_id, thing
from tests.sandbox_server import SandboxServer, running_sandbox

pytestmark = pytest.mark.integration
VIEW, TABLE = "viwManyThings0001", "tblWorkbenchThing"
COUNT = field_id("Count")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SandboxServer]:
    seed = workbench.seed()
    view = {"id": VIEW, "name": "Many", "type": "grid", "filterByFormula": "{Count} > 5"}
    seed["bases"][0]["tables"][0]["views"] = [*workbench.VIEWS, view]
    with running_sandbox(tmp_path, seed) as server:
        yield server


def test_a_webhook_watches_a_view(server: SandboxServer) -> None:
    options = {"filters": {"dataTypes": ["tableData"], "recordChangeScope": VIEW}}
    webhooks = f"/v0/bases/{BASE}/webhooks"
    webhook = server.call("POST", webhooks, json={"specification": {"options": options}}).json()["id"]

    server.call("POST", THINGS, json={"fields": {"Name": "Outside", "Count": 1}})
    made = server.call("POST", THINGS, json={"fields": {"Name": "Inside", "Count": 6}}).json()["id"]
    for count in (4, 7, 8, 3):
        server.call("PATCH", f"{THINGS}/{thing(1)}", json={"fields": {"Count": count}})
    server.call("DELETE", f"{THINGS}/{thing(3)}")
    server.call("DELETE", f"{THINGS}/{thing(2)}")

    found = server.get(f"{webhooks}/{webhook}/payloads").json()["payloads"]
    told: list[dict[str, Any]] = [
        payload["changedTablesById"][TABLE]["changedViewsById"][VIEW] for payload in found
    ]
    assert list(told[0]["createdRecordsById"]) == [made]
    assert told[1]["createdRecordsById"][thing(1)]["cellValuesByFieldId"][COUNT] == 7
    assert told[2] == {"changedRecordsById": {thing(1): {"current": {"cellValuesByFieldId": {COUNT: 8}}}}}
    assert told[3:] == [{"destroyedRecordIds": [thing(1)]}, {"destroyedRecordIds": [thing(2)]}]
