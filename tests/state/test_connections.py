"""The connections section through the real event pipeline: what it shows, and what never reaches a tab."""

import pytest

from app import airtable, config, db
from app.models import CallCount, utc_now
from app.state.connections import ConnectionsState
from tests.harness import databases
from tests.state.shown import plain

TOKEN = "patSales0123456789.0123456789abcdef"


@pytest.fixture(autouse=True)
def _airtable(database, redis_server, sandbox, monkeypatch):
    """The sandbox stands for Airtable too, and knows one token more."""
    sandbox.call("POST", "/_control/tokens", json={"token": TOKEN})
    monkeypatch.setenv("PLATFORM_AIRTABLE_URL", sandbox.url)
    config.reload()
    yield
    airtable.close()


async def opened(tab_of, actor):
    tab = tab_of(actor)
    await tab.open()
    await tab.fire(ConnectionsState.read())
    return tab


def lines(tab):
    return {line["name"]: line for line in plain(tab.see("connections_state").get("lines", []))}


def budget_of(tab, name):
    (budget,) = plain([tab.see("connections_state")["budget"]])
    return next(line for line in budget["lines"] if line["name"] == name)


async def test_connections_of_the_team_and_no_others_are_listed_with_the_bases_they_see(
    tab_of, admin, stranger
):
    airtable.add_token(admin, name="Sales", token=TOKEN)
    airtable.add_token(stranger, name="Foreign", token=TOKEN)

    tab = await opened(tab_of, admin)

    assert {name: line["condition"] for name, line in lines(tab).items()} == {
        "Sandbox": "works",
        "Sales": "works",
    }
    bases = tab.see("connections_state")["bases"]
    (seen,) = plain([bases[lines(tab)["Sales"]["id"]]])
    assert seen == {"names": ["Sales pipeline", "Team directory", "Airports"], "problem": ""}
    assert "Foreign" not in "".join(tab.frames)


async def test_token_never_reaches_a_tab(tab_of, admin):
    airtable.add_token(admin, name="Sales", token=TOKEN)

    tab = await opened(tab_of, admin)

    assert "Sales" in lines(tab)
    assert TOKEN[3:] not in "".join(tab.frames)
    assert TOKEN.partition(".")[2] not in "".join(tab.frames)


async def test_refused_token_shows_as_one_to_reconnect_and_works_again_with_another(tab_of, admin, sandbox):
    card = airtable.add_token(admin, name="Sales", token=TOKEN)
    sandbox.call(
        "POST", "/_control/faults", json={"kind": "revoked_token", "path": "/v0/meta/bases", "count": 2}
    )
    tab = await opened(tab_of, admin)
    assert lines(tab)["Sales"]["condition"] == "reconnect"
    assert lines(tab)["Sales"]["reason"].endswith("Give it a new token.")
    sandbox.call("DELETE", "/_control/faults")

    airtable.reconnect_token(admin, card.id, token=TOKEN)
    await tab.fire(ConnectionsState.changed())

    assert lines(tab)["Sales"]["condition"] == "works"


async def test_each_connection_is_asked_once_for_its_bases(tab_of, admin, sandbox):
    tab = await opened(tab_of, admin)
    card = airtable.add_token(admin, name="Sales", token=TOKEN)
    sandbox.forget_requests()

    await tab.fire(ConnectionsState.changed())
    await tab.fire(ConnectionsState.read())
    listed = [request["path"] for request in sandbox.requests()].count("/v0/meta/bases")
    await tab.fire(ConnectionsState.reconnected(card.id))

    asked = [request["path"] for request in sandbox.requests()].count("/v0/meta/bases")
    assert (listed, asked) == (1, 2)


async def test_connection_that_did_not_answer_is_asked_again_the_next_time(tab_of, admin, sandbox):
    card = airtable.add_token(admin, name="Sales", token=TOKEN)
    sandbox.call(
        "POST", "/_control/faults", json={"kind": "error", "path": "/v0/meta/bases", "method": "GET"}
    )
    tab = await opened(tab_of, admin)
    (before,) = plain([tab.see("connections_state")["bases"][card.id]])
    sandbox.call("DELETE", "/_control/faults")

    await tab.fire(ConnectionsState.read())

    (after,) = plain([tab.see("connections_state")["bases"][card.id]])
    assert (before["names"], bool(before["problem"])) == ([], True)
    assert after["names"] == ["Sales pipeline", "Team directory", "Airports"]


