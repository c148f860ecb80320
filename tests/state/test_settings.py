"""The settings of a person through the real event pipeline."""

from datetime import timedelta

import pytest

from app import audit, auth, db
from app.actor import Actor
from app.models import Session, utc_now
from app.state.session import SessionState
from app.state.settings import SettingsState
from app.state.shell import ShellState
from tests.sessions import begin_session
from tests.state.shown import plain


async def opened(tab_of, actor, section: str = ""):
    tab = tab_of(actor)
    await tab.open()
    tab.query = {"s": section} if section else {}
    await tab.fire(SettingsState.open_page())
    return tab


def long_ago_confirmed(tab) -> None:
    with db.uow(Actor.system("test")) as unit:
        row = unit.get_one(Session, tab.session_id)
        row.confirmed_at = utc_now() - timedelta(days=1)
        unit.add(row)
    auth.forget(session_id=tab.session_id)


@pytest.mark.parametrize(("asked", "section"), [("", "profile"), ("teams", "teams"), ("../x", "profile")])
async def test_address_says_which_section_is_open(tab_of, viewer, asked, section):
    tab = await opened(tab_of, viewer, asked)

    assert tab.see("settings_state")["section"] == section


async def test_sessions_are_ones_own_and_this_browser_is_marked(tab_of, owner, editor):
    begin_session(editor)
    other = begin_session(owner)

    tab = await opened(tab_of, owner, "sessions")

    shown = plain(tab.see("settings_state")["sessions"])
    assert {card["id"]: card["is_current"] for card in shown} == {
        tab.session_id: True,
        other.session_id: False,
    }


async def test_session_that_is_ended_is_over_and_leaves_the_list(tab_of, owner):
    other = begin_session(owner)
    tab = await opened(tab_of, owner, "sessions")

    await tab.fire(SettingsState.end_session(other.session_id))

    assert [card["is_current"] for card in plain(tab.see("settings_state")["sessions"])] == [True]
    assert auth.session_by_id(other.session_id) is None


async def test_act_of_a_page_is_written_down_with_its_address(tab_of, owner):
    tab = await opened(tab_of, owner)

    await tab.fire(SettingsState.rename("Olivia the Second"))

    (entry,) = audit.list_events(owner, act="person.renamed").items
    assert (entry.door, entry.personal["address"]) == ("page", "127.0.0.1")


async def test_session_of_somebody_else_is_not_ended(tab_of, viewer, owner):
    theirs = begin_session(owner)
    tab = await opened(tab_of, viewer, "sessions")

    await tab.fire(SettingsState.end_session(theirs.session_id))

    assert tab.notice["code"] in {"forbidden", "not_found"}
    assert auth.session_by_id(theirs.session_id) is not None


async def test_all_others_end_and_this_one_stays(tab_of, owner, editor):
    others = [begin_session(owner), begin_session(owner)]
    theirs = begin_session(editor)
    tab = await opened(tab_of, owner, "sessions")

    await tab.fire(SettingsState.end_other_sessions())

    assert [auth.session_by_id(other.session_id) for other in others] == [None, None]
    assert auth.session_by_id(theirs.session_id) is not None
    assert (tab.notice["title"], tab.see("session_state")["ended"]) == ("2 sessions have ended.", False)


async def test_new_name_is_seen_at_once(tab_of, viewer):
    tab = await opened(tab_of, viewer)

    await tab.fire(SettingsState.rename("Victoria Viewer"))

    seen = tab.see("session_state")
    assert (seen["person_name"], seen["initials"]) == ("Victoria Viewer", "VV")


async def test_other_address_asks_for_the_password_when_it_was_given_long_ago(tab_of, viewer):
    tab = await opened(tab_of, viewer)
    long_ago_confirmed(tab)

    await tab.fire(SettingsState.change_email("victoria@example.test"))

    assert tab.notice["code"] == "confirm_password"
    assert tab.see("session_state")["person_email"] == "victor@example.test"


async def test_other_address_waits_for_its_link(tab_of, viewer):
    tab = await opened(tab_of, viewer)

    await tab.fire(SettingsState.change_email("victoria@example.test"))

    assert (tab.notice["kind"], tab.notice["title"]) == ("ok", "The link is on its way.")
    assert tab.see("session_state")["person_email"] == "victor@example.test"
    assert "token=" not in "".join(tab.frames)


async def test_team_that_was_made_is_in_the_menu(tab_of, owner):
    tab = await opened(tab_of, owner, "teams")

    await tab.fire(SettingsState.make_team("Annex"))

    teams = [(team["name"], team["role"]) for team in plain(tab.see("shell_state")["teams"])]
    assert teams == [("Annex", "owner"), ("Northwind", "owner")]


async def test_viewer_makes_no_team(tab_of, viewer):
    tab = await opened(tab_of, viewer, "teams")

    await tab.fire(SettingsState.make_team("Annex"))

    assert tab.notice["code"] == "forbidden"


async def test_left_team_ends_the_tab(tab_of, owner, viewer):
    tab = await opened(tab_of, viewer, "teams")

    await tab.fire(SettingsState.leave_team())

    assert (tab.see("session_state")["ended"], tab.see("session_state")["team_name"]) == (True, "")
    assert plain(tab.see("shell_state")["teams"]) == []


async def test_last_owner_does_not_leave(tab_of, owner, viewer):
    tab = await opened(tab_of, owner, "teams")

    await tab.fire(SettingsState.leave_team())

    assert (tab.notice["code"], tab.see("session_state")["ended"]) == ("conflict", False)


async def test_deleted_account_ends_every_tab_of_it(tab_of, owner, viewer):
    tab, other = await opened(tab_of, viewer), await opened(tab_of, viewer)

    await tab.fire(SettingsState.erase())
    await other.fire(SessionState.look_again())

    assert (tab.see("session_state")["ended"], other.see("session_state")["ended"]) == (True, True)


async def test_account_is_not_deleted_without_a_fresh_password(tab_of, owner, viewer):
    tab = await opened(tab_of, viewer)
    long_ago_confirmed(tab)

    await tab.fire(SettingsState.erase())

    assert (tab.notice["code"], tab.see("session_state")["ended"]) == ("confirm_password", False)


async def test_somebody_else_at_the_tab_sees_no_session_or_team_of_the_one_before(tab_of, owner, stranger):
    tab = await opened(tab_of, owner, "sessions")
    await tab.fire(ShellState.open_frame())
    tab.session_id = begin_session(stranger).session_id
    tab.state.clear()
    tab.frames.clear()

    await tab.open()

    assert "Northwind" not in "".join(tab.frames)
    assert plain(tab.see("settings_state")["sessions"]) == []
