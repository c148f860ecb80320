"""The tables: rows without behaviour, one file a subject."""

from app.models._columns import Row, UtcDateTime, new_id, utc_now
from app.models.airtable import CallCount, OAuthAttempt, SeenBase, StoredConnection
from app.models.audit import AuditChain, AuditEvent
from app.models.change import ChangeItem, ChangePlan, ChangeRule, RecordLock
from app.models.chat import Message, Thread, Turn
from app.models.chat_things import ChatFile, KeptResult, Prompt, PromptVersion, SharedThread
from app.models.credentials import ApiKey, OneTimeToken, RefreshToken
from app.models.mail import Letter
from app.models.mirror import (
    MirrorChange,
    MirrorDocument,
    MirroredBase,
    MirroredTable,
    MirrorGeneration,
    MirrorName,
    MirrorRow,
    SavedView,
)
from app.models.model_use import ModelBudget, ModelCall
from app.models.notification import Notification, NotificationChoice
from app.models.people import Invite, Membership, Person, Session, SetupLink, Team
from app.models.requests import IdempotentRequest
from app.models.saga import SagaDefinition, SagaEvent, SagaRun, SagaSchedule, SagaStep
from app.models.work import OutboxJob, Probe

__all__ = [
    "ApiKey",
    "AuditChain",
    "AuditEvent",
    "CallCount",
    "ChangeItem",
    "ChangePlan",
    "ChangeRule",
    "ChatFile",
    "IdempotentRequest",
    "Invite",
    "KeptResult",
    "Letter",
    "Membership",
    "Message",
    "MirrorChange",
    "MirrorDocument",
    "MirrorGeneration",
    "MirrorName",
    "MirrorRow",
    "MirroredBase",
    "MirroredTable",
    "ModelBudget",
    "ModelCall",
    "Notification",
    "NotificationChoice",
    "OAuthAttempt",
    "OneTimeToken",
    "OutboxJob",
    "Person",
    "Probe",
    "Prompt",
    "PromptVersion",
    "RecordLock",
    "RefreshToken",
    "Row",
    "SagaDefinition",
    "SagaEvent",
    "SagaRun",
    "SagaSchedule",
    "SagaStep",
    "SavedView",
    "SeenBase",
    "Session",
    "SetupLink",
    "SharedThread",
    "StoredConnection",
    "Team",
    "Thread",
    "Turn",
    "UtcDateTime",
    "credentials",
    "new_id",
    "sealing_rows",
    "team_owned",
    "utc_now",
]


def team_owned() -> list[type[Row]]:
    """Every table whose rows belong to one team, sorted by name."""
    return sorted((cls for cls in Row.__subclasses__() if cls.team_owned), key=lambda cls: cls.__name__)


def credentials() -> list[type[Row]]:
    """Every table whose rows let somebody in, sorted by name: what a new password has to end."""
    return sorted((cls for cls in Row.__subclasses__() if cls.credential), key=lambda cls: cls.__name__)


def sealing_rows() -> list[type[Row]]:
    """Every table with sealed columns, sorted by name: what has to be sealed anew with a new key."""
    return sorted((cls for cls in Row.__subclasses__() if cls.sealed), key=lambda cls: cls.__name__)
