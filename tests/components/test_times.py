"""Times in the reader's words: app/components/browser/times.js."""

import pytest

from tests.components.browser_modules import evaluate

pytestmark = pytest.mark.integration

NOW = "2026-11-21 09:03:56+00:00"
AGO = "m.ago(m.parseTime(at), m.parseTime(now))"
LEFT = "m.left(m.parseTime(at), m.parseTime(now))"
BRIEF = "m.brief(m.parseTime(at), m.parseTime(now).getTime())"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-21 09:03:54+00:00", "just now"),
        ("2026-11-21 09:03:44.250+00:00", "12 s ago"),
        ("2026-11-21 09:00:00+00:00", "3 min ago"),
        ("2026-11-21 02:00:00+00:00", "7 h ago"),
        ("2026-11-21 09:04:30+00:00", "just now"),
    ],
)
def test_a_reading_is_as_old_as_it_says(at, words):
    assert evaluate("times.js", AGO, at=at, now=NOW) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-21 09:03:55+00:00", "ended"),
        ("2026-11-21 09:04:06+00:00", "in 1 min"),
        ("2026-11-21 09:33:56+00:00", "in 30 min"),
        ("2026-11-21 21:03:56+00:00", "in 12 h"),
        ("2026-11-22 12:00:00+00:00", "in a day"),
        ("2026-11-28 09:03:50+00:00", "in 7 days"),
    ],
)
def test_what_ends_says_when(at, words):
    assert evaluate("times.js", LEFT, at=at, now=NOW) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-21 09:03:40+00:00", "now"),
        ("2026-11-21 08:15:00+00:00", "48 min"),
        ("2026-11-21 06:00:00+00:00", "3 h"),
        ("2026-11-20 16:20:00+00:00", "16:20"),
        ("2026-11-18 16:20:00+00:00", "Wed"),
        ("2026-10-12 16:20:00+00:00", "Oct 12"),
    ],
)
def test_a_list_shows_times_as_short_as_it_can(at, words):
    assert evaluate("times.js", BRIEF, at=at, now=NOW) == words


def test_the_exact_time_is_utc_whatever_the_reader_has():
    exact = evaluate(
        "times.js", "m.exactUtc(m.parseTime(at))", at="2026-11-21 01:02:03.9+02:00", timezone="Asia/Tokyo"
    )
    assert exact == "2026-11-20 23:02:03 UTC"


def groups(*times, timezone):
    threads = [{"id": time, "updated_at": time} for time in times]
    expression = (
        "m.groupByDay(threads, m.parseTime(now).getTime()).map((g) => [g.title, g.threads.map((t) => t.id)])"
    )
    return evaluate("times.js", expression, threads=threads, now=NOW, timezone=timezone)


def test_threads_are_grouped_by_the_days_of_the_reader():
    late, early = "2026-11-20 23:30:00+00:00", "2026-11-20 01:00:00+00:00"
    assert groups(late, early, timezone="UTC") == [["Yesterday", [late, early]]]
    assert groups(late, early, timezone="Europe/Berlin") == [["Today", [late]], ["Yesterday", [early]]]


def test_every_thread_is_in_one_group():
    times = [
        f"2026-{day} 08:00:00+00:00"
        for day in ("11-22", "11-21", "11-20", "11-19", "11-14", "11-13", "01-01")
    ]
    assert groups(*times, timezone="UTC") == [
        ["Today", times[:2]],
        ["Yesterday", times[2:3]],
        ["Previous 7 days", times[3:5]],
        ["Older", times[5:]],
    ]


def test_yesterday_is_yesterday_when_the_clocks_change():
    before, after = "2026-10-24 10:00:00+00:00", "2026-10-25 10:00:00+00:00"
    expression = "m.daysSince(m.parseTime(before), m.parseTime(after).getTime())"
    days = evaluate("times.js", expression, before=before, after=after, timezone="Europe/Berlin")
    assert days == 1
