"""What tests of webhooks do again and again."""

from typing import Any

from tests.sandbox.workbench import BASE, THINGS, field_id
from tests.sandbox_server import SandboxServer

WEBHOOKS = f"/v0/bases/{BASE}/webhooks"
TABLE, PART_TABLE = "tblWorkbenchThing", "tblWorkbenchParts"
DATA = {"dataTypes": ["tableData"]}
NAME, COUNT, COLOUR = field_id("Name"), field_id("Count"), field_id("Colour")


def specification(filters: dict[str, Any] = DATA, **includes: Any) -> dict[str, Any]:
    return {"options": {"filters": filters} | ({"includes": includes} if includes else {})}


def watch(bench: SandboxServer, filters: dict[str, Any] = DATA, *, token: str = "", **includes: Any) -> str:
    body = {"specification": specification(filters, **includes)}
    answer = bench.call("POST", WEBHOOKS, token=token, json=body)
    assert answer.status_code == 200, answer.text
    made: str = answer.json()["id"]
    return made


def payloads(bench: SandboxServer, webhook: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.get(f"{WEBHOOKS}/{webhook}/payloads").json()["payloads"]
    return found


def told(bench: SandboxServer, webhook: str, table: str = TABLE) -> Any:
    """What the only payload says of the table."""
    (payload,) = payloads(bench, webhook)
    return payload["changedTablesById"].get(table)


def update(bench: SandboxServer, record: str, **fields: Any) -> None:
    answer = bench.call("PATCH", f"{THINGS}/{record}", json={"fields": fields, "typecast": True})
    assert answer.status_code == 200, answer.text


def create(bench: SandboxServer, **fields: Any) -> str:
    made: str = bench.call("POST", THINGS, json={"fields": fields}).json()["id"]
    return made
