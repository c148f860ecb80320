"""pyairtable's Api on a session of our own, through which every call goes: limits of time, retries, counting.

pyairtable's own retries are off: they repeat creates, and they hammer a base that asks for a pause.
"""

import os
import random
import time
from collections import OrderedDict
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from pyairtable import Api
from requests.adapters import HTTPAdapter

from app import db
from app.airtable import _failures
from app.airtable._shapes import Connection
from app.errors import PlatformError
from app.telemetry import airtable_calls, logger

MAX_RETRIES = 2
FIRST_PAUSE_SECONDS = 0.15
MAX_CLIENTS = 64
POOL_SIZE = 32
log = logger(__name__)

_clients: OrderedDict[tuple[int, Connection], Api] = OrderedDict()
_lock = Lock()


def client(connection: Connection) -> Api:
    """The client of this process for a connection. A forked child makes its own: sockets must not be shared."""
    key = (os.getpid(), connection)
    with _lock:
        if key in _clients:
            _clients.move_to_end(key)
            return _clients[key]
        made = Api(connection.token, retry_strategy=None, endpoint_url=connection.url, use_field_ids=True)
        made.session = GatewaySession(connection)
        _clients[key] = made
        while len(_clients) > MAX_CLIENTS:
            _clients.popitem(last=False)
        return made


class GatewaySession(requests.Session):
    """Sends one call and gives back its 200, or raises an error of the tree.

    A GET is sent again at most twice, after a connection error or a 5xx; nothing else ever is, because a write may
    have happened although its answer was lost.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        # Given as auth and not only as a header, because a .netrc entry would replace the header.
        self.auth = _Bearer(connection.token)
        self.trust_env = connection.kind == "airtable"
        for scheme in ("http://", "https://"):
            self.mount(scheme, HTTPAdapter(pool_connections=4, pool_maxsize=POOL_SIZE))

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        db.assert_no_open_uow()
        kwargs["timeout"] = (self._connection.connect_seconds, self._connection.read_seconds)
        kwargs["allow_redirects"] = False
        tries = 1 + (MAX_RETRIES if str(method).upper() == "GET" else 0)
        for attempt in range(1, tries):
            try:
                return self._send(attempt, method, url, *args, **kwargs)
            except _MayRepeat:
                time.sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))
        try:
            return self._send(tries, method, url, *args, **kwargs)
        except _MayRepeat as last:
            raise last.failure from last.__cause__

    def _send(self, attempt: int, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """The 200 of one attempt, counted and logged. Raises _MayRepeat around what a second try may cure."""
        call = _call_name(str(method), str(url))
        started = time.perf_counter()
        response: requests.Response | None = None
        cause: requests.RequestException | None = None
        try:
            response = super().request(method, url, *args, **kwargs)
        except requests.RequestException as error:
            cause, failure = error, _failures.from_exception(self._connection, error)
            may_repeat = _is_broken(error)
        else:
            if response.status_code == 200:
                _count(call, "ok", attempt, started, 200)
                return response
            failure = _failures.from_response(self._connection, response)
            may_repeat = response.status_code >= 500 and _failures.retry_after(response) is None
        _count(call, failure.code, attempt, started, response.status_code if response is not None else 0)
        raise (_MayRepeat(failure) if may_repeat else failure) from cause


class _MayRepeat(Exception):
    """Carries the error that the caller gets when there is no further try."""

    def __init__(self, failure: PlatformError) -> None:
        super().__init__(failure)
        self.failure = failure


def _is_broken(error: requests.RequestException) -> bool:
    """Whether the connection failed. A time-out is something else: the person has already waited for all of it."""
    broken = requests.ConnectionError | requests.exceptions.ChunkedEncodingError
    return isinstance(error, broken) and not _failures.is_timeout(error)


def _count(call: str, outcome: str, attempt: int, started: float, status: int) -> None:
    airtable_calls.labels(call, outcome).inc()
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    fields = {
        "call": call,
        "code": outcome,
        "status": status,
        "attempt": attempt,
        "milliseconds": milliseconds,
    }
    if outcome == "ok":
        log.debug("airtable_call", **fields)
    else:
        log.warning("airtable_call_failed", **fields)


class _Bearer(requests.auth.AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _call_name(method: str, url: str) -> str:
    """A name for metrics and logs with few values: ids and names of the path are left out."""
    segments = urlsplit(url).path.rstrip("/").partition("/v0/")[2].split("/")
    if segments[:2] == ["meta", "whoami"]:
        return "whoami"
    if segments[:2] == ["meta", "bases"]:
        return "list_bases" if len(segments) == 2 else "get_schema"
    if method.upper() == "GET" or segments[-1] == "listRecords":
        return "list_records" if len(segments) <= 3 else "get_record"
    return "other"
