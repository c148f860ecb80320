"""Where data was read and how old it is, beside the data."""

import json
from datetime import timedelta

from app.api.answers import Sourced, known_since, made, reply
from app.models import utc_now
from app.tables import Freshness, History


class Told(History, Sourced):
    """A room's answer with its source."""


def test_answer_of_a_room_holds_as_of_the_earlier_look():
    now = utc_now()
    known = Freshness(
        origin="mirror",
        checked_at=now,
        listed_at=now - timedelta(minutes=5),
        age_seconds=300.0,
        refreshed_every_seconds=60.0,
    )

    told = made(
        Told, History(record_id="rec1", entries=(), next_cursor="", read_at=now), known, is_complete=False
    )

    assert (told.record_id, told.source, told.is_complete) == ("rec1", "mirror", False)
    assert (told.read_at, told.age_seconds) == (known.listed_at, 300.0)


async def test_answer_is_written_as_json():
    facts = known_since(utc_now() - timedelta(seconds=90))

    answer = await reply(lambda: Told(record_id="rec1", entries=(), next_cursor="", **facts))

    body = json.loads(answer.body)
    assert (answer.media_type, body["source"], body["is_complete"]) == ("application/json", "service", True)
    assert 90 <= body["age_seconds"] < 120
