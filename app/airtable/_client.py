"""pyairtable's Api on a session of our own, through which every call goes: turns, limits of time, retries, counting.

pyairtable's own retries are off: they repeat creates, and they hammer a base that asks for a pause.
"""

import os
import time
from collections import OrderedDict
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from pyairtable import Api
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from app import db
from app.airtable import _counts, _exhaustion, _failures, _limiter, _retries
from app.airtable._call import Call, asking, current_call
from app.airtable._failures import Failed, Gone
from app.airtable._schema_cache import schema_cache
from app.airtable._shapes import Connection
from app.errors import InvalidInput, PlatformError, Unavailable
from app.telemetry import airtable_calls, logger

MAX_CLIENTS = 64
POOL_SIZE = 32
MAX_ANSWER_BYTES = 32_000_000
CHUNK_BYTES = 65_536
log = logger(__name__)

_clients: OrderedDict[tuple[int, Connection], "GatewayApi"] = OrderedDict()
_lock = Lock()


def client(connection: Connection) -> "GatewayApi":
    """The client of this process for a connection. A forked child makes its own: sockets must not be shared."""
    key = (os.getpid(), connection)
    with _lock:
        if key in _clients:
            _clients.move_to_end(key)
            return _clients[key]
        made = _clients[key] = GatewayApi(connection)
        while len(_clients) > MAX_CLIENTS:
            _clients.popitem(last=False)
        return made


def forget_all() -> None:
    """Close every client of this process."""
    with _lock:
        for api in _clients.values():
            api.session.close()
        _clients.clear()


