"""The connections of a team: added, learned about, removed; no credential is shown, shared or replaced by another."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app import airtable, config, db
from app.actor import Actor
from app.airtable import ConnectionCard, _exhaustion
from app.errors import (
    ConnectionRefused,
    Forbidden,
    InvalidInput,
    NotFound,
    TooMany,
    Unavailable,
)
from app.models import AuditEvent, SeenBase, StoredConnection
from tests.airtable.bench_base import BASE, COUNT, NAME, THINGS, BenchBase, _bench_server, bench
from tests.harness.databases import Database
from tests.harness.redis import RedisServer
from tests.sandbox.workbench import thing

__all__ = ["_bench_server", "bench"]
FULL = "patFull0123456789.0123456789abcdef"
READS = "patReads012345678.0123456789abcdef"
OTHER_BASE = "appWorkbenchOther"


@pytest.fixture(autouse=True)
def world(
    database: Database, redis_server: RedisServer, bench: BenchBase, monkeypatch: pytest.MonkeyPatch
) -> BenchBase:
    """The sandbox in the role of Airtable, beside an embedded sandbox that is the same server."""
    monkeypatch.setenv("PLATFORM_AIRTABLE_URL", bench.server.url)
    monkeypatch.setenv("PLATFORM_SANDBOX_URL", "")
    config.reload()
    for token, scopes in (
        (FULL, None),
        (READS, ["data.records:read", "schema.bases:read", "user.email:read"]),
    ):
        known = {"token": token, **({"scopes": scopes} if scopes else {})}
        bench.server.call("POST", "/_control/tokens", json=known)
    bench.server.forget_requests()
    return bench


def use_sandbox(bench: BenchBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_SANDBOX_URL", bench.server.url)
    config.reload()


def known_to(bench: BenchBase, token: str, **more: Any) -> str:
    bench.server.call("POST", "/_control/tokens", json={"token": token, **more})
    return token


def acts(actor: Actor) -> list[tuple[str, dict[str, Any]]]:
    with db.uow(actor, read_only=True) as unit:
        return [(row.act, row.facts) for row in unit.exec(select(AuditEvent).order_by(AuditEvent.seq))]


def row_of(actor: Actor, connection_id: str) -> StoredConnection:
    with db.uow(actor, read_only=True) as unit:
        found = unit.get(StoredConnection, connection_id)
    assert found is not None
    return found


def test_every_team_has_the_sandbox_without_a_row_and_each_its_own(
    admin: Actor, stranger: Actor, world: BenchBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_sandbox(world, monkeypatch)

    (mine,), (theirs,) = airtable.list_connections(admin), airtable.list_connections(stranger)

    assert (mine.kind, mine.name, mine.id != theirs.id) == ("sandbox", "Sandbox", True)
    assert airtable.connection_for(admin).identity != airtable.connection_for(stranger).identity
    assert airtable.connection_for(admin).is_limited is False
    with pytest.raises(NotFound):
        airtable.connection_for(admin, theirs.id)


def test_the_sandbox_can_be_renamed_and_removed_like_any_other(
    admin: Actor, stranger: Actor, world: BenchBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_sandbox(world, monkeypatch)
    (card,) = airtable.list_connections(admin)

    renamed = airtable.rename_connection(admin, card.id, name="  Play\nground ")
    airtable.remove_connection(admin, card.id)

    assert (renamed.id, renamed.name) == (card.id, "Play ground")
    assert airtable.list_connections(admin) == ()
    with pytest.raises(NotFound, match="no connection"):
        airtable.connection_for(admin)
    assert len(airtable.list_connections(stranger)) == 1


def test_a_sandbox_that_counts_is_asked_in_turns(
    admin: Actor, world: BenchBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_sandbox(world, monkeypatch)
    world.server.call("PATCH", "/_control/limits", json={"enabled": True})

    assert airtable.connection_for(admin).is_limited is True


def test_a_token_that_can_read_is_kept_sealed_and_never_shown(
    admin: Actor, world: BenchBase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    card = airtable.add_token(admin, name="Sales", token=f" {FULL}\n", plan_calls=1000)
    opened = airtable.connection_for(admin, card.id)

    assert (card.kind, card.state, card.name, card.plan_calls) == ("token", "ready", "Sales", 1000)
    assert (card.owner_email, opened.owner_id) == ("owner@sandbox.example", "usrSandboxOwner01")
    assert (opened.token, opened.kind, opened.is_limited) == (FULL, "airtable", True)
    assert acts(admin) == [("connection.added", {"kind": "token"})]
    shown = repr(card) + repr(opened) + repr(row_of(admin, card.id)) + caplog.text
    assert "0123456789abcdef" not in shown


@pytest.mark.parametrize(
    "token", ["", "short", "pat with spaces in it 123456", "patÄ0123456789012345678", "x" * 401]
)
def test_what_is_no_token_is_refused_without_a_call(admin: Actor, world: BenchBase, token: str) -> None:
    with pytest.raises(InvalidInput, match="personal access token"):
        airtable.add_token(admin, name="Sales", token=token)

    assert world.calls() == []


@pytest.mark.parametrize(
    ("scopes", "bases", "error", "sentence"),
    [
        (["schema.bases:read"], None, InvalidInput, "data.records:read"),
        (["data.records:read"], None, InvalidInput, "schema.bases:read"),
        (None, [], InvalidInput, "no base"),
    ],
)
def test_a_token_that_cannot_read_is_refused_with_what_it_lacks(
    admin: Actor, world: BenchBase, scopes: Any, bases: Any, error: Any, sentence: str
) -> None:
    more = {**({"scopes": scopes} if scopes else {}), **({"bases": bases} if bases is not None else {})}
    token = known_to(world, "patLacking1234567.something", **more)

    with pytest.raises(error, match=sentence):
        airtable.add_token(admin, name="Sales", token=token)

    assert (airtable.list_connections(admin), acts(admin)) == ((), [])


def test_an_unknown_token_is_refused_and_not_kept(admin: Actor) -> None:
    with pytest.raises(ConnectionRefused):
        airtable.add_token(admin, name="Sales", token="patUnknown1234567.something")

    assert airtable.list_connections(admin) == ()


def test_a_team_has_at_most_so_many_connections(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    airtable.add_token(admin, name="Sales", token=FULL)
    few = config.Limits(connections_per_team=1)
    monkeypatch.setattr(config, "limits", lambda: few)

    with pytest.raises(TooMany):
        airtable.add_token(admin, name="More", token=FULL)


VERBS: dict[str, Callable[[Actor, str], Any]] = {
    "test": airtable.check_connection,
    "rename": lambda actor, key: airtable.rename_connection(actor, key, name="Mine"),
    "set_plan": lambda actor, key: airtable.set_plan(actor, key, plan_calls=5),
    "reconnect": lambda actor, key: airtable.reconnect_token(actor, key, token=READS),
    "remove": airtable.remove_connection,
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_admins_change_connections_and_only_their_own(
    admin: Actor, editor: Actor, stranger: Actor, verb: str
) -> None:
    card = airtable.add_token(admin, name="Sales", token=FULL)

    with pytest.raises(Forbidden):
        VERBS[verb](editor, card.id)
    with pytest.raises(NotFound):
        VERBS[verb](stranger, card.id)
    with pytest.raises(NotFound):
        VERBS[verb](admin, "unknown")

    assert airtable.list_connections(admin) == (card,)


def test_only_admins_see_or_add_connections(viewer: Actor) -> None:
    for act in (
        lambda: airtable.list_connections(viewer),
        lambda: airtable.add_token(viewer, name="x", token=FULL),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_removed_connection_leaves_no_secret_and_nothing_takes_its_place(admin: Actor) -> None:
    gone = airtable.add_token(admin, name="Sales", token=FULL)
    other = airtable.add_token(admin, name="Other", token=READS)
    airtable.team_bases(admin)

    airtable.remove_connection(admin, gone.id)

    assert row_of(admin, gone.id).secret == ""
    with pytest.raises(NotFound):
        airtable.connection_for(admin, gone.id)
    assert [card.id for card in airtable.list_connections(admin)] == [other.id]
    assert acts(admin)[-1] == ("connection.removed", {"kind": "token"})


def test_a_base_is_read_through_the_connection_that_saw_it_first(admin: Actor, world: BenchBase) -> None:
    narrow = known_to(world, "patNarrow01234567.something", bases=[OTHER_BASE])
    first = airtable.add_token(admin, name="Narrow", token=narrow)
    second = airtable.add_token(admin, name="Wide", token=FULL)

    found = airtable.team_bases(admin)

    assert [(each.base.id, each.connection.connection_id) for each in found.bases] == [
        (OTHER_BASE, first.id),
        (BASE, second.id),
    ]
    assert airtable.connection_for(admin, base_id=OTHER_BASE).token == narrow
    assert airtable.connection_for(admin, base_id=BASE).token == FULL
    with pytest.raises(InvalidInput, match="several connections"):
        airtable.connection_for(admin)
    with pytest.raises(NotFound):
        airtable.connection_for(admin, base_id="appNobodySeesThis")


def test_a_connection_that_fails_is_not_replaced_by_another_that_sees_the_base(
    admin: Actor, world: BenchBase
) -> None:
    first = airtable.add_token(admin, name="First", token=FULL)
    airtable.add_token(admin, name="Second", token=READS)
    airtable.team_bases(admin)
    world.fault("revoked_token", path="/v0/meta/bases", count=1)

    found = airtable.team_bases(admin)

    assert found.bases == ()
    assert [(name, type(error)) for name, error in found.problems] == [("First", ConnectionRefused)]
    with pytest.raises(ConnectionRefused, match="First"):
        airtable.connection_for(admin, base_id=BASE)
    assert row_of(admin, first.id).state == "reconnect"


def test_a_base_that_its_connection_sees_no_more_goes_to_the_next(admin: Actor, world: BenchBase) -> None:
    first = airtable.add_token(admin, name="First", token=FULL)
    second = airtable.add_token(admin, name="Second", token=READS)
    airtable.team_bases(admin)
    world.server.call("POST", "/_control/tokens", json={"token": FULL, "bases": [OTHER_BASE]})

    airtable.team_bases(admin)

    with db.uow(admin, read_only=True) as unit:
        pins = {row.base_id: row.connection_id for row in unit.exec(select(SeenBase))}
    assert pins == {OTHER_BASE: first.id, BASE: second.id}


def test_a_revoked_token_asks_to_reconnect_once_and_is_not_sent_again(admin: Actor, world: BenchBase) -> None:
    card = airtable.add_token(admin, name="Sales", token=FULL)
    connection = airtable.connection_for(admin)
    world.fault("revoked_token", count=None)
    world.calls()

    with pytest.raises(ConnectionRefused, match="token"):
        airtable.list_bases(connection)
    with pytest.raises(ConnectionRefused, match="any more"):
        airtable.connection_for(admin)

    assert world.calls() == [("GET", 401)]
    assert row_of(admin, card.id).state == "reconnect"
    assert acts(admin)[-1] == ("connection.lost", {"kind": "token"})


def test_another_token_makes_it_ready_and_shares_nothing_that_was_remembered(admin: Actor) -> None:
    card = airtable.add_token(admin, name="Sales", token=FULL)
    before = airtable.connection_for(admin)

    again = airtable.reconnect_token(admin, card.id, token=READS)
    after = airtable.connection_for(admin)

    assert (again.id, again.state, after.token) == (card.id, "ready", READS)
    assert before.identity != after.identity
    assert acts(admin)[-1] == ("connection.reconnected", {"kind": "token"})


def test_a_call_under_way_goes_on_with_the_newer_token(admin: Actor, world: BenchBase) -> None:
    card = airtable.add_token(admin, name="Sales", token=READS)
    old = airtable.connection_for(admin)
    airtable.reconnect_token(admin, card.id, token=FULL)
    world.fault("revoked_token", count=1)

    assert len(airtable.list_bases(old)) == 2


def test_a_refused_write_is_remembered_until_the_connection_is_tested(admin: Actor, world: BenchBase) -> None:
    card = airtable.add_token(admin, name="Sales", token=READS)
    connection = airtable.connection_for(admin)

    with pytest.raises(ConnectionRefused, match="does not let"):
        airtable.update_records(connection, BASE, THINGS, {thing(1): {NAME: "x"}})
    learned = airtable.list_connections(admin)[0]
    tested = airtable.check_connection(admin, card.id)

    assert learned.refused == {BASE: ("data.records:write",)}
    assert (tested.connection.refused, tested.bases, tested.problem) == ({}, 2, "")


def test_used_up_calls_are_known_to_every_process_until_the_plan_is_raised(
    admin: Actor, world: BenchBase
) -> None:
    card = airtable.add_token(admin, name="Sales", token=FULL)
    world.fault("billing", count=1)
    with pytest.raises(TooMany):
        airtable.get_record(airtable.connection_for(admin), BASE, THINGS, thing(1))
    # As another process: what this one remembers is gone, and the row remains.
    _exhaustion.forget()
    world.calls()

    with pytest.raises(TooMany, match="no calls left"):
        airtable.get_record(airtable.connection_for(admin), BASE, THINGS, thing(1))
    refused = world.calls()
    tested = airtable.check_connection(admin, card.id)

    assert (refused, tested.problem, tested.connection.exhausted_until) == ([], "", None)
    assert airtable.get_record(airtable.connection_for(admin), BASE, THINGS, thing(1)).cells[COUNT] == 3


def test_a_test_says_what_is_wrong(admin: Actor, world: BenchBase) -> None:
    card = airtable.add_token(admin, name="Sales", token=FULL)
    world.fault("revoked_token", count=None)

    tested = airtable.check_connection(admin, card.id)

    assert (tested.connection.state, tested.bases) == ("reconnect", 0)
    assert "does not accept" in tested.problem


def test_without_any_connection_the_sentence_says_what_to_do(viewer: Actor) -> None:
    for ask in (airtable.connection_for, airtable.team_bases):
        with pytest.raises(Unavailable, match="No sandbox is running") as caught:
            ask(viewer)
        assert "Admin > Connections" in caught.value.user_text


def test_a_card_has_no_place_for_a_credential() -> None:
    assert {"secret", "token", "identity"} & ConnectionCard.model_fields.keys() == set()


def test_calls_are_counted_by_connection_base_and_feature(
    admin: Actor, stranger: Actor, world: BenchBase
) -> None:
    card = airtable.add_token(admin, name="Sales", token=FULL, plan_calls=100)
    connection = airtable.connection_for(admin)
    for _ in range(3):
        airtable.get_record(connection, BASE, THINGS, thing(1), feature="grid")
    airtable.list_bases(connection)

    budget = airtable.call_budget(admin)
    again = airtable.call_budget(admin)

    (calls,) = budget.connections
    assert (calls.connection_id, calls.plan, calls.calls, calls.today, calls.left) == (card.id, 100, 4, 4, 96)
    assert calls.by_base == {BASE: 3, "": 1}
    assert calls.by_feature == {"grid": 3, "list_bases": 1}
    assert (budget.calls, again) == (4, budget)
    assert (airtable.call_budget(stranger).calls, airtable.call_budget(stranger).connections) == (0, ())
