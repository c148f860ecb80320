"""Units of work: one short transaction, joined by what is called inside, with side effects after it."""

import threading

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app import config, db
from app.actor import Actor
from app.errors import Unavailable
from app.models import Thread
from tests.factories import make_thread
from tests.people import make_team


class Stop(Exception):
    """Leaves a unit of work before its end."""


def titles(actor: Actor) -> list[str]:
    with db.uow(actor, read_only=True) as session:
        return sorted(session.exec(select(Thread.title)).all())


def a_thread(actor: Actor, title: str) -> Thread:
    return Thread(team_id=actor.team_id, person_id=actor.person_id, title=title)


def test_inner_unit_joins_the_outer_and_only_the_outermost_commits(owner):
    with pytest.raises(Stop), db.uow(owner) as outer:
        with db.uow(owner) as inner:
            assert inner is outer
            inner.add(a_thread(owner, "inner"))
        raise Stop

    assert titles(owner) == []


def test_error_rolls_everything_back(owner):
    with pytest.raises(Stop), db.uow(owner) as session:
        session.add(a_thread(owner, "never"))
        session.flush()
        raise Stop

    assert titles(owner) == []


def test_side_effects_run_after_the_commit_in_their_order(owner):
    seen: list[object] = []
    with db.uow(owner) as session:
        session.add(a_thread(owner, "done"))
        db.after_commit(lambda: seen.append("first"))
        with db.uow(owner):
            db.after_commit(lambda: seen.append(titles(owner)))
        assert seen == []

    assert seen == ["first", ["done"]]


def test_rollback_sends_nothing(owner):
    seen: list[str] = []
    with pytest.raises(Stop), db.uow(owner):
        db.after_commit(lambda: seen.append("sent"))
        raise Stop

    assert seen == []


def test_side_effect_needs_a_unit(owner):
    with pytest.raises(RuntimeError):
        db.after_commit(lambda: None)


def test_unit_of_another_team_cannot_be_joined(owner, stranger):
    with db.uow(owner), pytest.raises(db.TenantScopeBroken), db.uow(stranger):
        pass


def test_read_only_unit_cannot_be_joined_by_one_that_writes(owner):
    with db.uow(owner, read_only=True), pytest.raises(RuntimeError), db.uow(owner):
        pass


def test_read_only_unit_writes_nothing(owner):
    with pytest.raises((DBAPIError, Unavailable, RuntimeError)), db.uow(owner, read_only=True) as session:
        session.add(a_thread(owner, "never"))

    assert titles(owner) == []


def test_gateway_inside_a_unit_is_a_mistake(owner):
    db.assert_no_open_uow()

    with db.uow(owner), pytest.raises(RuntimeError):
        db.assert_no_open_uow()


def test_unit_after_a_failed_one_is_fresh(owner):
    with pytest.raises(Stop), db.uow(owner):
        raise Stop

    make_thread(owner, "fine")

    assert titles(owner) == ["fine"]


def test_units_of_threads_know_nothing_of_each_other(owner, stranger):
    seen: list[list[str]] = []
    make_thread(stranger, "Theirs")

    with db.uow(owner, read_only=True):
        other = threading.Thread(target=lambda: seen.append(titles(stranger)))
        other.start()
        other.join()

    assert seen == [["Theirs"]]


def test_writers_take_turns_and_lose_nothing(database):
    from app.actor import Role
    from tests.people import make_member

    owner = make_member(make_team("Northwind"), "Olivia", Role.OWNER)
    thread = make_thread(owner, "0")

    def count_up() -> None:
        for _ in range(10):
            with db.uow(owner) as session:
                # As a verb does that must not lose an update: read under the row's lock.
                row = session.exec(select(Thread).where(Thread.id == thread.id).with_for_update()).one()
                row.title = str(int(row.title) + 1)
                session.add(row)

    writers = [threading.Thread(target=count_up) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert titles(owner) == ["40"]


def test_reader_does_not_wait_for_a_writer(owner):
    make_thread(owner, "before")

    with db.uow(owner) as session:
        session.add(a_thread(owner, "during"))
        session.flush()
        seen: list[list[str]] = []
        reader = threading.Thread(target=lambda: seen.append(titles(owner)))
        reader.start()
        reader.join(10)
        assert seen == [["before"]]


def test_database_that_cannot_be_reached_is_unavailable(settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    config.reload()
    db.close()

    with pytest.raises(Unavailable):
        db.ping()


def test_error_names_the_statement_and_not_its_values(owner):
    thread = make_thread(owner, "once")

    with pytest.raises(DBAPIError) as refused, db.uow(owner) as session:
        session.add(Thread(id=thread.id, team_id=owner.team_id, person_id=owner.person_id, title="canary"))

    assert "canary" not in str(refused.value)


def test_sqlite_file_is_for_its_owner_only(sqlite_database):
    db.ping()

    path = config.settings().data_dir / "platform.db"
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("pragma", "expected"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_sqlite_is_durable(sqlite_database, pragma, expected):
    with db.engine().connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == expected
