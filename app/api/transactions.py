"""`/api/v1/saga/transaction`: changes and waits that happen together, or are taken back together."""

from typing import Annotated, Literal

from fastapi import Response
from pydantic import BaseModel, Field

from app import changes, sagas, tables
from app.actor import Actor
from app.api.answers import READING
from app.api.inputs import NAME, Body, Named
from app.api.route import raises, resource
from app.api.visitor import Editor
from app.changes import ChangePlan
from app.errors import Conflict, InvalidInput, KeyReused
from app.hops import to_network
from app.sagas import Run, StepSpec
from app.tables import Wish

router = resource("Transactions", "/api/v1/saga")
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=NAME)]
MAX_STEPS = 50


class ChangeStep(Body):
    """Operations in one base. They are taken back when a later step fails or the run is cancelled."""

    kind: Literal["change"]
    name: Name
    base: Named
    operations: tuple[Wish, ...] = Field(min_length=1, max_length=5_000)


class WaitStep(Body):
    """Wait some seconds, for somebody's approval, or for an event of /api/v1/runs/events."""

    kind: Literal["wait"]
    name: Name
    wait_for: Literal["time", "approval", "event"]
    seconds: float | None = Field(default=None, gt=0, le=31_536_000, description="How long, for time.")
    role: Literal["viewer", "editor", "admin", "owner"] = "editor"
    event: str = Field(default="", max_length=120, pattern=NAME)
    deadline_seconds: float | None = Field(default=None, gt=0, le=31_536_000)


class TransactionAsked(Body):
    """Steps one after another. With dry_run nothing is started, and the plans say what would change."""

    name: Name
    steps: tuple[Annotated[ChangeStep | WaitStep, Field(discriminator="kind")], ...] = Field(
        min_length=1, max_length=MAX_STEPS
    )
    key: str = Field(default="", max_length=100, pattern=NAME, description="The same key gives the same run.")
    dry_run: bool = False


class Transaction(BaseModel):
    """The run that was started, none for a dry run; and the plans of its changes as they were computed now."""

    run: Run | None
    plans: tuple[ChangePlan, ...]


@router.post(
    "/transaction",
    status_code=201,
    responses={200: {"model": Transaction, "description": "A dry run: nothing was started."}},
)
@raises(*READING, Conflict, KeyReused)
async def start_transaction(actor: Editor, asked: TransactionAsked, response: Response) -> Transaction:
    """Begin changes that happen together or are taken back together; or only say what they would do.

    By a key whose writes need approval it begins with somebody's approval.
    """
    made = await to_network(_started, actor, asked)
    if made.run is None:
        response.status_code = 200
    else:
        response.headers["location"] = f"/api/v1/runs/{made.run.id}"
    return made


def _started(actor: Actor, asked: TransactionAsked) -> Transaction:
    plans: list[ChangePlan] = []
    steps: list[StepSpec] = []
    if actor.writes_need_approval:
        steps.append(
            StepSpec(name=f"Approve {asked.name}", handler="wait.approval@1", params={"role": "editor"})
        )
    for step in asked.steps:
        if isinstance(step, WaitStep):
            steps.append(_waiting(step))
            continue
        draft = tables.draft(actor, step.base, step.operations)
        plan, made = changes.steps_for(
            actor, draft.base_id, draft.operations, base_name=draft.base_name, name=step.name
        )
        if plan.counts.invalid:
            rows = changes.plan_rows(actor, plan.id, only="invalid", limit=1).items
            raise InvalidInput(f'"{step.name}" cannot be carried out: {rows[0].sentence}', field="steps")
        plans.append(plan)
        steps += made
    if asked.dry_run:
        return Transaction(run=None, plans=tuple(plans))
    run = sagas.start(actor, asked.name, steps, idempotency_key=f"tx:{asked.key}" if asked.key else "")
    return Transaction(run=run, plans=tuple(plans))


def _waiting(step: WaitStep) -> StepSpec:
    if step.wait_for == "time":
        if step.seconds is None:
            raise InvalidInput(f'"{step.name}": say how many seconds.', field="steps")
        return StepSpec(name=step.name, handler="wait.until@1", params={"seconds": step.seconds})
    deadline = {} if step.deadline_seconds is None else {"deadline_seconds": step.deadline_seconds}
    if step.wait_for == "approval":
        return StepSpec(name=step.name, handler="wait.approval@1", params={"role": step.role, **deadline})
    if not step.event:
        raise InvalidInput(f'"{step.name}": say which event.', field="steps")
    return StepSpec(name=step.name, handler="wait.event@1", params={"key": step.event, **deadline})
