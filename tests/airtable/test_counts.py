"""Counted calls: written in batches, added up over processes, kept when the database is away."""

import subprocess
import sys
import threading
from typing import Any

import pytest
from sqlmodel import select

from app import db
from app.actor import Actor
from app.airtable import Connection, _counts
from app.airtable._call import Call
from app.errors import Unavailable
from app.models import CallCount
from tests.harness.databases import Database
from tests.harness.processes import ROOT, wait_until

SYSTEM = Actor.system("test")
CALL = Call("get_record", "read", "appAAAAAAAAAAAAAA")


@pytest.fixture(autouse=True)
def fresh(database: Database) -> None:
    _counts.forget()


def connection(team_id: str) -> Connection:
    return Connection("http://127.0.0.1:9", "patX", "sandbox", connection_id="c", team_id=team_id)


def written() -> dict[str, int]:
    with db.uow(SYSTEM, read_only=True) as unit:
        return {row.feature: row.calls for row in unit.exec(select(CallCount))}


def test_calls_of_one_key_become_one_row() -> None:
    for _ in range(5):
        _counts.add(connection("team"), CALL)
    _counts.flush()
    _counts.add(connection("team"), CALL)
    _counts.flush()

    assert written() == {"get_record": 6}


def test_calls_are_written_after_a_moment_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    _counts.add(connection("team"), CALL)

    wait_until("the count is written", lambda: written() == {"get_record": 1})


def test_calls_of_no_team_are_not_counted() -> None:
    _counts.add(connection(""), CALL)
    _counts.flush()

    assert written() == {}


def test_what_cannot_be_written_is_kept_for_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    _counts.add(connection("team"), CALL)
    with monkeypatch.context() as patch:

        def away(*_args: object, **_options: object) -> None:
            raise Unavailable("The database does not answer.")

        patch.setattr(_counts.db, "uow", away)
        _counts.flush()
    _counts.flush()

    assert written() == {"get_record": 1}


def test_a_long_feature_is_cut_to_its_column() -> None:
    _counts.add(connection("team"), Call("x", "read", feature="f" * 100))
    _counts.flush()

    assert written() == {"f" * 40: 1}


def test_threads_that_write_at_once_lose_nothing() -> None:
    def count() -> None:
        for _ in range(20):
            _counts.add(connection("team"), CALL)
            _counts.flush()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _counts.flush()

    assert written() == {"get_record": 80}


def test_a_flush_waits_for_one_that_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_go_on, ended = threading.Event(), threading.Event(), threading.Event()
    real = _counts._add_to_row

    def slow(*args: Any) -> None:
        begun.set()
        may_go_on.wait(10)
        real(*args)

    def flush_again() -> None:
        _counts.flush()
        ended.set()

    monkeypatch.setattr(_counts, "_add_to_row", slow)
    _counts.add(connection("team"), CALL)
    first, second = threading.Thread(target=_counts.flush), threading.Thread(target=flush_again)
    first.start()
    begun.wait(10)
    second.start()
    was_early = ended.wait(0.1)
    may_go_on.set()
    first.join()
    second.join()

    assert (was_early, written()) == (False, {"get_record": 1})


COUNTING = """
from tests.airtable.test_counts import CALL, connection
from app.airtable import _counts
for _ in range(10):
    _counts.add(connection("team"), CALL)
    _counts.flush()
_counts.add(connection("team"), CALL)
"""


def test_processes_add_to_the_same_row_and_write_the_rest_when_they_end() -> None:
    workers = [subprocess.Popen([sys.executable, "-c", COUNTING], cwd=ROOT) for _ in range(2)]

    assert [worker.wait(100) for worker in workers] == [0, 0]
    assert written() == {"get_record": 22}
