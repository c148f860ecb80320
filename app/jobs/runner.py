"""One claimed job: who it acts as, the heartbeat, the end."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app import auth, telemetry
from app.actor import Actor
from app.errors import LostLease, PlatformError
from app.jobs import outbox
from app.jobs.handlers import JOBS, Job, system_actor

log = telemetry.logger(__name__)


def run(claim: outbox.Claim) -> None:
    """Runs the function of the job under a heartbeat and marks the row as done. Raises what the function raises."""
    job = JOBS.get(claim.job)
    if job is None:
        log.error("job_unknown")
        outbox.put_back(claim, f"No worker here knows the job {claim.job}.")
        return
    began = time.monotonic()
    with _heartbeat(claim):
        job.run(_actor(claim, job), **claim.args)
    outbox.finish(claim)
    log.info("job_done", seconds=round(time.monotonic() - began, 3))


def end_with_error(
    claim: outbox.Claim, error: str, *, final: bool, after_seconds: float | None = None
) -> None:
    """Marks the row as failed when the error is final or the attempts are used up, else as ready for later."""
    try:
        if final:
            outbox.fail(claim, error)
        elif outbox.try_again(claim, error, after_seconds=after_seconds):
            log.warning("job_will_be_tried_again", error=error)
            return
    except LostLease:
        log.warning("job_lost_to_another_worker")
        return
    log.error("job_failed", error=error)


def _actor(claim: outbox.Claim, job: Job) -> Actor:
    """Who the job acts as. A person's role is read again: it may have changed since the job was asked for."""
    if job.as_system:
        return system_actor(claim.job)
    return auth.actor_for_job(claim.person_id, claim.team_id)


@contextmanager
def _heartbeat(claim: outbox.Claim) -> Iterator[None]:
    """Lengthens the lease every third of it while the block runs."""
    over = threading.Event()
    beat = threading.Thread(target=_beat, args=(claim, over), name="heartbeat", daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()


def _beat(claim: outbox.Claim, over: threading.Event) -> None:
    while not over.wait(outbox.lease().total_seconds() / 3):
        try:
            outbox.keep(claim)
        except LostLease:
            return
        except PlatformError as exc:
            log.warning("heartbeat_missed", reason=exc.code)
