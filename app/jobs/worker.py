"""A worker process: RQ's forking worker on one queue, without what RQ cannot be trusted with.

One queue, because a worker on two can lose a job between them; JSON, because a pickle in Redis would be code; no
RQ scheduler, retries or dependencies, because the outbox row holds all of that.
"""

import gc
import importlib
import os

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.orm import configure_mappers

from app import config, db, queueing, telemetry
from app.errors import Unavailable
from app.jobs import entry
from app.jobs.lifeline import die_with

WORKER_TTL_SECONDS = 60
MAINTENANCE_SECONDS = 60
MONITOR_SECONDS = 5
log = telemetry.logger(__name__)


class PlatformWorker(Worker):
    """RQ's worker whose job processes end with it, and which looks for a lost Redis every few seconds."""

    max_connection_wait_time = 5.0

    def subscribe(self) -> None:
        # RQ listens for commands such as "stop this job" in a thread. Nobody sends any here, and a process with
        # a second thread must not fork: the child may inherit a lock that nobody will ever release.
        self.pubsub_thread = None

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        # Without this a killed worker leaves the job running, and the job is given to another one beside it.
        assert self.pid is not None
        die_with(self.pid)
        super().main_work_horse(job, queue)


def work(queue: queueing.QueueName) -> None:
    """Serves one queue until SIGTERM; the job that runs then is finished first. Raises Unavailable without Redis."""
    warm_up()
    try:
        worker = _worker(queue)
        log.info("worker_started", queue=queue, pid=os.getpid())
        worker.work(logging_level="WARNING")
    except RedisError as exc:
        raise Unavailable("Redis does not answer.", what_to_do="Check REDIS_URL and the server.") from exc
    log.info("worker_stopped", queue=queue)


def _worker(queue: queueing.QueueName) -> PlatformWorker:
    connection = _connection()
    return PlatformWorker(
        [Queue(queue, connection=connection, serializer=JSONSerializer)],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
        job_monitoring_interval=MONITOR_SECONDS,
        default_result_ttl=queueing.RESULT_SECONDS,
        log_job_description=False,
    )


def _connection() -> Redis:
    return Redis.from_url(
        config.settings().redis(queueing.QUEUE_DB),
        # Longer than RQ waits for a message, so that only a dead line times out.
        socket_timeout=WORKER_TTL_SECONDS + 10,
        socket_connect_timeout=2,
        health_check_interval=30,
        retry=Retry(NoBackoff(), 0),
    )


def warm_up() -> None:
    """Loads what a job needs, so that a fork has it at once. No connection is opened: a fork must not share one."""
    if db.engine().dialect.name == "postgresql":
        importlib.import_module("sqlalchemy.dialects.postgresql.psycopg")
    configure_mappers()
    assert entry.run_outbox_job is not None
    assert entry.drive_run is not None
    gc.collect()
    gc.freeze()