async def test_test_says_what_it_found_in_a_notice(tab_of, admin, sandbox):
    card = airtable.add_token(admin, name="Sales", token=TOKEN)
    tab = await opened(tab_of, admin)

    await tab.fire(ConnectionsState.test(card.id))
    works = tab.notice["title"]
    sandbox.call("POST", "/_control/faults", json={"kind": "unavailable", "path": "/v0/meta/whoami"})
    await tab.fire(ConnectionsState.test(card.id))
    sandbox.call("DELETE", "/_control/faults")

    assert (works, tab.notice["title"]) == ("Sales works.", "Sales does not work.")
    assert tab.see("connections_state")["testing"] == ""


async def test_name_and_plan_are_changed_together(tab_of, admin):
    card = airtable.add_token(admin, name="Sales", token=TOKEN)
    tab = await opened(tab_of, admin)

    await tab.fire(ConnectionsState.change(card.id, "Revenue", 1000))

    assert (lines(tab)["Revenue"]["plan_calls"], "Sales" in lines(tab)) == (1000, False)
    assert budget_of(tab, "Revenue")["plan"] == 1000


async def test_removed_connection_leaves_the_list(tab_of, admin):
    card = airtable.add_token(admin, name="Sales", token=TOKEN)
    tab = await opened(tab_of, admin)

    await tab.fire(ConnectionsState.remove(card.id))

    assert list(lines(tab)) == ["Sandbox"]
    assert tab.notice["title"] == "The connection is removed."


async def test_calls_of_the_month_are_told_by_feature(tab_of, admin):
    card = airtable.add_token(admin, name="Sales", token=TOKEN)
    airtable.flush_counts()
    with db.uow(admin) as unit:
        unit.add(
            CallCount(
                team_id=admin.team_id,
                connection_id=card.id,
                base_id="appMirrored000001",
                feature="mirror",
                day=utc_now().date(),
                calls=40,
            )
        )

    tab = await opened(tab_of, admin)

    told = budget_of(tab, "Sales")
    assert told["features"][0] == {"name": "Keeping mirrors fresh", "calls": 40}
    assert (told["plan"], told["outlook"].endswith("No limit is set.")) == (0, True)


async def test_page_says_that_redis_is_away_and_shows_the_rest(tab_of, admin, monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    databases.disconnect()
    config.reload()

    tab = await opened(tab_of, admin)

    (budget,) = plain([tab.see("connections_state")["budget"]])

    assert (budget["is_slow"], "Sandbox" in lines(tab)) == (True, True)


async def test_connection_of_another_team_looks_like_none(tab_of, admin, stranger):
    theirs = airtable.add_token(stranger, name="Foreign", token=TOKEN)
    tab = await opened(tab_of, admin)

    codes = []
    for event in (
        ConnectionsState.test(theirs.id),
        ConnectionsState.change(theirs.id, "Mine", 0),
        ConnectionsState.remove(theirs.id),
    ):
        await tab.fire(event)
        codes.append(tab.notice["code"])

    assert codes == ["not_found"] * 3
    assert [card.name for card in airtable.list_connections(stranger)] == ["Sandbox", "Foreign"]


@pytest.mark.parametrize("name", ["read", "read_bases", "reconnected", "test", "change", "remove"])
async def test_editor_reaches_nothing_of_it(tab_of, admin, editor, name):
    card = airtable.add_token(admin, name="Sales", token=TOKEN)
    arguments = {
        "test": [card.id],
        "reconnected": [card.id],
        "remove": [card.id],
        "change": [card.id, "Mine", 0],
    }
    tab = tab_of(editor)
    await tab.open()

    await tab.fire(getattr(ConnectionsState, name)(*arguments.get(name, [])))

    assert (tab.notice["code"], lines(tab)) == ("forbidden", {})
