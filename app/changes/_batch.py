"""What a writing step works on."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.airtable import Lane
from app.changes._current import Place
from app.models import ChangeItem
from app.models import ChangePlan as Row
from app.sagas import Step


@dataclass(frozen=True)
class Batch:
    """Items of one plan that one call can write. `is_repeat`: an earlier attempt may have made the call."""

    step: Step
    plan: Row
    place: Place
    items: Sequence[ChangeItem]
    lane: Lane
    is_repeat: bool
