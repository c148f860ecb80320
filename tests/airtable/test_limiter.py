"""Turns over all processes: 5 a base, 50 an owner, people before bulk, closed after a 429, never open without Redis."""

import itertools
import subprocess
import sys
import time

import pytest

from app.airtable import _limiter
from app.airtable._limiter import Place, _ask, _Request
from app.errors import Busy
from tests.harness.processes import ROOT
from tests.harness.redis import RedisServer

BASE = Place("sandbox:appAAAAAAAAAAAAAA", "sandbox:owner")
OTHER = Place("sandbox:appBBBBBBBBBBBBBB", "sandbox:owner")
_names = itertools.count()


@pytest.fixture(autouse=True)
def limiter(redis_server: RedisServer) -> RedisServer:
    _limiter.reset()
    return redis_server


def ask(place: Place = BASE, lane: _limiter.Lane = "interactive", *, ticket: int = 0, patience: float = 60.0):
    return _ask(_Request(place, lane, f"request-{next(_names)}", ticket, patience))


def words_and_seconds(count: int, **options):
    answers = [ask(**options) for _ in range(count)]
    return [answer.word for answer in answers], [answer.seconds for answer in answers]


def test_five_go_at_once_and_the_sixth_waits_for_a_window():
    words, seconds = words_and_seconds(6)

    assert words == ["granted"] * 6
    assert seconds[:5] == [0.0] * 5
    assert 1.0 < seconds[5] <= 1.1


def test_people_stand_in_line_for_turns_to_come():
    _, seconds = words_and_seconds(11)

    assert [round(wait / 1.1) for wait in seconds] == [0] * 5 + [1] * 5 + [2]


def test_bases_have_turns_of_their_own_and_share_those_of_the_owner():
    places = [Place(f"sandbox:app{number}", "sandbox:owner") for number in range(11)]
    waits = [ask(place).seconds for place in places for _ in range(5)]

    assert waits[:50] == [0.0] * 50
    assert min(waits[50:]) > 0.9


def test_calls_that_concern_no_base_count_for_the_owner_only():
    waits = [ask(Place("", "sandbox:owner")).seconds for _ in range(51)]

    assert waits[:50] == [0.0] * 50
    assert waits[50] > 0.9
    assert ask(Place("", "sandbox:somebody else")).seconds == 0.0


def test_tickets_of_bulk_work_come_evenly():
    words, seconds = words_and_seconds(4, lane="bulk")

    assert words == ["granted", "later", "later", "later"]
    assert [round(wait / 0.22) for wait in seconds] == [0, 1, 2, 3]


def test_a_ticket_that_is_not_due_is_no_turn_and_stays_the_same():
    ask(lane="bulk")
    first = ask(lane="bulk")
    again = ask(lane="bulk", ticket=first.ticket)

    assert (first.word, again.word, again.ticket) == ("later", "later", first.ticket)


def test_while_people_ask_one_turn_is_left_for_the_next_of_them():
    ask(lane="bulk")
    ask()
    words = [ask(lane="bulk", ticket=1).word for _ in range(4)]

    assert words == ["granted", "later", "later", "later"]
    assert ask().seconds == 0.0


def test_bulk_work_that_got_no_turn_for_long_stands_in_line_like_a_person():
    words_and_seconds(5)

    hungry = ask(lane="bulk", ticket=1)
    fed = ask(lane="bulk", ticket=1)

    assert (hungry.word, fed.word) == ("granted", "later")
    assert hungry.seconds > 1.0


def test_nobody_stands_in_line_longer_than_they_have_patience():
    words, _ = words_and_seconds(12, patience=1.5)

    assert words == ["granted"] * 10 + ["refused"] * 2


def test_a_closed_base_is_closed_for_all_and_says_for_how_long():
    _limiter.close_place(BASE, 30)

    person, bulk, elsewhere = ask(), ask(lane="bulk"), ask(OTHER)
    with pytest.raises(Busy) as caught:
        _limiter.take_turn(BASE, "interactive")

    assert (person.word, bulk.word, elsewhere.word) == ("closed", "closed", "granted")
    assert 29 < person.seconds <= 30
    assert 29 < (caught.value.retry_after_seconds or 0) <= 30


def test_bulk_work_waits_until_a_closed_base_opens():
    _limiter.close_place(BASE, 0.2)

    waited = _limiter.take_turn(BASE, "bulk")

    assert 0.15 < waited < 2


def test_without_redis_a_process_lets_one_a_second_through(
    limiter: RedisServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    _limiter.config.reload()
    _limiter.reset()

    words, seconds = words_and_seconds(3, lane="bulk")
    _limiter.close_place(BASE, 30)

    assert words == ["granted"] * 3
    assert [round(wait) for wait in seconds] == [0, 1, 2]
    assert (ask().word, ask(OTHER).word, ask(OTHER, patience=0.5).word) == ("closed", "granted", "refused")


def test_a_redis_that_does_not_answer_is_not_asked_again_at_once(
    limiter: RedisServer, monkeypatch: pytest.MonkeyPatch
):
    with limiter.client() as client:
        client.client_pause(400, all=True)
        monkeypatch.setattr(_limiter, "SOCKET_SECONDS", 0.1)
        started = time.monotonic()
        words = [ask(Place(f"sandbox:app{number}", "sandbox:owner")).word for number in range(20)]
        spent = time.monotonic() - started
        client.client_unpause()

    assert words == ["granted"] * 20
    assert spent < 2


def test_a_turn_that_was_taken_late_counts_from_then():
    first = _Request(BASE, "interactive", "late", 0, 60.0)
    _ask(first)
    words_and_seconds(4)
    with _limiter._redis() as client:
        before = client.zscore(f"turns:{BASE.key}", "late")
        _limiter._tell_late(BASE, "late")
        after = client.zscore(f"turns:{BASE.key}", "late")

    assert after > before
    assert _limiter._redis().zcard(f"turns:{BASE.key}") == 5


HAMMER = """
import sys, threading, time
from app.airtable import _limiter
place = _limiter.Place("sandbox:appHammered000000", "sandbox:owner")

def hammer(end):
    while time.monotonic() < end:
        _limiter.take_turn(place, "bulk")
        _limiter._redis().rpush("arrivals", time.monotonic())

_limiter._redis().incr("ready")
while int(_limiter._redis().get("ready")) < 3:
    time.sleep(0.01)
end = time.monotonic() + 4
threads = [threading.Thread(target=hammer, args=(end,)) for _ in range(3)]
for thread in threads:
    thread.start()
"""


def test_three_processes_with_three_threads_each_stay_below_five_in_any_second(limiter: RedisServer):
    workers = [subprocess.Popen([sys.executable, "-c", HAMMER], cwd=ROOT) for _ in range(3)]
    codes = [worker.wait(100) for worker in workers]

    with _limiter._redis() as client:
        arrivals = sorted(float(at) for at in client.lrange("arrivals", 0, -1))
    assert codes == [0] * 3
    assert min(later - first for first, later in zip(arrivals, arrivals[5:], strict=False)) > 1.0
    assert sum(at < arrivals[0] + 4 for at in arrivals) >= 17
