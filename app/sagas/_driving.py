"""Driving a run: its ready steps one after another, or several at once, as far as it goes.

The end of one step and the claim of the next are one commit. Whoever drives may be a worker or a web process; when it
dies, the leases end and somebody else goes on.
"""

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, select

from app import config, db, telemetry
from app.actor import Actor
from app.errors import LostLease, PlatformError
from app.models import SagaRun, SagaStep
from app.sagas import _advancing, _claiming, _rows
from app.sagas._claiming import Work
from app.sagas._points import point
from app.sagas._signals import Ambiguous, WaitFor
from app.sagas._step import Also, Handler, Step
from app.sagas._waiting import WAITS, block, child_ended

ActorFor = Callable[[str, str, str], Actor]
Conclude = Callable[..., list[SagaStep] | None]
SLICE_SECONDS = 10.0
log = telemetry.logger(__name__)


def drive(
    run_id: str, handlers: Mapping[str, Handler], actor_for: ActorFor, *, slice_seconds: float = SLICE_SECONDS
) -> None:
    """Run all that is ready in this run, until nothing is or the slice is over; the rest is left to another wake-up.

    `actor_for(team_id, person_id, door)` gives whom a step works for, with today's rights. Nothing happens when the run
    is unknown, over, or driven by others.
    """
    team_id, width = _found(run_id)
    if team_id:
        _Drive(team_id, run_id, {**WAITS, **handlers}, actor_for, time.monotonic() + slice_seconds).go(width)


class _Drive:
    """One wake-up of a run."""

    def __init__(
        self, team_id: str, run_id: str, handlers: Mapping[str, Handler], actor_for: ActorFor, until: float
    ) -> None:
        self._team_id = team_id
        self._run_id = run_id
        self._handlers = handlers
        self._actor_for = actor_for
        self._until = until
        self._live: dict[int, Step] = {}
        self._over = threading.Event()

    def go(self, width: int) -> None:
        """Drive with so many threads, under one heartbeat."""
        beat = threading.Thread(target=self._beat, name="saga-heartbeat", daemon=True)
        beat.start()
        try:
            if width == 1:
                self._line()
            else:
                with ThreadPoolExecutor(width, thread_name_prefix="saga-step") as pool:
                    for line in [pool.submit(self._line) for _ in range(width)]:
                        line.result()
        finally:
            self._over.set()
            beat.join()
        self._tell_parent()

    def _line(self) -> None:
        work = self._first()
        while work is not None:
            conclude, seq = self._executed(work), work.claim.seq
            if conclude is None:
                return
            try:
                work = self._concluded(work, conclude)
            except LostLease:
                log.warning("step_lost_to_another_worker", run_id=self._run_id, seq=seq)
                return

    def _first(self) -> Work | None:
        leased_at = time.monotonic()
        with db.uow(_rows.scope(self._team_id)) as session:
            work = self._claimed(session, _rows.lock(session, self._run_id), leased_at)
        if work is not None:
            point("after_claim")
        return work

    def _executed(self, work: Work) -> Conclude | None:
        """Run the handler; gives how the step ends, None when it is not ours any more."""
        try:
            step = Step(self._actor_for(work.claim.team_id, work.person_id, work.door), work)
            self._live[work.claim.step_id] = step
            result = self._handlers[work.handler](step)
            point("after_call")
        except LostLease:
            log.warning("step_lost_to_another_worker", run_id=self._run_id, seq=work.claim.seq)
            return None
        except WaitFor as wait:
            return partial(block, wait=wait)
        except Ambiguous as exc:
            return partial(_ask, sentence=str(exc))
        except PlatformError as exc:
            if exc.retry == "never":
                return partial(_advancing.fail, error=exc.user_text)
            return partial(_retry, work=work, error=exc.user_text, asked=exc.retry_after_seconds)
        except Exception as exc:
            # The edge of the step: whatever its handler raises must become a state of its row.
            log.exception("step_raised", run_id=self._run_id, seq=work.claim.seq)
            return partial(_retry, work=work, error=f"{type(exc).__name__}: {exc}", asked=None)
        finally:
            self._live.pop(work.claim.step_id, None)
        return partial(_end, also=step.also_at_end, result=result)

    def _concluded(self, work: Work, conclude: Conclude) -> Work | None:
        """Write how the step ended, and claim the next one in the same commit. Raises LostLease."""
        leased_at = time.monotonic()
        with db.uow(_rows.scope(self._team_id)) as session:
            run, row = _rows.lock_held(session, work.claim)
            readied = conclude(session, run, row, now=db.now(session)) or []
            _rows.tell(run)
            following = self._claimed(session, run, leased_at, readied)
            session.flush()
            point("before_finish_commit")
        point("after_finish")
        return following

    def _claimed(
        self, session: Session, run: SagaRun, leased_at: float, readied: Sequence[SagaStep] = ()
    ) -> Work | None:
        if time.monotonic() < self._until:
            return _claiming.claim_next(session, run, self._handlers.keys(), leased_at, readied=readied)
        # The slice is over; other runs wait for this worker.
        if _rows.has_steps(session, run.id, "do", ("ready",)) or _rows.has_steps(
            session, run.id, "undo", ("ready",)
        ):
            _rows.wake(session, run, db.now(session))
        return None

    def _beat(self) -> None:
        while not self._over.wait(config.limits().lease_seconds / 3):
            for step in list(self._live.values()):
                self._keep(step)

    def _keep(self, step: Step) -> None:
        # A step that takes longer than it may is left to its lease, and to whoever takes it over.
        if time.monotonic() > step.began_at + step.work.timeout_seconds:
            step.is_lost = True
            return
        try:
            step.leased_at = _claiming.keep(step.work.claim)
        except LostLease:
            step.is_lost = True
        except PlatformError as exc:
            log.warning("heartbeat_missed", reason=exc.code)

    def _tell_parent(self) -> None:
        with db.uow(_rows.scope(self._team_id), read_only=True) as session:
            parent = session.exec(select(SagaRun.parent_step_id).where(SagaRun.id == self._run_id)).first()
        if parent is not None:
            child_ended(self._team_id, parent)


