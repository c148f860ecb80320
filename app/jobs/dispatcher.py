"""The dispatcher: sends what waits, takes over from the dead, and keeps the clock. Any number may run at once."""

import signal
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from types import FrameType

from redis.exceptions import RedisError
from rq.exceptions import NoSuchJobError
from rq.job import Job
from sqlalchemy.exc import IntegrityError

from app import changes, notifications, queueing, sagas, telemetry
from app.actor import Actor
from app.errors import PlatformError
from app.jobs import (
    chat_purge,
    health,
    mail,
    mirrors,
    outbox,
    outbox_purge,
    requests_purge,
    runs_purge,
    sessions,
    steps,
)
from app.jobs import notifications as notifications_purge

TICK_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
DAILY = (
    sessions.ask,
    outbox_purge.ask,
    mail.ask,
    requests_purge.ask,
    chat_purge.ask,
    mirrors.ask_purge,
    runs_purge.ask,
    notifications_purge.ask,
)
log = telemetry.logger(__name__)


class Dispatcher:
    """One dispatcher. `tick()` does one round; it is safe to run beside others and to stop anywhere."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._minute = ""
        self._day = ""

    def tick(self) -> int:
        """One round; returns how many messages were sent. Raises RedisError or Unavailable."""
        for outbox_id in outbox.sweep():
            log.warning("job_taken_back", outbox_id=outbox_id)
        self._keep_the_clock()
        actor = Actor.system("dispatcher")
        for run_id in sagas.sweep(actor):
            log.warning("step_taken_back", run_id=run_id)
        sagas.fire_schedules(actor, steps.actor_for)
        notifications.tell_of_runs(actor)
        # Asked before rows are marked as sent, so that a Redis that is away costs no wait for a second sending.
        heads: dict[str, datetime | None] = {queue: queue_head(queue) for queue in queueing.QUEUES}
        messages = outbox.due_messages(heads)
        for message in messages:
            queueing.send(message.outbox_id, message.queue, message.dispatch_no)
        wakes = sagas.due_runs(actor, {queue: _state(queue, heads[queue]) for queue in queueing.QUEUES})
        for wake in wakes:
            queueing.send_run(wake.run_id, wake.queue, wake.dispatch_no)
        return len(messages) + len(wakes)

    def _keep_the_clock(self) -> None:
        now, actor = self._now(), Actor.system("dispatcher")
        minute, day = now.strftime("%Y-%m-%dT%H:%M"), now.strftime("%Y-%m-%d")
        if minute != self._minute:
            for queue in queueing.QUEUES:
                _once(partial(health.ask, actor, queue, minute))
            changes.watch_deadlines(actor)
            self._minute = minute
        if day != self._day:
            for ask in DAILY:
                _once(partial(ask, actor, day))
            self._day = day


def queue_head(queue: str) -> datetime | None:
    """When the oldest message of a queue was put there; None for an empty queue. Raises RedisError."""
    rq_queue = queueing.rq_queue(queue)
    for job_id in rq_queue.get_job_ids(0, 1):
        try:
            return Job.fetch(
                job_id, connection=rq_queue.connection, serializer=rq_queue.serializer
            ).enqueued_at
        except NoSuchJobError:
            return None
    return None


def _state(queue: str, head: datetime | None) -> sagas.QueueState:
    return sagas.QueueState(head, queueing.rq_queue(queue).count)


def run_until_signal() -> None:
    """Ticks twice a second until SIGTERM or SIGINT. A database or Redis that is away is waited for, and said."""
    stop = threading.Event()

    def request_stop(_sig: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, request_stop)
    signal.signal(signal.SIGINT, request_stop)
    run(Dispatcher(outbox.host_now), stop)


def run(dispatcher: Dispatcher, stop: threading.Event) -> None:
    """Ticks until `stop` is set."""
    log.info("dispatcher_started")
    pause = TICK_SECONDS
    while not stop.wait(pause):
        try:
            dispatcher.tick()
        except (RedisError, PlatformError) as exc:
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            log.warning("dispatcher_waits", reason=type(exc).__name__, seconds=pause)
        else:
            if pause > TICK_SECONDS:
                log.info("dispatcher_goes_on")
            pause = TICK_SECONDS
    log.info("dispatcher_stopped")


def _once(ask: Callable[[], object]) -> None:
    try:
        ask()
    except IntegrityError:
        # Another dispatcher inserted the row of this slot between our look and our insert.
        log.debug("slot_taken")
