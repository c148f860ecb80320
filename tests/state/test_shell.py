"""What the frame asks of the server: the teams of the account menu."""

from app import auth
from app.state.shell import ShellState
from tests.state.shown import plain


def teams(tab) -> list[tuple[str, bool]]:
    return [(team["name"], team["is_current"]) for team in plain(tab.see("shell_state")["teams"])]


async def test_account_menu_has_ones_own_teams_and_marks_the_current_one(tab_of, owner, stranger):
    auth.make_team(owner, "Annex")
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(ShellState.open_frame())

    assert teams(tab) == [("Annex", False), ("Northwind", True)]
    assert "Contoso" not in "".join(tab.frames)


async def test_teams_are_read_again_when_one_changed_and_sent_only_then(tab_of, owner):
    tab = tab_of(owner)
    await tab.open()
    await tab.fire(ShellState.open_frame())
    tab.frames.clear()
    await tab.fire(ShellState.open_frame())
    unchanged = "Northwind" in "".join(tab.frames)
    auth.make_team(owner, "Annex")

    await tab.fire(ShellState.open_frame())

    assert unchanged is False
    assert teams(tab) == [("Annex", False), ("Northwind", True)]
