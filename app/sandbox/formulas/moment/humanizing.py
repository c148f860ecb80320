"""How far two times are apart, in words."""

import math
from datetime import timedelta

_DAYS_IN_A_MONTH = 146_097 / 4_800


def humanize(distance: timedelta) -> str:
    """The distance as moment says it without a suffix: "a few seconds", "3 hours", "25 days", "a year"."""
    seconds = abs(distance.total_seconds())
    months = seconds / 86_400 / _DAYS_IN_A_MONTH
    steps = (
        (seconds, 45, "a few seconds", "a few seconds"),
        (seconds / 60, 45, "a minute", "minutes"),
        (seconds / 3_600, 22, "an hour", "hours"),
        (seconds / 86_400, 26, "a day", "days"),
        (months, 11, "a month", "months"),
    )
    for exact, limit, one, many in steps:
        count = math.floor(exact + 0.5)
        if count < limit:
            return one if count <= 1 or one == many else f"{count} {many}"
    years = math.floor(months / 12 + 0.5)
    return "a year" if years <= 1 else f"{years} years"
