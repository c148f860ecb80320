"""Tells a process that hangs from one that is slow: it is asked every few seconds and may be silent for a while."""

import time
from collections.abc import Callable

ASK_EVERY_SECONDS = 5.0
PATIENCE_SECONDS = 30.0


class Pulse:
    """`has_stopped()` is called several times a second; it asks by `answers` no more often than every few seconds."""

    def __init__(self, answers: Callable[[], bool], *, now: Callable[[], float] = time.monotonic) -> None:
        self._answers = answers
        self._now = now
        self.forget()

    def forget(self) -> None:
        """The process was started anew: its silence so far is over."""
        self._asked_at = self._heard_at = self._now()

    def has_stopped(self) -> bool:
        """Whether nothing was heard for PATIENCE_SECONDS, although it was asked."""
        if self._now() - self._asked_at < ASK_EVERY_SECONDS:
            return False
        # A machine that slept did not ask, so its sleep is nobody's silence.
        if self._now() - self._asked_at > PATIENCE_SECONDS:
            self.forget()
        self._asked_at = self._now()
        if self._answers():
            self._heard_at = self._now()
        return self._now() - self._heard_at >= PATIENCE_SECONDS
