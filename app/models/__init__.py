"""The tables: rows without behaviour, one file a subject."""

from app.models._columns import Row, UtcDateTime, new_id, utc_now
from app.models.chat import Message, Thread, Turn
from app.models.people import Membership, Person, Session, SetupLink, Team
from app.models.work import OutboxJob, Probe

__all__ = [
    "Membership",
    "Message",
    "OutboxJob",
    "Person",
    "Probe",
    "Row",
    "Session",
    "SetupLink",
    "Team",
    "Thread",
    "Turn",
    "UtcDateTime",
    "new_id",
    "team_owned",
    "utc_now",
]


def team_owned() -> list[type[Row]]:
    """Every table whose rows belong to one team, sorted by name."""
    return sorted((cls for cls in Row.__subclasses__() if cls.team_owned), key=lambda cls: cls.__name__)
