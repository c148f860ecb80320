"""How a handler says that its step is neither done nor failed."""

from datetime import datetime
from typing import Any

from app.sagas._shapes import BlockedOn


class Ambiguous(Exception):
    """Nobody can tell whether the step's effect exists: a person has to look. The sentence says what to look for."""


class WaitFor(Exception):
    """The step waits: for a time, for somebody's approval, for an event, or for another run of the team.

    The step is done when what it waits for comes; when `until` passes first it fails, except when it waits for time.
    """

    def __init__(
        self, kind: BlockedOn, *, key: str = "", until: datetime | None = None, result: Any = None
    ) -> None:
        super().__init__(f"waits for {kind}")
        self.kind: BlockedOn = kind
        self.key = key
        self.until = until
        self.result = result

    @classmethod
    def time(cls, until: datetime) -> "WaitFor":
        return cls("time", until=until)

    @classmethod
    def approval(cls, *, role: str, person_id: str = "", until: datetime | None = None) -> "WaitFor":
        return cls("approval", key=f"{role}:{person_id}", until=until)

    @classmethod
    def event(cls, key: str, *, until: datetime | None = None) -> "WaitFor":
        return cls("event", key=key, until=until)

    @classmethod
    def run(cls, run_id: str) -> "WaitFor":
        return cls("run", key=run_id)
