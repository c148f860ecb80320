"""What RQ calls. A message is only an id; everything else is in the row."""

from app import airtable, sagas, telemetry
from app.errors import LostLease, PlatformError
from app.jobs import outbox, runner, steps

log = telemetry.logger(__name__)


def run_outbox_job(outbox_id: str) -> None:
    """Runs the job of one outbox row and writes how it ended: done, again later, or failed for good.

    Nothing happens when another worker has the row or it is not due. A lease that is lost ends the job without
    a word, because the row belongs to another worker then.
    """
    claim = outbox.claim(outbox_id)
    if claim is None:
        return
    with telemetry.bound(outbox_id=claim.id, job=claim.job, attempt=claim.attempt):
        try:
            runner.run(claim)
        except LostLease:
            log.warning("job_lost_to_another_worker")
        except PlatformError as exc:
            final = exc.retry == "never"
            runner.end_with_error(claim, exc.user_text, final=final, after_seconds=exc.retry_after_seconds)
        except Exception as exc:
            # The edge of the job: whatever its function raises must become a state of the row.
            log.exception("job_raised")
            runner.end_with_error(claim, f"{type(exc).__name__}: {exc}", final=False)
        finally:
            # The process of a job ends without a farewell, so nothing would write them later.
            airtable.flush_counts()


def drive_run(run_id: str) -> None:
    """Drives one run of a saga as far as it goes. What its steps raise becomes a state of their rows."""
    with telemetry.bound(run_id=run_id):
        try:
            sagas.drive(run_id, steps.HANDLERS, steps.actor_for)
        except PlatformError as exc:
            # Its leases end and it is sent again.
            log.warning("run_left", reason=exc.code)
        finally:
            airtable.flush_counts()
