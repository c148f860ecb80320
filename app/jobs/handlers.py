"""The table of jobs: name -> function. A worker that does not know a name leaves the job to a newer one."""

from collections.abc import Callable
from dataclasses import dataclass

from app.actor import Actor
from app.jobs import (
    chat_purge,
    health,
    links,
    mail,
    mirrors,
    notifications,
    outbox_purge,
    requests_purge,
    runs_purge,
    sessions,
)

Handler = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Job:
    """A job's function, `run(actor, **args)`, and whether it acts as the platform or as the person who asked."""

    run: Handler
    as_system: bool = False


JOBS: dict[str, Job] = {
    chat_purge.JOB: Job(chat_purge.purge, as_system=True),
    health.JOB: Job(health.probe, as_system=True),
    links.ANSWER: Job(links.answer, as_system=True),
    mail.PURGE: Job(mail.purge, as_system=True),
    mail.SEND: Job(mail.send, as_system=True),
    mirrors.JOB: Job(mirrors.refresh),
    mirrors.PURGE_JOB: Job(mirrors.purge, as_system=True),
    notifications.JOB: Job(notifications.purge, as_system=True),
    outbox_purge.JOB: Job(outbox_purge.purge, as_system=True),
    requests_purge.JOB: Job(requests_purge.purge, as_system=True),
    runs_purge.JOB: Job(runs_purge.purge, as_system=True),
    sessions.JOB: Job(sessions.purge, as_system=True),
}


def system_actor(job: str) -> Actor:
    """The platform itself, for the jobs of the table that are marked so."""
    return Actor.system(job)
