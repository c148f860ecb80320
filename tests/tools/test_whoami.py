"""The tool `whoami`."""

from dataclasses import replace

from tests.auth.keys import key_actor
from tests.tools.reading import told


async def test_it_tells_for_whom_one_acts_and_what_becomes_of_writes(owner, database):
    person = await told(owner, "whoami")
    key = await told(key_actor(owner, "write"), "whoami")
    alone = await told(replace(key_actor(owner, "write"), writes_need_approval=False), "whoami")

    assert person == {
        "name": "Olivia",
        "team": "Northwind",
        "role": "owner",
        "writes": "wait for approval by a person",
    }
    assert (key["role"], key["writes"]) == ("editor", "wait for approval by a person")
    assert alone["writes"] == "are made at once"
