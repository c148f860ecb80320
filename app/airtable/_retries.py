"""Which failed attempt is worth another one, and after how long.

A create is sent again only when it cannot have been carried out: it never left, or there were too many requests.
"""

import random

from app.airtable._call import Call
from app.airtable._failures import Failed
from app.airtable._shapes import Lane

MAX_ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.25
# A longer Retry-After than this is told to whoever waits, instead of waiting for it.
HONOURED_SECONDS: dict[Lane, float] = {"interactive": 5.0, "bulk": 120.0}


def pause_before_retry(call: Call, failed: Failed, attempt: int) -> float | None:
    """Seconds to wait before the next attempt; None when there is none."""
    if attempt >= MAX_ATTEMPTS or not _may_help(call, failed):
        return None
    if failed.fate == "limited":
        # The base is closed for as long as it takes; the next attempt waits for it to open.
        return 0.0
    if failed.retry_after is not None:
        return failed.retry_after if failed.retry_after <= HONOURED_SECONDS[call.lane] else None
    return FIRST_PAUSE_SECONDS * float(2 ** (attempt - 1)) * random.uniform(0.5, 1.5)


def is_outcome_unknown(call: Call, failed: Failed) -> bool:
    """Whether something may have been made although nobody says so."""
    return call.effect == "create" and failed.fate in ("lost", "timeout", "garbled")


def _may_help(call: Call, failed: Failed) -> bool:
    match failed.fate:
        case "unsent":
            return True
        case "lost":
            return call.effect != "create"
        case "timeout":
            # A person has already waited for all of it.
            return call.effect != "create" and call.lane == "bulk"
        case "limited":
            return call.lane == "bulk"
        case _:
            return False
