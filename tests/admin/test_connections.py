"""What a connection can do now, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from app import db
from app.admin import call_budget, list_connections, see_bases
from app.errors import Forbidden
from app.models import SeenBase, StoredConnection, new_id, utc_now


def keep(actor, **facts):
    """A connection of the actor's team, as its calls have left it."""
    row = StoredConnection(
        **{"kind": "token", **facts}, id=new_id(), team_id=actor.team_id, name="Sales", identity=new_id()[:24]
    )
    with db.uow(actor) as unit:
        unit.add(row)
    return row.id


def see(actor, base_id, name):
    with db.uow(actor) as unit:
        unit.add(
            SeenBase(
                team_id=actor.team_id,
                base_id=base_id,
                connection_id=new_id(),
                name=name,
                permission_level="create",
                seen_at=utc_now(),
            )
        )


def told(actor):
    (line,) = list_connections(actor)
    return line.condition, line.reason


def test_one_that_was_never_refused_works(admin):
    keep(admin)

    assert told(admin) == ("works", "")


@pytest.mark.parametrize(
    ("kind", "what_to_do"), [("token", "Give it a new token."), ("oauth", "Connect it at Airtable again.")]
)
def test_refused_credential_comes_before_everything_else(admin, kind, what_to_do):
    later = utc_now() + timedelta(days=3)
    keep(admin, kind=kind, state="reconnect", exhausted_until=later, refused={"appA": ["data.records:write"]})

    assert told(admin) == ("reconnect", f"Airtable does not accept its credential any more. {what_to_do}")


def test_used_up_calls_say_when_they_come_back(admin):
    keep(admin, exhausted_until=datetime(2099, 12, 1, tzinfo=UTC))

    assert told(admin) == (
        "exhausted",
        "The calls of the month are used up. It works again from 1 December (UTC).",
    )


def test_calls_that_came_back_are_no_matter_any_more(admin):
    keep(admin, exhausted_until=utc_now() - timedelta(seconds=1))

    assert told(admin) == ("works", "")


def test_missing_scope_names_the_bases_and_what_to_do(admin, stranger):
    see(admin, "appA", "Shop")
    see(admin, "appB", "Fleet")
    see(stranger, "appA", "Foreign")
    keep(admin, refused={"appA": ["data.records:write"], "appB": ["data.records:write"]})

    condition, reason = told(admin)
    assert condition == "read_only"
    assert reason == (
        "Airtable refused to write in Fleet and Shop: the token lacks data.records:write, or its owner may not edit "
        "there. Change that at Airtable, then test it."
    )


def test_bases_that_nobody_remembers_are_counted(admin):
    keep(admin, refused={"appA": ["data.records:write"]})

    assert told(admin)[1].startswith("Airtable refused to write in one base: ")


def test_editor_sees_and_asks_nothing(editor):
    for verb in (list_connections, call_budget):
        with pytest.raises(Forbidden):
            verb(editor)
    with pytest.raises(Forbidden):
        see_bases(editor, [])