class GatewayApi(Api):
    """Whatever is asked through it, by our verbs or by pyairtable's, leaves by the GatewaySession."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(
            connection.token, retry_strategy=None, endpoint_url=connection.url, use_field_ids=True
        )
        self.session = GatewaySession(connection)
        self.connection = connection

    def ask(self, call: Call, method: str, url: Any, **kwargs: Any) -> dict[str, Any]:
        """The JSON object of the answer. Raises an error of the tree, OutcomeUnknown for a create that nobody
        confirmed."""
        with asking(call):
            try:
                answer = self.request(method, url, **kwargs)
            except (ValueError, RecursionError) as error:
                raise self.nonsense(call, "no JSON") from error
            except requests.exceptions.InvalidJSONError as error:
                raise InvalidInput("A value that is no JSON cannot be sent.") from error
        if not isinstance(answer, dict):
            raise self.nonsense(call, "no JSON object")
        return answer

    def tell(self, call: Call, method: str, url: Any) -> None:
        """Like ask, for what is answered with nothing: a 200 is enough."""
        with asking(call):
            self.session.request(method, url)

    def nonsense(self, call: Call, reason: str) -> PlatformError:
        """The error for a 200 that is not of the Web API; the log says what was wrong with it."""
        log.warning(
            "airtable_answer_not_understood", call=call.name, kind=self.connection.kind, reason=reason
        )
        if call.effect == "create":
            return _failures.outcome_unknown(self.connection, call)
        return _failures.not_understood(self.connection)


class GatewaySession(requests.Session):
    """Sends a call, again where that is safe (see _retries), and gives back its 200, or raises an error of the tree."""

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
        call = current_call() or Call.guessed(str(method), str(url))
        kwargs |= {
            "timeout": (self._connection.connect_seconds, self._connection.read_seconds),
            "allow_redirects": False,
            "stream": True,
        }
        address = self._own_address(str(url))
        if call.is_data:
            _exhaustion.check(self._connection)
        attempt, has_renewed = 1, False
        while True:
            try:
                return self._send(call, attempt, method, address, *args, **kwargs)
            except Failed as failed:
                if failed.fate == "unauthorized" and not has_renewed and self._renew():
                    has_renewed = True
                    continue
                if failed.fate == "unauthorized" and has_renewed:
                    self._lose()
                pause = _retries.pause_before_retry(call, failed, attempt)
                if pause is None:
                    raise self._final(call, failed, attempt) from failed.__cause__
            if pause:
                time.sleep(pause)
            attempt += 1

    def _send(
        self, call: Call, attempt: int, method: Any, url: str, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """The 200 of one attempt, in its turn, counted and logged. Raises Failed."""
        connection = self._connection
        place = _limiter.Place.of(connection, call.base_id)
        if connection.is_limited:
            _limiter.take_turn(place, call.lane)
        _counts.add(connection, call)
        started = time.perf_counter()
        status = 0
        try:
            response = super().request(method, url, *args, **kwargs)
            status = response.status_code
            self._read(response, started)
        except (requests.RequestException, HTTPError) as error:
            failed = _failures.of_exception(connection, error)
            _note(call, failed.error.code, attempt, started, status)
            raise failed from error
        if status == 200:
            _note(call, "ok", attempt, started, status)
            return response
        failed = _failures.of_response(connection, call, response)
        _note(call, failed.error.code, attempt, started, status)
        if failed.fate == "limited":
            wait = failed.retry_after or _failures.RATE_LIMIT_PENALTY_SECONDS
            _limiter.close_place(place, wait)
        raise failed

    def _read(self, response: requests.Response, started: float) -> None:
        """The body, never more than MAX_ANSWER_BYTES and never for longer than total_seconds."""
        parts, size = [], 0
        with response:
            while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
                size += len(chunk)
                if size > MAX_ANSWER_BYTES:
                    raise Failed(_failures.too_large(self._connection), "garbled")
                if time.perf_counter() - started > self._connection.total_seconds:
                    raise requests.ReadTimeout
                parts.append(chunk)
            response._content = b"".join(parts)  # noqa: SLF001 - requests has no other way to give a body that was read here

    def _final(self, call: Call, failed: Failed, attempt: int) -> PlatformError:
        """What the caller is told when there is no further attempt."""
        keeper = self._connection.keeper
        if failed.kind in ("UNKNOWN_FIELD_NAME", "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"):
            schema_cache.forget(call.base_id)
        if failed.fate == "used_up":
            _exhaustion.mark(self._connection)
        if _retries.is_outcome_unknown(call, failed):
            return _failures.outcome_unknown(self._connection, call)
        if failed.fate == "gone" and call.effect == "delete" and attempt > 1:
            return Gone(failed.error.what_happened, what_to_do=failed.error.what_to_do)
        if failed.status == 403 and call.effect != "read" and keeper:
            keeper.was_refused(call.base_id, call.scope)
        return failed.error

    def _renew(self) -> bool:
        """Whether there is a newer token than the one that was refused."""
        keeper, auth = self._connection.keeper, self.auth
        if keeper is None or not isinstance(auth, _Bearer):
            return False
        newer = keeper.newer_token(auth.token)
        if newer:
            self.auth = _Bearer(newer)
        return bool(newer)

    def _lose(self) -> None:
        """A token that was renewed for this call is refused as well: only a person can help."""
        keeper, auth = self._connection.keeper, self.auth
        if keeper is not None and isinstance(auth, _Bearer):
            keeper.is_lost(auth.token)

    def _own_address(self, url: str) -> str:
        """The address with our hosts: pyairtable sends every attachment to Airtable's, whatever the endpoint is."""
        connection = self._connection
        if url.endswith("/uploadAttachment"):
            return (connection.upload_url or connection.url).rstrip("/") + "/v0/" + url.partition("/v0/")[2]
        if urlsplit(url)[:2] != urlsplit(connection.url)[:2]:
            raise Unavailable("A call was about to leave for a host that is not of this connection.")
        return url


def _note(call: Call, outcome: str, attempt: int, started: float, status: int) -> None:
    airtable_calls.labels(call.name, outcome).inc()
    fields = {
        "call": call.name,
        "code": outcome,
        "status": status,
        "attempt": attempt,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
    }
    if outcome == "ok":
        log.debug("airtable_call", **fields)
    else:
        log.warning("airtable_call_failed", **fields)


class _Bearer(requests.auth.AuthBase):
    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request
