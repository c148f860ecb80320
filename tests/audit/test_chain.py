"""The audit's chain: nothing is changed unseen, and erasing a person leaves it whole."""

import threading

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from app import audit, db
from app.actor import Actor
from app.models import AuditChain, AuditEvent

PLATFORM = Actor.system("test")


def events(actor: Actor) -> list[AuditEvent]:
    with db.uow(actor, read_only=True) as unit:
        return list(unit.exec(select(AuditEvent).order_by(col(AuditEvent.seq))).all())


def renamed(actor: Actor, name: str = "Olivia") -> None:
    with db.uow(actor) as unit:
        audit.record(
            unit, actor, "person.renamed", subject_id=actor.person_id, facts={"n": 1}, personal={"name": name}
        )


def test_events_of_a_team_follow_each_other(owner, stranger):
    renamed(owner)
    renamed(stranger)
    renamed(owner)

    first, second = events(owner)
    assert (first.seq, second.seq, second.previous) == (1, 2, first.digest)
    assert (first.act, first.person_id, first.door) == ("person.renamed", owner.person_id, "test")
    assert audit.verify(owner) == ""
    assert audit.verify(stranger) == ""


def test_event_is_not_there_when_its_act_is_not(owner):
    with pytest.raises(RuntimeError), db.uow(owner) as unit:
        audit.record(unit, owner, "team.renamed")
        raise RuntimeError

    assert events(owner) == []


def test_an_act_that_is_not_listed_cannot_be_recorded(owner):
    with pytest.raises(ValueError, match=r"person\.guessed"), db.uow(owner) as unit:
        audit.record(unit, owner, "person.guessed")


@pytest.mark.parametrize(
    "tamper",
    [
        update(AuditEvent).values(act="team.made"),
        update(AuditEvent).values(personal={"name": "Somebody else"}),
        delete(AuditEvent),
    ],
    ids=["another act", "another name", "deleted"],
)
def test_database_refuses_to_change_or_delete_an_event(owner, tamper):
    renamed(owner)

    with pytest.raises(DBAPIError, match="only added"), db.uow(PLATFORM) as unit:
        unit.exec(tamper)

    assert audit.verify(owner) == ""


def test_events_that_were_cut_off_at_the_end_are_missed(owner):
    renamed(owner)

    with db.uow(PLATFORM) as unit:
        unit.exec(update(AuditChain).where(col(AuditChain.team_id) == owner.team_id).values(seq=2))

    assert audit.verify(owner) == "end"


def test_erasing_a_person_takes_their_name_out_of_every_team_and_leaves_the_chains_whole(owner, stranger):
    renamed(owner, "Olivia Owner")
    with db.uow(stranger) as unit:
        audit.record(
            unit,
            stranger,
            "member.invited",
            subject_id=owner.person_id,
            personal={"email": "olivia@example.test"},
        )
        audit.record(unit, stranger, "person.renamed", personal={"name": "Sasha"})

    with db.uow(PLATFORM) as unit:
        audit.erase_person(unit, owner.person_id)

    assert [event.personal for event in events(owner)] == [None]
    told, kept = events(stranger)
    assert told.personal is None
    assert kept.personal is not None
    assert kept.personal["name"] == "Sasha"
    assert (audit.verify(owner), audit.verify(stranger)) == ("", "")


def test_events_recorded_at_the_same_moment_stand_one_behind_the_other(owner):
    threads = [threading.Thread(target=renamed, args=(owner,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [event.seq for event in events(owner)] == list(range(1, 9))
    assert audit.verify(owner) == ""
