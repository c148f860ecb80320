"""T1: a run begins. Its steps are written in the same transaction, the first of them ready."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from typing_extensions import Unpack

from app import db, queueing
from app.actor import Actor, Role
from app.errors import InvalidInput, KeyReused
from app.models import SagaDefinition, SagaRun, SagaStep
from app.plain_json import require_storable
from app.sagas import _rows
from app.sagas._points import point
from app.sagas._reading import run_of
from app.sagas._shapes import Run, RunKind, StepSpec

MAX_STEPS = 2_000


class RunOptions(TypedDict, total=False):
    """What a run may be given beside its steps; see start."""

    title: str
    kind: RunKind
    input: dict[str, Any]
    idempotency_key: str
    subject: tuple[str, str]
    deadline_at: datetime | None
    queue: queueing.QueueName
    priority: int
    width: int
    concurrency_key: str
    rate_key: str
    parent_step_id: int | None


def start(
    actor: Actor,
    name: str,
    steps: Sequence[StepSpec],
    *,
    is_driven_here: bool = False,
    **options: Unpack[RunOptions],
) -> Run:
    """Begin a run; it joins an open unit of work, and a worker is woken after the commit. Needs editor.

    With an `idempotency_key` that the team used before, the run of then comes back and nothing begins. Up to `width`
    steps that wait for no other run at once. Of the runs with the same `concurrency_key` one works at a time, the
    oldest first; of those with the same `rate_key`, "name:n", n begin in a minute. `is_driven_here`: the caller drives
    it at once, and a worker only takes over when it dies. Raises InvalidInput, and KeyReused when the key stands for a
    saga of another name.
    """
    actor.require(Role.EDITOR)
    _check(steps, options.get("rate_key", ""))
    require_storable([step.params for step in steps], field="steps")
    require_storable(options.get("input", {}), field="input")
    try:
        return _begin(actor, name, steps, options, is_driven_here=is_driven_here)
    except IntegrityError:
        # Somebody used the key, or made the same definition, between our look and our insert.
        return _begin(actor, name, steps, options, is_driven_here=is_driven_here)


def _begin(
    actor: Actor, name: str, steps: Sequence[StepSpec], options: RunOptions, *, is_driven_here: bool
) -> Run:
    with db.uow(actor) as session:
        known = _known(session, actor, options.get("idempotency_key", ""), name)
        if known is not None:
            return run_of(session, known)
        now = db.now(session)
        run = _run_row(actor, name, options, _definition(session, actor, name, steps).id, now)
        session.add(run)
        session.flush()
        db.add_rows(SagaStep, _step_rows(run, steps, now))
        _rows.note(session, run, "started", person_id=actor.person_id)
        if is_driven_here:
            run.dispatched_at = now
        else:
            _rows.wake(session, run, now)
        _rows.tell(run)
        session.flush()
        point("before_start_commit")
        return run_of(session, run)


def _run_row(actor: Actor, name: str, options: RunOptions, definition_id: str, now: datetime) -> SagaRun:
    given: dict[str, Any] = {**options}
    subject_kind, subject_id = given.pop("subject", ("", ""))
    given["idempotency_key"] = given.get("idempotency_key") or None
    return SagaRun(
        team_id=actor.team_id,
        person_id=actor.person_id,
        door=actor.door,
        definition_id=definition_id,
        name=name,
        created_at=now,
        subject_kind=subject_kind,
        subject_id=subject_id,
        **{"title": name, "kind": "transaction", **given},
    )


def _check(steps: Sequence[StepSpec], rate_key: str) -> None:
    if not 1 <= len(steps) <= MAX_STEPS:
        raise InvalidInput(f"A saga has 1 to {MAX_STEPS:,} steps.", field="steps")
    for place, step in enumerate(steps):
        if any(not 0 <= before < place for before in step.after or ()):
            raise InvalidInput(
                f'The step "{step.name}" waits for one that does not come before it.', field="steps"
            )
    if rate_key and not rate_key.rpartition(":")[2].isdigit():
        raise InvalidInput('A rate key is "name:runs a minute".', field="rate_key")


def _known(session: Session, actor: Actor, key: str, name: str) -> SagaRun | None:
    if not key:
        return None
    known = session.exec(
        select(SagaRun).where(SagaRun.team_id == actor.team_id, SagaRun.idempotency_key == key)
    ).first()
    if known is not None and known.name != name:
        raise KeyReused(f'This key stands for a run of "{known.name}".', what_to_do="Use another key.")
    return known


def _definition(session: Session, actor: Actor, name: str, steps: Sequence[StepSpec]) -> SagaDefinition:
    """The version with these kinds of steps, else one more. How many of a kind and what they are given is the run's."""
    body: list[dict[str, Any]] = []
    for step in steps:
        kind = step.model_dump(mode="json", exclude={"params", "name", "after", "delay_seconds"})
        if kind not in body:
            body.append(kind)
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    named = select(SagaDefinition).where(SagaDefinition.team_id == actor.team_id, SagaDefinition.name == name)
    same = session.exec(named.where(SagaDefinition.sha256 == digest)).first()
    if same is not None:
        return same
    newest = session.exec(named.order_by(col(SagaDefinition.version).desc()).limit(1)).first()
    made = SagaDefinition(
        team_id=actor.team_id,
        name=name,
        version=1 if newest is None else newest.version + 1,
        body=body,
        sha256=digest,
    )
    session.add(made)
    session.flush()
    return made


def _step_rows(run: SagaRun, steps: Sequence[StepSpec], now: datetime) -> list[dict[str, Any]]:
    deps = [_deps(place, step) for place, step in enumerate(steps)]
    successors: list[list[int]] = [[] for _ in steps]
    for place, before in enumerate(deps):
        for each in before:
            successors[each].append(place)
    return [
        {
            **_BLANK,
            "team_id": run.team_id,
            "run_id": run.id,
            "seq": place,
            "name": step.name,
            "handler": step.handler,
            "undo": step.undo,
            "params": step.params,
            "deps": deps[place],
            "deps_left": len(deps[place]),
            "successors": successors[place],
            "status": "waiting" if deps[place] else "ready",
            "max_attempts": step.max_attempts,
            "retry": {**step.retry.model_dump(), "delay_seconds": step.delay_seconds},
            "timeout_seconds": step.timeout_seconds,
            "run_after": now + timedelta(seconds=0 if deps[place] else step.delay_seconds),
        }
        for place, step in enumerate(steps)
    ]


def _deps(place: int, step: StepSpec) -> list[int]:
    if step.after is None:
        return [place - 1] if place else []
    return sorted(set(step.after))


_BLANK: dict[str, Any] = {
    "phase": "do",
    "blocked_on": "",
    "wait_key": "",
    "wait_until": None,
    "attempt": 0,
    "fence": 0,
    "lease_owner": "",
    "lease_until": None,
    "effect": "none",
    "pre_image": None,
    "result": None,
    "error": "",
    "done_seq": None,
    "started_at": None,
    "finished_at": None,
}
