"""What the frame asks of the server: the teams of the account menu."""

from app import auth, db, notifications
from app.actor import Actor
from app.state.shell import ShellState
from tests.factories import make_plan
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


async def test_what_waits_is_counted_once_and_sent_only_when_it_changes(tab_of, editor, admin, owner):
    tab = tab_of(editor)
    await tab.open()
    plan = make_plan(admin, asked_person_id=editor.person_id)
    make_plan(admin, asked_person_id=owner.person_id)
    with db.uow(Actor.system("test")) as session:
        for kind in ("approval_asked", "run_ended"):
            notifications.post(
                session, editor.team_id, {editor.person_id}, kind=kind, title=plan.title, key=kind
            )

    await tab.fire(ShellState.count_waiting())
    counted = tab.see("shell_state")["waiting"]
    tab.frames.clear()
    await tab.fire(ShellState.count_waiting())

    # The plan that waits, and the run that ended; who is asked is told of the plan, and counts it once.
    assert counted == 2
    assert "waiting" not in "".join(tab.frames)