def _found(run_id: str) -> tuple[str, int]:
    with db.uow(Actor.system("sagas"), read_only=True) as session:
        found = session.exec(select(SagaRun.team_id, SagaRun.width).where(SagaRun.id == run_id)).first()
    return ("", 1) if found is None else (found[0], found[1])


def _end(
    session: Session, run: SagaRun, row: SagaStep, now: datetime, *, also: Sequence[Also], result: Any
) -> list[SagaStep]:
    for each in also:
        each(session)
    return _advancing.done(session, run, row, result, now)


def _retry(
    session: Session,
    run: SagaRun,
    row: SagaStep,
    now: datetime,
    *,
    work: Work,
    error: str,
    asked: float | None,
) -> None:
    """T6: ready again after a pause that doubles with each attempt and varies by half, or failed after the last."""
    base, cap = work.retry.get("base_seconds", 2.0), work.retry.get("cap_seconds", 300.0)
    pause = min(cap, base * 2 ** (work.claim.attempt - 1)) * random.uniform(0.5, 1.5)
    if row.attempt >= row.max_attempts:
        _advancing.fail(session, run, row, now, error=error)
        return
    _advancing.later(row, run, now + timedelta(seconds=pause if asked is None else asked), error)
    _rows.note(session, run, "retry", row, text=error)
    if row.phase == "do" and run.cancel_requested:
        _advancing.compensate(session, run, run.reason, now)


def _ask(session: Session, run: SagaRun, row: SagaStep, now: datetime, *, sentence: str) -> None:
    """T13: nobody can tell whether it happened, so a person is asked."""
    row.status, row.error, row.lease_until = "ambiguous", sentence[:1000], None
    run.attention = "ambiguous"
    _rows.note(session, run, "ambiguous", row, text=sentence)
    if run.cancel_requested:
        _advancing.compensate(session, run, run.reason, now)
