"""Changing the things of the test base, and looking at them behind the platform's back."""

from collections.abc import Sequence
from typing import Any

from app import changes, sagas
from app.actor import Actor
from app.changes import ChangePlan, Operation
from app.jobs.steps import HANDLERS
from tests.sagas import running
from tests.sandbox_server import SandboxServer
from tests.things import BASE, OWNERS, THINGS, field_id, thing_id

NAME, COUNT, PRICE, COLOUR, OWNER = (field_id(name) for name in ("Name", "Count", "Price", "Colour", "Owner"))


def cells(**named: Any) -> dict[str, Any]:
    return {field_id(name): value for name, value in named.items()}


def update(number: int, **named: Any) -> Operation:
    return Operation(kind="update", table_id=THINGS, record_id=thing_id(number), cells=cells(**named))


def create(**named: Any) -> Operation:
    return Operation(kind="create", table_id=THINGS, cells=cells(**named))


def delete(number: int) -> Operation:
    return Operation(kind="delete", table_id=THINGS, record_id=thing_id(number))


def upsert(*keys: str, **named: Any) -> Operation:
    return Operation(
        kind="upsert", table_id=THINGS, cells=cells(**named), key_fields=tuple(field_id(key) for key in keys)
    )


def plan(actor: Actor, *operations: Operation, **options: Any) -> ChangePlan:
    return changes.plan(actor, BASE, operations, base_name="Stock", **options)


def make(actor: Actor, *operations: Operation, **options: Any) -> ChangePlan:
    return changes.make(actor, BASE, operations, base_name="Stock", **options)


def approve(actor: Actor, made: ChangePlan, **options: Any) -> ChangePlan:
    return changes.approve(actor, made.id, made.digest, **options)


def finish(actor: Actor, plan_id: str) -> ChangePlan:
    """Let workers do what is left: writes, and the look at what they did. Pauses are over at once."""
    made = changes.get_plan(actor, plan_id)
    for _ in range(20):
        for step in running.steps_of(made.run_id):
            if step.status == "ready":
                running.make_due(made.run_id, step.seq)
        sagas.drive(made.run_id, HANDLERS, running.as_editor)
        if running.run_of(made.run_id).status in sagas.ENDED:
            break
    changes.settle_ended(actor)
    return changes.get_plan(actor, plan_id)


def rows(actor: Actor, made: ChangePlan, **options: Any) -> Sequence[changes.PlanRow]:
    return changes.plan_rows(actor, made.id, **options).items


def diffs(actor: Actor, made: ChangePlan) -> list[tuple[str, str, str, str]]:
    """Each cell of a plan: record, field, before, after."""
    return [
        (row.record_name, cell.field_name, cell.before_text, cell.after_text)
        for row in rows(actor, made)
        for cell in row.cells
    ]


def states(actor: Actor, made: ChangePlan) -> list[str]:
    return [row.state for row in rows(actor, made)]


def there(server: SandboxServer, number: int) -> dict[str, Any] | None:
    """The cells of a thing by name as the sandbox has them, None when it is not there."""
    reply = server.get(f"/v0/{BASE}/{THINGS}/{thing_id(number)}")
    return reply.json()["fields"] if reply.status_code == 200 else None


def all_there(server: SandboxServer) -> dict[str, dict[str, Any]]:
    """All things by name."""
    found: dict[str, dict[str, Any]] = {}
    offset = ""
    while True:
        page = server.get(f"/v0/{BASE}/{THINGS}", params={"offset": offset} if offset else None).json()
        for record in page["records"]:
            found[record["fields"].get("Name", record["id"])] = {**record["fields"], "id": record["id"]}
        offset = page.get("offset", "")
        if not offset:
            return found


def calls(server: SandboxServer) -> list[str]:
    """The methods and tables of the calls for records since the log was forgotten."""
    return [
        f"{call['method']} {call['path'].rpartition('/')[2]}"
        for call in server.requests()
        if f"/{THINGS}" in call["path"] or f"/{OWNERS}" in call["path"]
    ]


def fault(server: SandboxServer, kind: str, **options: Any) -> None:
    """Switch on a fault for calls to the table of things."""
    body = {"kind": kind, "path": f"*{THINGS}*", "count": 1, **options}
    server.call("POST", "/_control/faults", json=body).raise_for_status()
