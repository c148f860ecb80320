"""The deals of the demo base, as a program of the signed-in person asks for them, and as somebody in Airtable changes
them."""

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from app import config
from tests.harness import databases
from tests.harness.processes import wait_until
from tests.harness.stack import Stack

BASE, TABLE = "Sales pipeline", "Deals"


def ask(page: Page, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a program of the signed-in person asks over REST. The sandbox may still be starting."""
    origin = page.evaluate("window.location.origin")
    replies: list[Any] = []

    def is_answered() -> bool:
        replies.append(
            page.request.fetch(f"/api/v1{path}", method=method, data=body, headers={"Origin": origin})
        )
        return bool(replies[-1].status != 503)

    wait_until("the service answers", is_answered)
    assert replies[-1].ok, replies[-1].text()
    found: dict[str, Any] = replies[-1].json()
    return found


def a_deal(page: Page, at: int) -> dict[str, Any]:
    listed = ask(
        page,
        "POST",
        "/records/query",
        {"base": BASE, "table": TABLE, "limit": at + 1, "sort": [{"field": "Name"}]},
    )
    record: dict[str, Any] = listed["records"][at]
    name = next(field["id"] for field in listed["fields"] if field["name"] == "Name")
    return {"id": record["id"], "name": record["cells"][name]["text"]}


def in_airtable_itself(stack: Stack, base_id: str, record_id: str, **cells: Any) -> None:
    """Somebody changes a record without this platform."""
    address = json.loads((stack.data_dir / "running.json").read_text())["sandbox_url"]
    with pytest.MonkeyPatch.context() as patch:
        token = databases.use_settings(patch, **stack.settings).sandbox_token
    config.reload()
    httpx.patch(
        f"{address}/v0/{base_id}/{TABLE}/{record_id}",
        json={"fields": cells},
        headers={"authorization": f"Bearer {token}"},
        trust_env=False,
    ).raise_for_status()
