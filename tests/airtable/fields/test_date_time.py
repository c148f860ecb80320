"""Instants are kept in UTC and shown in the zone of the field."""

from datetime import UTC, datetime

import pytest

from tests.airtable.fields.conftest import Read, Show


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
