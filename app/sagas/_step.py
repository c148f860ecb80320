"""What a handler gets: its step, with the two things it must do around an outside effect (T3 and the guard)."""

import time
from collections.abc import Callable
from typing import Any

from sqlmodel import Session, select

from app import config, db
from app.actor import Actor
from app.errors import LostLease
from app.models import SagaStep
from app.sagas import _rows
from app.sagas._claiming import Work
from app.sagas._points import point

Also = Callable[[Session], None]
Handler = Callable[["Step"], Any]
# A call that begins so late would end after the lease, when somebody else may be making it too.
LONGEST_CALL_SECONDS = 10.0


class Step:
    """A claimed step at work. `effect` is "intent" when an earlier attempt may have made its outside call: then the
    handler looks first whether it did. In phase undo, `pre_image` and `done_result` tell what is to be taken back."""

    def __init__(self, actor: Actor, work: Work) -> None:
        self.actor = actor
        self.work = work
        self.effect = work.effect
        self.pre_image = work.pre_image
        self.also_at_end: list[Also] = []
        self.began_at = self.leased_at = work.leased_at
        self.is_lost = False

    @property
    def run_id(self) -> str:
        return self.work.claim.run_id

    @property
    def step_id(self) -> int:
        return self.work.claim.step_id

    @property
    def seq(self) -> int:
        return self.work.claim.seq

    @property
    def phase(self) -> str:
        return self.work.claim.phase

    @property
    def attempt(self) -> int:
        return self.work.claim.attempt

    @property
    def params(self) -> dict[str, Any]:
        return self.work.params

    @property
    def run_input(self) -> dict[str, Any]:
        return self.work.run_input

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt of the step, and for its undo."""
        return f"{self.run_id}:{self.seq}"

    def done_result(self, seq: int | None = None) -> Any:
        """The result of a forward step that is done, by default of this place; None when there is none."""
        with db.uow(self.actor, read_only=True) as session:
            statement = select(SagaStep.result).where(
                SagaStep.run_id == self.run_id,
                SagaStep.phase == "do",
                SagaStep.seq == (self.seq if seq is None else seq),
                SagaStep.status == "done",
            )
            return session.exec(statement).first()

    def intend(self, *, pre_image: Any = None, also: Also | None = None) -> None:
        """Write down, before an outside effect, that it may exist from now on (T3). Raises LostLease.

        `pre_image` is what there was before. `also` writes rows of the room's own in the same transaction.
        """
        changes: dict[str, Any] = {"effect": "intent"}
        if pre_image is not None:
            changes["pre_image"] = pre_image
        with db.uow(_rows.scope(self.work.claim.team_id)) as session:
            _rows.fenced(session, self.work.claim, **changes)
            if also is not None:
                also(session)
            session.flush()
            point("before_intent_commit")
        self.effect = "intent"
        if pre_image is not None:
            self.pre_image = pre_image
        point("after_intent")

    def guard(self) -> None:
        """Called before each outside call. Raises LostLease when the step may not be ours until the call has ended."""
        left = self.leased_at + config.limits().lease_seconds - time.monotonic()
        if self.is_lost or left < min(LONGEST_CALL_SECONDS, config.limits().lease_seconds / 3):
            raise LostLease("The lease of this step is over.")

    def finish_with(self, also: Also) -> None:
        """Write rows of the room's own in the transaction that ends this step as done: both are there, or neither."""
        self.also_at_end.append(also)
