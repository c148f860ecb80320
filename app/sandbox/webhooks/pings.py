"""Tells notification URLs that there is something new, again and again until it is heard.

Only addresses of this machine are pinged: the sandbox never calls out. What is due stands in the database, so that a
restart loses no ping.
"""

import base64
import hashlib
import hmac
import http.client
import logging
import threading
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from app.sandbox.oauth_clients import is_this_machine
from app.sandbox.schema import compact
from app.sandbox.store import webhooks as webhook_store
from app.sandbox.store.database import Database
from app.sandbox.store.webhooks import Webhook
from app.sandbox.timing import Timing

MAX_RETRIES = 13
_TIMEOUT_SECONDS = 25
_MAX_AT_ONCE = 8
# How long a failed look into the database, or a full house, keeps the pinger waiting.
_PAUSE_SECONDS = 1.0
log = logging.getLogger(__name__)


def is_pinged(url: str) -> bool:
    """Whether an address is one of this machine."""
    try:
        return bool(url) and is_this_machine(urlsplit(url).hostname or "")
    except ValueError:
        return False


def moment(seconds: float) -> str:
    """A time as webhooks write it, with milliseconds."""
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


class Pinger:
    """A thread that waits for pings to be due and sends each in a thread of its own."""

    def __init__(self, database: Database, timing: Timing) -> None:
        self._database = database
        self._timing = timing
        self._woken = threading.Event()
        self._is_stopped = False
        self._lock = threading.Lock()
        self._under_way: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="sandbox-pings", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """To be called when a ping may have become due."""
        self._woken.set()

    def stop(self) -> None:
        """Returns when no more pings are begun; one under way may end later and is sent again after a restart."""
        self._is_stopped = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._is_stopped:
            self._woken.clear()
            try:
                wait = self._send_due()
            except SQLAlchemyError:
                log.exception("sandbox pings could not be looked up")
                wait = _PAUSE_SECONDS
            self._woken.wait(wait)

    def _send_due(self) -> float | None:
        """Begins all pings that are due; answers in how many seconds the next one is, None for none."""
        now = time.time()
        with self._database.reading() as connection:
            due = webhook_store.due(connection, now=now)
            first = webhook_store.next_due(connection)
        for webhook in due:
            with self._lock:
                if webhook.id in self._under_way or len(self._under_way) >= _MAX_AT_ONCE or self._is_stopped:
                    continue
                self._under_way.add(webhook.id)
            threading.Thread(target=self._ping, args=(webhook,), daemon=True).start()
        if first is None:
            return None
        return _PAUSE_SECONDS if first <= now else first - now

    def _ping(self, webhook: Webhook) -> None:
        try:
            started = time.time()
            problem = send(webhook, now=started)
            if not self._is_stopped:
                self._keep(webhook, problem, started)
        except SQLAlchemyError:
            # It is still due, and is sent again.
            log.exception("the outcome of a sandbox ping could not be kept")
        finally:
            with self._lock:
                self._under_way.discard(webhook.id)
            self._woken.set()

    def _keep(self, webhook: Webhook, problem: str, started: float) -> None:
        now = time.time()
        result: dict[str, Any] = {
            "success": not problem,
            "completionTimestamp": moment(now),
            "durationMs": round((now - started) * 1000, 3),
            "retryNumber": webhook.ping_tries,
        }
        with self._database.writing(webhook.base_id) as connection:
            if not problem:
                webhook_store.keep_success(connection, webhook, result, now=now)
                return
            is_last = webhook.ping_tries >= MAX_RETRIES
            result |= {"error": {"message": problem}, "willBeRetried": not is_last}
            wait = self._timing.periods.ping_retry * 2**webhook.ping_tries
            webhook_store.keep_failure(connection, webhook, result, retry_at=None if is_last else now + wait)


def send(webhook: Webhook, *, now: float) -> str:
    """Sends one ping, signed with the webhook's secret. Answers what went wrong, "" for nothing."""
    body = compact({"base": {"id": webhook.base_id}, "webhook": {"id": webhook.id}, "timestamp": moment(now)})
    secret = base64.b64decode(webhook.secret)
    mac = hmac.digest(secret, body.encode(), hashlib.sha256).hex()
    headers = {"Content-Type": "application/json", "X-Airtable-Content-MAC": f"hmac-sha256={mac}"}
    parts = urlsplit(webhook.notification_url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request("POST", path, body.encode(), headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"The notification URL could not be reached: {type(error).__name__}."
    finally:
        connection.close()
    return "" if status in (200, 204) else f"The notification URL answered with the HTTP status {status}."
