"""News of runs. The engine of sagas knows nobody to tell, so its rows are looked through for what nobody was told."""

from datetime import timedelta

from sqlalchemy import String, cast, literal
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select

from app import db
from app.actor import Actor, Role
from app.models import Membership, Notification, SagaRun, SagaStep
from app.notifications._posting import post

AT_ONCE = 50
# What ended longer ago than this ended before anybody could be told, and is no news any more.
STILL_NEWS = timedelta(days=1)


def tell_of_runs(actor: Actor) -> int:
    """Tell of steps that need a person and of runs that were taken back, each once; gives of how many. Platform only.

    Any number of dispatchers may do it at once.
    """
    actor.require_platform()
    step_key = literal("step:") + cast(SagaStep.id, String) + ":" + cast(SagaStep.fence, String)
    run_key = literal("run:") + SagaRun.id + ":" + SagaRun.status
    with db.uow(actor, read_only=True) as session:
        now = db.now(session)
        steps = session.exec(
            select(SagaStep.team_id, SagaStep.id)
            .where(
                or_(
                    SagaStep.status == "ambiguous",
                    (SagaStep.status == "blocked") & (SagaStep.blocked_on == "approval"),
                ),
                ~select(Notification.id).where(Notification.key == step_key).exists(),
            )
            .limit(AT_ONCE)
        ).all()
        runs = session.exec(
            select(SagaRun.team_id, SagaRun.id)
            .where(
                col(SagaRun.status).in_(("stuck", "compensated")),
                or_(col(SagaRun.finished_at).is_(None), col(SagaRun.finished_at) > now - STILL_NEWS),
                col(SagaRun.parent_step_id).is_(None),
                ~select(Notification.id).where(Notification.key == run_key).exists(),
            )
            .limit(AT_ONCE)
        ).all()
    told = [_tell_step(team_id, step_id) for team_id, step_id in steps]
    told += [_tell_run(team_id, run_id) for team_id, run_id in runs]
    return sum(told)


def _tell_step(team_id: str, step_id: int | None) -> bool:
    try:
        with db.uow(Actor.inside(team_id, "notifications")) as session:
            step = session.exec(select(SagaStep).where(SagaStep.id == step_id)).one()
            run = session.exec(select(SagaRun).where(SagaRun.id == step.run_id)).one()
            key, link = f"step:{step.id}:{step.fence}", f"/runs/?r={run.id}"
            if step.status == "ambiguous":
                post(
                    session,
                    team_id,
                    _members(session, Role.ADMIN) | {run.person_id},
                    kind="run_needs_person",
                    title=f"{_named(run)}: nobody can tell whether “{step.name}” happened",
                    text=step.error or "Look whether it happened, then say so: the run waits for it.",
                    link=link,
                    key=key,
                )
            elif step.status == "blocked":
                role, _, person_id = step.wait_key.partition(":")
                post(
                    session,
                    team_id,
                    _present(session, person_id) or _members(session, Role(role)),
                    kind="approval_asked",
                    title=f"{_named(run)}: “{step.name}” waits for your yes",
                    text="The run goes on when you approve. Declined, it takes back what it did.",
                    link="/inbox/",
                    key=key,
                )
    except IntegrityError:
        # Another dispatcher told them between our look and our insert.
        return False
    return True


def _tell_run(team_id: str, run_id: str) -> bool:
    try:
        with db.uow(Actor.inside(team_id, "notifications")) as session:
            run = session.exec(select(SagaRun).where(SagaRun.id == run_id)).one()
            is_stuck = run.status == "stuck"
            post(
                session,
                team_id,
                _members(session, Role.ADMIN) | {run.person_id}
                if is_stuck
                else _present(session, run.person_id) or _members(session, Role.ADMIN),
                kind="run_needs_person" if is_stuck else "run_ended",
                title=f"{_named(run)}: {'cannot be taken back' if is_stuck else 'was taken back'}",
                text=run.reason,
                link=f"/runs/?r={run.id}",
                key=f"run:{run.id}:{run.status}",
            )
    except IntegrityError:
        return False
    return True


def _members(session: Session, least: Role) -> set[str]:
    rows = session.exec(select(Membership.person_id, Membership.role)).all()
    return {person_id for person_id, role in rows if Role(role).reaches(least)}


def _present(session: Session, person_id: str) -> set[str]:
    """The person, unless who it was has left."""
    found = select(Membership.person_id).where(Membership.person_id == person_id)
    return set(session.exec(found).all())


def _named(run: SagaRun) -> str:
    return run.title or run.name
