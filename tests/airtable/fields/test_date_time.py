"""Instants are kept in UTC and shown in the zone of the field."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.airtable import kind_of, parsed
from tests.airtable.fields.conftest import Read, Refused, Show, Typed, field


def test_an_instant_is_read_in_utc(read: Read) -> None:
    expected = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    given = ("2026-11-20T14:00:00.000Z", "2026-11-20T15:00:00+01:00", "soon", None)
    assert [read("dateTime", raw) for raw in given] == [expected, expected, None, None]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"timeZone": "utc", "timeFormat": {"name": "24hour"}}, "2026-11-20 14:05 UTC"),
        ({"timeZone": "America/New_York", "timeFormat": {"name": "12hour"}}, "2026-11-20 9:05am EST"),
        ({"timeZone": "../../etc/passwd"}, "2026-11-20 14:05 UTC"),
        ({"timeZone": "client"}, "2026-11-20 14:05 UTC"),
    ],
)
def test_an_instant_is_shown_in_the_zone_of_its_field(show: Show, options: dict[str, str], text: str) -> None:
    assert show("dateTime", "2026-11-20T14:05:00.000Z", **options) == text


@pytest.mark.parametrize(
    ("text", "options", "wire"),
    [
        ("2026-11-20T14:05:00Z", {}, "2026-11-20T14:05:00.000Z"),
        ("2026-11-20T14:05:00+02:00", {}, "2026-11-20T12:05:00.000Z"),
        ("2026-11-20T14:05", {"timeZone": "Europe/Berlin"}, "2026-11-20T13:05:00.000Z"),
        (
            "11/20/2026 9:05am",
            {"timeZone": "America/New_York", "dateFormat": {"name": "us"}},
            "2026-11-20T14:05:00.000Z",
        ),
        ("20.11.2026 12:00 am", {"dateFormat": {"name": "european"}}, "2026-11-20T00:00:00.000Z"),
        ("November 20, 2026 14:05:30", {}, "2026-11-20T14:05:30.000Z"),
        ("2026-11-20", {"timeZone": "Europe/Berlin"}, "2026-11-19T23:00:00.000Z"),
        ("2026-11-20 14:05 UTC", {"timeZone": "Europe/Berlin"}, "2026-11-20T14:05:00.000Z"),
        ("2026-11-20 14:05 CET", {"timeZone": "Europe/Berlin"}, "2026-11-20T13:05:00.000Z"),
    ],
)
def test_a_time_is_typed_in_the_zone_of_its_field(
    typed: Typed, text: str, options: dict[str, Any], wire: str
) -> None:
    assert typed("dateTime", text, **options) == wire


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "14:05",
        "2026-11-20 25:00",
        "2026-11-20 13:00pm",
        "2026-11-20 14:05 PST",
        "2026-13-20",
        "3/4/2026 10:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_time_is_refused(refused: Refused, text: str) -> None:
    assert "2026-11-20" in refused("dateTime", text)


def test_a_time_without_a_zone_is_not_written(unwritable: Refused) -> None:
    assert "2026-11-20 14:30" in unwritable("dateTime", datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["utc", "Europe/Berlin", "Asia/Kathmandu"])
@pytest.mark.parametrize("form", ["us", "european", "friendly", "iso", "local"])
@pytest.mark.parametrize("clock", ["12hour", "24hour"])
def test_what_is_shown_can_be_typed_again(zone: str, form: str, clock: str) -> None:
    made = field("dateTime", timeZone=zone, dateFormat={"name": form}, timeFormat={"name": clock})
    value = datetime(2026, 7, 4, 0, 30, tzinfo=UTC)

    assert parsed(made, kind_of(made).show(made, value, None)) == value
