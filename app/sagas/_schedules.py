"""Sagas that start by themselves: each slot of a schedule is one run, because the run's key names the slot."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import croniter
from sqlmodel import Session, col, select

from app import db
from app.actor import Actor, Role
from app.errors import InvalidInput, NotFound, PlatformError
from app.models import SagaSchedule
from app.sagas import _starting
from app.sagas._driving import ActorFor
from app.sagas._shapes import Schedule, StepSpec
from app.telemetry import logger

MIN_SECONDS = 60
LATE = timedelta(minutes=5)
BATCH = 50
log = logger(__name__)


def schedule(
    actor: Actor,
    name: str,
    steps: Sequence[StepSpec],
    *,
    rhythm: str,
    time_zone: str = "UTC",
    misfire: Literal["skip", "once"] = "once",
    run_input: dict[str, Any] | None = None,
) -> Schedule:
    """Start this saga again and again, at a cron line ("0 7 * * 1-5") or every so many seconds ("3600").

    `misfire`: slots that passed while nothing ran are skipped, or made up for by one run. A name that the team used is
    changed. Needs editor. Raises InvalidInput.
    """
    actor.require(Role.EDITOR)
    with db.uow(actor) as session:
        now = db.now(session)
        row = session.exec(select(SagaSchedule).where(SagaSchedule.name == name)).first()
        if row is None:
            row = SagaSchedule(
                team_id=actor.team_id, person_id=actor.person_id, name=name, rhythm="", steps=[]
            )
        row.person_id, row.rhythm, row.time_zone, row.misfire = actor.person_id, rhythm, time_zone, misfire
        row.steps = [step.model_dump(mode="json") for step in steps]
        row.input, row.is_enabled = run_input or {}, True
        row.next_at = following(rhythm, time_zone, now)
        session.add(row)
        return _shown(row)


def unschedule(actor: Actor, schedule_id: str) -> None:
    """Remove a schedule; runs that have begun go on. Needs editor. Raises NotFound."""
    actor.require(Role.EDITOR)
    with db.uow(actor) as session:
        row = session.exec(select(SagaSchedule).where(SagaSchedule.id == schedule_id)).first()
        if row is None:
            raise NotFound("There is no such schedule.", what_to_do="Look at the list of schedules.")
        session.delete(row)


def list_schedules(actor: Actor) -> tuple[Schedule, ...]:
    """The team's schedules by name. Needs viewer."""
    actor.require(Role.VIEWER)
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(select(SagaSchedule).order_by(col(SagaSchedule.name))).all()
        return tuple(_shown(row) for row in rows)


def fire_schedules(actor: Actor, actor_for: ActorFor) -> int:
    """Start what is due, in the rights that its maker has today; gives how many runs began. Platform only."""
    actor.require_platform()
    with db.uow(actor, read_only=True) as session:
        due = select(SagaSchedule.id, SagaSchedule.team_id, SagaSchedule.person_id).where(
            col(SagaSchedule.is_enabled).is_(True), SagaSchedule.next_at <= db.now(session)
        )
        found = session.exec(due.order_by(col(SagaSchedule.next_at)).limit(BATCH)).all()
    return sum(
        _fired(actor, schedule_id, team_id, person_id, actor_for) for schedule_id, team_id, person_id in found
    )


def following(rhythm: str, time_zone: str, after: datetime) -> datetime:
    """The first slot after a time. Raises InvalidInput for a rhythm or zone that is none."""
    if rhythm.isdigit():
        if int(rhythm) < MIN_SECONDS:
            raise InvalidInput(f"The shortest rhythm is {MIN_SECONDS} seconds.", field="rhythm")
        return after + timedelta(seconds=int(rhythm))
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as exc:
        raise InvalidInput(f"There is no time zone {time_zone}.", field="time_zone") from exc
    if not croniter.is_valid(rhythm):
        raise InvalidInput('Give seconds, or a cron line such as "0 7 * * 1-5".', field="rhythm")
    slot: datetime = croniter(rhythm, after.astimezone(zone)).get_next(datetime)
    return slot.astimezone(after.tzinfo)


def _fired(actor: Actor, schedule_id: str, team_id: str, person_id: str, actor_for: ActorFor) -> bool:
    try:
        acting = actor_for(team_id, person_id, "schedule")
    except PlatformError as exc:
        _switch_off(actor, schedule_id, exc)
        return False
    with db.uow(acting) as session:
        row = _locked(session, schedule_id)
        now = db.now(session)
        if row is None or not row.is_enabled or row.next_at > now:
            return False
        slot = row.next_at
        row.next_at = following(row.rhythm, row.time_zone, now)
        if row.misfire == "skip" and slot < now - LATE:
            return False
        _starting.start(
            acting,
            row.name,
            [StepSpec.model_validate(step) for step in row.steps],
            kind="workflow",
            input=row.input,
            idempotency_key=f"schedule:{row.id}:{slot:%Y%m%dT%H%M%S}",
        )
        return True


def _switch_off(actor: Actor, schedule_id: str, why: PlatformError) -> None:
    with db.uow(actor) as session:
        row = _locked(session, schedule_id)
        if row is not None:
            row.is_enabled = False
            log.warning("schedule_switched_off", schedule_id=schedule_id, reason=why.code)


def _locked(session: Session, schedule_id: str) -> SagaSchedule | None:
    statement = select(SagaSchedule).where(SagaSchedule.id == schedule_id).with_for_update()
    return session.exec(statement.execution_options(populate_existing=True)).first()


def _shown(row: SagaSchedule) -> Schedule:
    return Schedule.model_validate(row.model_dump(include=set(Schedule.model_fields)))
