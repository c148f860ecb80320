"""Acts as sentences: every act has words, and what was erased is not made up."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app import audit
from app.audit import AuditEntry
from app.state import audit_words

PERSON = "1" * 32
SALT = "5" * 32


def entry(act: str, **fields: Any) -> AuditEntry:
    known = {
        "id": "0" * 32,
        "seq": 1,
        "at": datetime(2026, 11, 21, 9, 3, tzinfo=UTC),
        "meaning": audit.ACTS[act],
        "person_id": PERSON,
        "person_name": "Olivia",
        "door": "chat",
        "request_id": "r1",
        "subject_id": "",
        "facts": {},
        "personal": {},
    }
    return AuditEntry(act=act, **{**known, **fields})


@pytest.mark.parametrize("act", audit.ACTS)
def test_every_act_has_words_that_follow_a_name(act):
    told = audit_words.words(entry(act), {})

    assert told[:1].islower()
    assert not set(told) & set("{}_.")


@pytest.mark.parametrize(
    ("act", "facts", "personal", "told"),
    [
        (
            "member.invited",
            {"role": "editor"},
            {"email": "ivy@example.test"},
            "invited ivy@example.test as editor",
        ),
        ("member.invited", {"role": "editor"}, {}, "invited somebody as editor"),
        ("team.ownership_transferred", {"from": PERSON}, {"name": "Adam"}, "gave the team to Adam"),
        ("member.removed", {"role": "viewer"}, {"name": "{salt}"}, "removed {salt}"),
    ],
)
def test_facts_and_names_stand_in_the_sentence(act, facts, personal, told):
    assert audit_words.words(entry(act, facts=facts, personal=personal), {}) == told


def test_name_that_an_act_does_not_carry_is_the_one_of_today():
    joined = entry("member.joined", person_id="", person_name="", subject_id=PERSON, facts={"role": "viewer"})

    assert audit_words.words(joined, {PERSON: "Victor"}) == "added Victor as viewer"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "Olivia"),
        ({"person_name": ""}, "Somebody who is erased"),
        ({"person_id": "", "person_name": ""}, "The platform"),
    ],
)
def test_whoever_did_it_is_named(fields, name):
    assert audit_words.who(entry("person.signed_in", **fields)) == name


def test_ids_and_salt_are_for_programs():
    facts = {"invite": "a" * 32, "scope": "read", "writes_need_approval": True, "client_may_confirm": False}

    told = audit_words.facts(
        entry("api_key.made", facts=facts, personal={"salt": SALT, "address": "10.0.0.1"})
    )

    assert told == [
        ("Scope", "read"),
        ("Asks first", "Yes"),
        ("Its client may ask", "No"),
        ("Address", "10.0.0.1"),
        ("Door", "chat"),
        ("Act", "api_key.made"),
        ("Request", "r1"),
    ]
