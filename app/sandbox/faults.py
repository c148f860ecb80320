"""Faults that tests switch on by the control API, each for some requests and some number of times."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, get_args, get_type_hints
from urllib.parse import unquote

from app.sandbox import errors, ids

KINDS = {
    "rate_limit": "429 RATE_LIMIT_REACHED",
    "billing": "429 PUBLIC_API_BILLING_LIMIT_EXCEEDED",
    "unavailable": "503 RETRIABLE_ERROR, with retry_after as Retry-After",
    "error": "500",
    "slow": "waits `seconds` and goes on",
    "hang": "never answers, until the client gives up or `seconds` are over",
    "garbage": "200 with `body` instead of the answer",
    "drop": "cuts the connection without an answer",
    "wrong_value": "stores other values than those that were sent",
    "iterator_expired": "422 LIST_RECORDS_ITERATOR_NOT_AVAILABLE for a request with an offset",
    "revoked_token": "401",
}
_WRITES = {"POST", "PATCH", "PUT"}


class Dropped(Exception):
    """The connection is to be cut without an answer."""


@dataclass
class Fault:
    """A fault. method "" and path "*" mean any; path is a pattern with * and ?, compared with the path as sent and
    decoded. skip requests pass before it, then count get it (None: all). when: before or after the call is carried
    out. seconds and body as KINDS says; retry_after in seconds, 0 for none.
    """

    kind: str
    method: str = ""
    path: str = "*"
    count: int | None = None
    skip: int = 0
    when: str = ""
    seconds: float = 30.0
    body: str = '{"records": [{"id": "rec'
    retry_after: int = 0
    id: str = field(default_factory=lambda: ids.new_id("flt"))
    hits: int = 0

    def __post_init__(self) -> None:
        self.when = self.when or ("after" if self.kind == "garbage" else "before")
        self.method = self.method.upper()
        if self.kind not in KINDS or self.when not in ("before", "after"):
            raise errors.bad_parameters()

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> "Fault":
        """The fault of a request body, its keys named as here."""
        types = {name: hint for name, hint in get_type_hints(cls).items() if name not in ("id", "hits")}
        for name, value in given.items():
            hint = types.get(name)
            allowed = tuple(get_args(hint) or ((int, float) if hint is float else (hint,)))
            if hint is None or isinstance(value, bool) or not isinstance(value, allowed):
                raise errors.bad_parameters()
        if "kind" not in given:
            raise errors.bad_parameters()
        return cls(**given)

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "method": self.method,
            "path": self.path,
            "count": self.count,
            "skip": self.skip,
            "when": self.when,
            "hits": self.hits,
        }

    def fits(self, method: str, path: str, *, has_offset: bool) -> bool:
        if self.method not in ("", method):
            return False
        if self.kind == "iterator_expired" and not has_offset:
            return False
        if self.kind == "wrong_value" and method not in _WRITES:
            return False
        return fnmatchcase(path, self.path) or fnmatchcase(unquote(path), self.path)

    def raise_answer(self) -> None:
        """Raises the error that this fault answers with, if it does."""
        match self.kind:
            case "rate_limit":
                raise errors.rate_limited()
            case "billing":
                raise errors.quota_used_up()
            case "unavailable":
                raise errors.retriable(retry_after=self.retry_after)
            case "error":
                raise errors.crashed()
            case "iterator_expired":
                raise errors.lost_iterator()
            case "revoked_token":
                raise errors.unauthenticated()
            case "drop":
                raise Dropped


class Faults:
    """The faults that are switched on. Safe to use from several threads."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def all(self) -> list[Fault]:
        with self._lock:
            return list(self._faults)

    def remove(self, fault_id: str) -> None:
        with self._lock:
            self._faults = [fault for fault in self._faults if fault.id != fault_id]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def take(self, method: str, path: str, *, has_offset: bool) -> list[Fault]:
        """The faults that this request gets, in the order in which they were made; each is counted once."""
        taken = []
        with self._lock:
            for fault in self._faults:
                if not fault.fits(method, path, has_offset=has_offset):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                elif fault.count is None or fault.hits < fault.count:
                    fault.hits += 1
                    taken.append(fault)
        return taken


def distorted(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return f"{value} (altered)"
    if isinstance(value, list):
        return value[:-1] or None
    return value
