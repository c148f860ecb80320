"""How long things live. The control API changes it, so that tests need not wait for hours."""

import threading
from dataclasses import asdict, dataclass
from typing import Any

from app.sandbox import errors

_LONGEST_SECONDS = 10 * 365 * 86_400


@dataclass(frozen=True)
class Periods:
    """All in seconds, as in the original.

    attachment_url: of an address of a file. webhook: of a webhook without a refresh, and of its payloads; an expired
    webhook can be read as long again. ping_retry: before the first retry of a ping, doubled for each one after it.
    authorization_code, access_token, refresh_token: of what OAuth hands out.
    """

    attachment_url: float = 2 * 3600
    webhook: float = 7 * 86_400
    ping_retry: float = 10
    authorization_code: float = 600
    access_token: float = 3600
    refresh_token: float = 60 * 86_400


class Timing:
    """The periods that count now. Safe to use from several threads."""

    def __init__(self) -> None:
        self._periods = Periods()
        self._lock = threading.Lock()

    @property
    def periods(self) -> Periods:
        with self._lock:
            return self._periods

    def shown(self) -> dict[str, Any]:
        return asdict(self.periods)

    def change(self, given: dict[str, Any]) -> None:
        """Changes periods by name; what was handed out before keeps the time that it was given."""
        for name, value in given.items():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if name not in asdict(Periods()) or not is_number or not 0 <= value <= _LONGEST_SECONDS:
                raise errors.bad_parameters()
        with self._lock:
            self._periods = Periods(**{**asdict(self._periods), **given})

    def reset(self) -> None:
        with self._lock:
            self._periods = Periods()
