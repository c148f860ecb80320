"""Acts are told to open tabs, by their names and after the commit: those of an account to its person, else the team."""

import asyncio

import pytest

from app import audit, bus, db
from app.bus import BusEvent
from tests.test_bus import listening_for

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_act_in_a_team_is_told_to_the_team_and_one_on_an_account_to_its_person(owner, editor):
    listening = await listening_for(3)

    with db.uow(owner) as unit:
        audit.record(unit, owner, "member.removed", subject_id=editor.person_id)
        audit.record(unit, owner, "session.revoked", subject_id=editor.person_id)
        audit.record(unit, owner, "person.renamed")

    assert await asyncio.wait_for(listening, 5) == [
        BusEvent(f"team:{owner.team_id}", "member.removed", {}),
        BusEvent(f"person:{editor.person_id}", "session.revoked", {}),
        BusEvent(f"person:{owner.person_id}", "person.renamed", {}),
    ]


async def test_act_that_was_not_done_is_not_told(owner):
    listening = await listening_for(1)

    with pytest.raises(ZeroDivisionError), db.uow(owner) as unit:
        audit.record(unit, owner, "team.renamed")
        raise ZeroDivisionError
    with db.uow(owner):
        bus.publish("team:1", "later")

    assert await asyncio.wait_for(listening, 5) == [BusEvent("team:1", "later", {})]
