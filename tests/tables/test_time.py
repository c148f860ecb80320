"""Relative days and periods, from one day on."""

from datetime import UTC, date, datetime

import pytest

from app.errors import InvalidInput
from app.tables._time import Clock, bucket_start, period, relative_day, zone_named

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-11-26"),
        ("Yesterday", "2026-11-25"),
        ("TOMORROW", "2026-11-27"),
        ("30 days ago", "2026-10-27"),
        ("1 day from now", "2026-11-27"),
        ("2_weeks_ago", "2026-11-12"),
        ("9 months ago", "2026-02-26"),
        ("1 year from now", "2027-11-26"),
    ],
)
def test_words_name_a_day(words: str, day: str) -> None:
    assert relative_day(words, THURSDAY) == date.fromisoformat(day)


def test_a_month_before_the_thirty_first_is_the_last_day_of_a_shorter_month() -> None:
    assert relative_day("1 month ago", date(2026, 3, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("today", "2026-11-26", "2026-11-27"),
        ("last 30 days", "2026-10-28", "2026-11-27"),
        ("past 1 week", "2026-11-20", "2026-11-27"),
        ("next-7-days", "2026-11-26", "2026-12-03"),
        ("this week", "2026-11-23", "2026-11-30"),
        ("last week", "2026-11-16", "2026-11-23"),
        ("next month", "2026-12-01", "2027-01-01"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("this_quarter", "2026-10-01", "2027-01-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("next year", "2027-01-01", "2028-01-01"),
    ],
)
def test_words_name_a_period(words: str, start: str, end: str) -> None:
    found = period(words, THURSDAY)

    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "words", ["", "soon", "last days", "last 12345 days", "this day", "30 days", "2026-11-26"]
)
def test_other_words_name_no_period(words: str) -> None:
    assert period(words, THURSDAY) is None


@pytest.mark.parametrize("words", ["9999 years ago", "9999 years from now"])
def test_a_day_beyond_the_calendar_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput, match="beyond the calendar"):
        relative_day(words, THURSDAY)


def test_which_day_it_is_and_when_it_begins_depends_on_the_zone() -> None:
    clock = Clock(datetime(2026, 11, 26, 22, 30, tzinfo=UTC), zone_named("Asia/Tokyo"))

    assert clock.today == date(2026, 11, 27)
    assert clock.begin(date(2026, 11, 27)) == datetime(2026, 11, 26, 15, tzinfo=UTC)


def test_the_first_week_of_the_calendar_begins_with_it() -> None:
    assert bucket_start(date(1, 1, 3), "week") == date(1, 1, 1)
