"""Jobs leave the house here: an outbox row inside the transaction, an RQ message after the commit.

The message carries the row's id and only wakes a worker. A message that is lost is sent again by the
dispatcher; one that comes twice finds the row taken.
"""

from datetime import datetime
from functools import cache
from typing import Literal

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from app import config, db
from app.actor import Actor
from app.errors import ConfigurationError
from app.models import OutboxJob, utc_now
from app.telemetry import logger

QueueName = Literal["interactive", "default", "bulk"]
QUEUES: tuple[QueueName, ...] = ("interactive", "default", "bulk")
QUEUE_DB = 1
ENTRY = "app.jobs.entry.run_outbox_job"
RUN_ENTRY = "app.jobs.entry.drive_run"
RESULT_SECONDS = 60
FAILURE_SECONDS = 3_600
JOB_SECONDS = 600
log = logger(__name__)


def enqueue(
    session: Session,
    actor: Actor,
    job: str,
    args: dict[str, str] | None = None,
    *,
    queue: QueueName = "default",
    dedupe_key: str | None = None,
    run_after: datetime | None = None,
    max_attempts: int = 5,
) -> OutboxJob | None:
    """Ask for a job inside the open transaction; a worker is woken after the commit.

    `args` holds ids only. With a `dedupe_key` that was used before nothing is added and None comes back.
    """
    if (
        dedupe_key is not None
        and session.exec(select(OutboxJob.id).where(OutboxJob.dedupe_key == dedupe_key)).first()
    ):
        return None
    now = utc_now()
    is_due = run_after is None or run_after <= now
    row = OutboxJob(
        team_id="" if actor.is_system else actor.team_id,
        person_id=actor.person_id,
        queue=queue,
        job=job,
        args=args or {},
        dedupe_key=dedupe_key,
        max_attempts=max_attempts,
        run_after=run_after or now,
        # Marked as sent at once: if the process dies before sending, the dispatcher's redispatch sends it.
        dispatched_at=now if is_due else None,
        dispatch_no=1 if is_due else 0,
    )
    if not _is_added(session, row):
        return None
    if is_due:
        db.after_commit(lambda: _send_quietly(row.id, row.queue, row.dispatch_no))
    return row


def _is_added(session: Session, row: OutboxJob) -> bool:
    """Whether the row is there now; not when somebody used its key at the same moment. What else the transaction
    holds stays as it is."""
    if row.dedupe_key is None:
        session.add(row)
        session.flush()
        return True
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def hurry(session: Session, dedupe_prefix: str) -> int:
    """Lets waiting jobs whose dedupe_key begins so run now instead of later; gives how many."""
    now = utc_now()
    hurried = session.exec(
        update(OutboxJob)
        .where(
            col(OutboxJob.dedupe_key).startswith(dedupe_prefix, autoescape=True),
            col(OutboxJob.status) == "ready",
            col(OutboxJob.run_after) > now,
        )
        .values(run_after=now)
    )
    return int(hurried.rowcount)


def send(outbox_id: str, queue: str, dispatch_no: int) -> None:
    """Wake a worker of the queue for this row. Raises redis.exceptions.RedisError."""
    rq_queue(queue).enqueue_call(
        ENTRY,
        args=(outbox_id,),
        job_id=f"{outbox_id}-{dispatch_no}",
        timeout=JOB_SECONDS,
        result_ttl=RESULT_SECONDS,
        failure_ttl=FAILURE_SECONDS,
    )


def wake(run_id: str, queue: str, dispatch_no: int) -> None:
    """Wake a worker for this run of a saga. When Redis is away nothing is raised: the dispatcher sends it again."""
    try:
        send_run(run_id, queue, dispatch_no)
    except (RedisError, ConfigurationError) as exc:
        log.warning("run_not_sent_yet", run_id=run_id, queue=queue, reason=type(exc).__name__)


def send_run(run_id: str, queue: str, dispatch_no: int) -> None:
    """Wake a worker of the queue for this run of a saga. Raises redis.exceptions.RedisError."""
    rq_queue(queue).enqueue_call(
        RUN_ENTRY,
        args=(run_id,),
        job_id=f"{run_id}-{dispatch_no}",
        timeout=JOB_SECONDS,
        result_ttl=RESULT_SECONDS,
        failure_ttl=FAILURE_SECONDS,
    )


def rq_queue(name: str) -> Queue:
    """The RQ queue of that name, with the JSON serializer: a pickle in Redis would be code."""
    return Queue(name, connection=connection(), serializer=JSONSerializer)


@cache
def connection() -> Redis:
    """The Redis connection pool for queues. It fails promptly; whoever uses it has another way to go on."""
    # A retry inside the client would send a command twice after a lost reply, so there is none.
    return Redis.from_url(
        config.settings().redis(QUEUE_DB),
        socket_timeout=5,
        socket_connect_timeout=2,
        health_check_interval=30,
        retry=Retry(NoBackoff(), 0),
    )


def close() -> None:
    """Close the pool; for tests and for shutdown."""
    if connection.cache_info().currsize:
        connection().close()
        connection.cache_clear()


def _send_quietly(outbox_id: str, queue: str, dispatch_no: int) -> None:
    try:
        send(outbox_id, queue, dispatch_no)
    except (RedisError, ConfigurationError) as exc:
        log.warning("job_not_sent_yet", outbox_id=outbox_id, queue=queue, reason=type(exc).__name__)
