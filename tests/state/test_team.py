"""The team section through the real event pipeline: its name, when it was exported, and its end."""

import pytest

from app import auth
from app.actor import Role
from app.errors import NotFound
from app.state.session import SessionState
from app.state.team import TeamState
from tests.people import confirmed


async def opened(tab_of, actor):
    tab = tab_of(actor)
    await tab.open()
    await tab.fire(TeamState.read())
    return tab


async def test_new_name_is_seen_at_once(tab_of, admin):
    tab = await opened(tab_of, admin)

    await tab.fire(TeamState.rename("Southwind"))

    assert tab.see("session_state")["team_name"] == "Southwind"
    assert tab.notice["title"] == "The team is called Southwind now."


async def test_name_that_is_none_is_refused_with_what_to_do(tab_of, admin):
    tab = await opened(tab_of, admin)

    await tab.fire(TeamState.rename("   "))

    assert (tab.notice["code"], tab.see("session_state")["team_name"]) == ("invalid_input", "Northwind")


async def test_last_export_is_shown(tab_of, owner):
    tab = await opened(tab_of, owner)
    before = tab.see("team_state")["exported_at"]
    list(auth.export_team(confirmed(owner)))

    await tab.fire(TeamState.read())

    assert before == ""
    assert tab.see("team_state")["exported_at"] > "2026"
    assert tab.see("team_state")["team_id"] == owner.team_id


async def test_team_is_not_deleted_without_an_export(tab_of, owner):
    tab = await opened(tab_of, owner)

    await tab.fire(TeamState.delete("Northwind"))

    assert tab.notice["code"] == "conflict"
    assert [team.name for team in auth.list_teams(owner)] == ["Northwind"]


async def test_deleted_team_ends_the_tab(tab_of, owner, editor):
    auth.make_team(owner, "Second")
    list(auth.export_team(confirmed(owner)))
    tab = await opened(tab_of, owner)

    await tab.fire(TeamState.delete("Northwind"))

    assert tab.see("session_state")["ended"] is True
    with pytest.raises(NotFound):
        auth.get_member(owner, editor.person_id)


@pytest.mark.parametrize(("name", "argument"), [("rename", "Mine"), ("delete", "Northwind")])
async def test_editor_changes_nothing(tab_of, editor, name, argument):
    tab = tab_of(editor)
    await tab.open()

    await tab.fire(getattr(TeamState, name)(argument))

    assert (tab.notice["code"], tab.see("session_state")["team_name"]) == ("forbidden", "Northwind")


async def test_admin_does_not_delete_the_team(tab_of, owner, admin):
    list(auth.export_team(confirmed(owner)))
    tab = await opened(tab_of, admin)

    await tab.fire(TeamState.delete("Northwind"))

    assert tab.notice["code"] == "forbidden"


async def test_role_that_was_given_meanwhile_is_enough(tab_of, owner, editor):
    tab = tab_of(editor)
    await tab.open()
    auth.change_role(owner, editor.person_id, Role.ADMIN)

    await tab.fire(SessionState.look_again())
    await tab.fire(TeamState.rename("Ours"))

    assert tab.see("session_state")["team_name"] == "Ours"
