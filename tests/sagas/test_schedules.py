"""Sagas that start by themselves: each slot once, in the zone of whoever made the schedule."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from app import auth, db, sagas
from app.actor import Actor
from app.errors import Forbidden, InvalidInput, NotFound
from app.jobs import steps
from app.models import SagaSchedule, utc_now
from app.sagas._schedules import following
from tests.people import confirmed
from tests.sagas import running
from tests.sagas.running import making

pytestmark = pytest.mark.usefixtures("database")


def move(schedule_id: str, next_at: datetime) -> None:
    with db.uow(running.SYSTEM) as session:
        session.exec(select(SagaSchedule).where(SagaSchedule.id == schedule_id)).one().next_at = next_at


def fire() -> int:
    return sagas.fire_schedules(running.SYSTEM, steps.actor_for)


@pytest.mark.parametrize(
    ("rhythm", "zone", "after", "slot"),
    [
        ("0 7 * * 1-5", "UTC", "2026-11-27T08:00", "2026-11-30T07:00"),
        ("0 7 * * *", "Europe/Berlin", "2026-07-01T00:00", "2026-07-01T05:00"),
        # The night in which clocks are set back has 02:30 twice; it is one slot.
        ("30 2 * * *", "Europe/Berlin", "2026-10-25T00:00", "2026-10-25T00:30"),
        ("3600", "UTC", "2026-11-27T08:00", "2026-11-27T09:00"),
    ],
)
def test_next_slot_is_that_of_the_zone(rhythm: str, zone: str, after: str, slot: str) -> None:
    begin = datetime.fromisoformat(after).replace(tzinfo=UTC)

    assert following(rhythm, zone, begin) == datetime.fromisoformat(slot).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "zone"), [("59", "UTC"), ("every day", "UTC"), ("0 7 * * *", "Mars/Olympus"), ("", "UTC")]
)
def test_rhythm_or_zone_that_is_none_is_refused(editor: Actor, rhythm: str, zone: str) -> None:
    with pytest.raises(InvalidInput):
        sagas.schedule(editor, "Report", making("a"), rhythm=rhythm, time_zone=zone)


def test_due_slot_starts_one_run_however_many_dispatchers_look(editor: Actor) -> None:
    made = sagas.schedule(editor, "Report", making("a"), rhythm="3600")
    assert fire() == 0
    move(made.id, utc_now() - timedelta(seconds=1))

    assert [fire(), fire()] == [1, 0]

    (run,) = sagas.list_runs(editor).items
    assert (run.name, run.kind, run.door) == ("Report", "workflow", "schedule")
    (after,) = sagas.list_schedules(editor)
    assert timedelta(minutes=59) < after.next_at - utc_now() <= timedelta(hours=1)


def test_slot_that_was_fired_before_the_crash_is_not_fired_again(editor: Actor) -> None:
    made = sagas.schedule(editor, "Report", making("a"), rhythm="3600")
    slot = utc_now() - timedelta(seconds=1)
    for _ in range(2):
        move(made.id, slot)
        fire()

    assert len(sagas.list_runs(editor).items) == 1


@pytest.mark.parametrize(("misfire", "runs"), [("once", 1), ("skip", 0)])
def test_slots_that_passed_while_nothing_ran_are_made_up_for_once_or_skipped(
    editor: Actor, misfire: str, runs: int
) -> None:
    made = sagas.schedule(editor, "Report", making("a"), rhythm="60", misfire=misfire)  # type: ignore[arg-type]
    move(made.id, utc_now() - timedelta(days=2))

    assert fire() == runs
    assert fire() == 0


def test_schedule_of_somebody_who_left_is_switched_off(owner: Actor, editor: Actor) -> None:
    made = sagas.schedule(editor, "Report", making("a"), rhythm="60")
    auth.remove_member(confirmed(owner), editor.person_id)
    move(made.id, utc_now() - timedelta(seconds=1))

    assert fire() == 0

    (after,) = sagas.list_schedules(owner)
    assert after.is_enabled is False
    assert sagas.list_runs(owner).items == []


def test_same_name_changes_the_schedule_and_another_team_has_its_own(editor: Actor, stranger: Actor) -> None:
    first = sagas.schedule(editor, "Report", making("a"), rhythm="60")
    again = sagas.schedule(editor, "Report", making("a"), rhythm="120")
    theirs = sagas.schedule(stranger, "Report", making("a"), rhythm="60")

    assert first.id == again.id != theirs.id
    with pytest.raises(NotFound):
        sagas.unschedule(stranger, first.id)
    sagas.unschedule(editor, first.id)
    assert sagas.list_schedules(editor) == ()


def test_viewer_schedules_nothing(viewer: Actor) -> None:
    with pytest.raises(Forbidden):
        sagas.schedule(viewer, "Report", making("a"), rhythm="60")
