"""Running sagas in tests: handlers that leave marks outside the database, and hands that move time."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from app import db, sagas
from app.actor import Actor, Role
from app.errors import Busy, InvalidInput
from app.models import SagaEvent, SagaRun, SagaStep
from app.sagas import Step, StepSpec

SYSTEM = Actor.system("test")
EVERYTHING = {
    "interactive": sagas.QueueState(None, 0),
    "default": sagas.QueueState(None, 0),
    "bulk": sagas.QueueState(None, 0),
}


class Outside:
    """The world outside: a file with one line for each effect, which survives whoever made it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []

    def add(self, line: str) -> None:
        with self.path.open("a") as file:
            file.write(f"{line}\n")

    def live(self) -> list[str]:
        """What was made and not taken back, in its order."""
        found: list[str] = []
        for line in self.lines():
            if line.startswith("-"):
                found.remove(line[1:])
            else:
                found.append(line)
        return found


def handlers(outside: Outside) -> dict[str, sagas.Handler]:
    """make@1 makes a thing after looking whether an earlier attempt did; unmake@1 takes it back the same way."""

    def make(step: Step) -> dict[str, Any]:
        name = str(step.params["name"])
        looks = step.effect == "intent"
        step.intend()
        step.guard()
        if not (looks and name in outside.live()):
            outside.add(name)
        return {"name": name}

    def unmake(step: Step) -> None:
        name = str(step.params["name"])
        step.intend()
        if name in outside.live():
            outside.add(f"-{name}")

    def refuse(_step: Step) -> None:
        raise InvalidInput("The door is closed.")

    def busy(_step: Step) -> None:
        raise Busy("The other side is busy.", retry_after_seconds=7)

    def unclear(step: Step) -> None:
        step.intend()
        raise sagas.Ambiguous("Look whether the letter was sent.")

    return {"make@1": make, "unmake@1": unmake, "refuse@1": refuse, "busy@1": busy, "unclear@1": unclear}


def making(*names: str) -> list[StepSpec]:
    """Steps that make one thing each, one after another, and can be taken back."""
    return [
        StepSpec(name=f"Make {name}", handler="make@1", undo="unmake@1", params={"name": name})
        for name in names
    ]


def as_editor(team_id: str, person_id: str, door: str) -> Actor:
    return Actor(team_id=team_id, person_id=person_id, role=Role.EDITOR, door=door)


def start(actor: Actor, steps: Sequence[StepSpec], **options: Any) -> str:
    """A run that no message was sent for; gives its id."""
    return sagas.start(actor, options.pop("name", "test"), steps, is_driven_here=True, **options).id


def drive(run_id: str, table: dict[str, sagas.Handler]) -> None:
    sagas.drive(run_id, table, as_editor)


def run_of(run_id: str) -> SagaRun:
    with db.uow(SYSTEM, read_only=True) as session:
        return session.exec(select(SagaRun).where(SagaRun.id == run_id)).one()


def step_of(run_id: str, seq: int, phase: str = "do") -> SagaStep:
    with db.uow(SYSTEM, read_only=True) as session:
        found = select(SagaStep).where(
            SagaStep.run_id == run_id, SagaStep.seq == seq, SagaStep.phase == phase
        )
        return session.exec(found).one()


def steps_of(run_id: str, phase: str = "do") -> list[SagaStep]:
    with db.uow(SYSTEM, read_only=True) as session:
        found = select(SagaStep).where(SagaStep.run_id == run_id, SagaStep.phase == phase)
        return sorted(session.exec(found).all(), key=lambda step: step.seq)


def statuses(run_id: str, phase: str = "do") -> list[str]:
    return [step.status for step in steps_of(run_id, phase)]


def kinds_of_events(run_id: str) -> list[str]:
    with db.uow(SYSTEM, read_only=True) as session:
        found = session.exec(select(SagaEvent).where(SagaEvent.run_id == run_id)).all()
        return [event.kind for event in sorted(found, key=lambda event: event.id or 0)]


def change_step(run_id: str, seq: int, change: Callable[[SagaStep], None], phase: str = "do") -> None:
    with db.uow(SYSTEM) as session:
        found = select(SagaStep).where(
            SagaStep.run_id == run_id, SagaStep.seq == seq, SagaStep.phase == phase
        )
        change(session.exec(found).one())


def change_run(run_id: str, **columns: Any) -> None:
    with db.uow(SYSTEM) as session:
        run = session.exec(select(SagaRun).where(SagaRun.id == run_id)).one()
        for name, value in columns.items():
            setattr(run, name, value)


def expire_lease(run_id: str, seq: int, phase: str = "do") -> None:
    """As if the step's worker had been silent for longer than its lease."""

    def change(step: SagaStep) -> None:
        assert step.lease_until is not None
        step.lease_until -= timedelta(minutes=5)

    change_step(run_id, seq, change, phase)


def make_due(run_id: str, seq: int, phase: str = "do") -> None:
    """As if the pause before the step's next attempt were over."""

    def change(step: SagaStep) -> None:
        step.run_after -= timedelta(hours=2)

    change_step(run_id, seq, change, phase)


def pass_wait(run_id: str, seq: int) -> None:
    """As if what the step waits for had not come in time."""

    def change(step: SagaStep) -> None:
        assert step.wait_until is not None
        step.wait_until -= timedelta(days=1)

    change_step(run_id, seq, change)


def due() -> list[str]:
    """The runs that a dispatcher would wake workers for now."""
    return [wake.run_id for wake in sagas.due_runs(SYSTEM, EVERYTHING)]
