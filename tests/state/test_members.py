"""The Members section through the real event pipeline: who sees and changes what, and what never reaches a tab."""

import pytest

from app import auth
from app.actor import Role
from app.errors import Unavailable
from app.state.members import MembersState
from app.state.session import SessionState
from tests.people import make_member
from tests.state.shown import plain

PAGE_OF_MEMBERS = 100


async def opened(tab_of, actor):
    tab = tab_of(actor)
    await tab.open()
    await tab.fire(MembersState.read())
    return tab


def people(tab) -> list[tuple[str, str]]:
    return [(member["name"], member["role"]) for member in plain(tab.see("members_state")["members"])]


async def test_members_and_invites_of_the_team_are_listed_and_no_others(tab_of, owner, admin, stranger):
    auth.invite(owner, email="ivy@example.test", role=Role.EDITOR)
    auth.invite(stranger, email="foreign@example.test", role=Role.EDITOR)

    tab = await opened(tab_of, admin)

    assert people(tab) == [("Adam", "admin"), ("Olivia", "owner")]
    assert [card["email"] for card in plain(tab.see("members_state")["invites"])] == ["ivy@example.test"]
    assert "Sasha" not in "".join(tab.frames)
    assert "foreign" not in "".join(tab.frames)


async def test_link_of_an_invite_never_reaches_a_tab(tab_of, owner):
    made = auth.invite(owner, email="ivy@example.test", role=Role.EDITOR)

    tab = await opened(tab_of, owner)

    assert made.link.rpartition("=")[2] not in "".join(tab.frames)


async def test_changed_role_is_shown_and_told(tab_of, owner, editor):
    tab = await opened(tab_of, owner)

    await tab.fire(MembersState.change_role(editor.person_id, "admin"))

    assert people(tab) == [("Edith", "admin"), ("Olivia", "owner")]
    assert (tab.notice["kind"], tab.notice["title"]) == ("ok", "Edith is an admin now.")


async def test_person_of_another_team_looks_like_nobody(tab_of, owner, stranger):
    tab = await opened(tab_of, owner)

    await tab.fire(MembersState.change_role(stranger.person_id, "viewer"))
    first = tab.notice["code"]
    await tab.fire(MembersState.remove(stranger.person_id))

    assert (first, tab.notice["code"]) == ("not_found", "not_found")
    assert auth.get_member(stranger, stranger.person_id).role is Role.OWNER


async def test_admin_does_not_change_the_owner(tab_of, owner, admin):
    tab = await opened(tab_of, admin)

    await tab.fire(MembersState.change_role(owner.person_id, "viewer"))

    assert tab.notice["code"] == "forbidden"
    assert auth.get_member(owner, owner.person_id).role is Role.OWNER


async def test_role_that_there_is_not_is_refused_before_the_handler(tab_of, owner, editor):
    tab = await opened(tab_of, owner)

    await tab.fire(MembersState.change_role(editor.person_id, "king"))

    assert tab.notice["code"] == "invalid_input"
    assert auth.get_member(owner, editor.person_id).role is Role.EDITOR


async def test_removed_member_leaves_the_list(tab_of, owner, editor):
    tab = await opened(tab_of, owner)

    await tab.fire(MembersState.remove(editor.person_id))

    assert people(tab) == [("Olivia", "owner")]


async def test_given_team_makes_the_giver_an_admin(tab_of, owner, editor):
    tab = await opened(tab_of, owner)

    await tab.fire(MembersState.transfer(editor.person_id))
    await tab.fire(SessionState.look_again())

    assert people(tab) == [("Edith", "owner"), ("Olivia", "admin")]
    assert tab.see("session_state")["role"] == "admin"


async def test_revoked_invite_leaves_the_list(tab_of, owner):
    made = auth.invite(owner, email="ivy@example.test", role=Role.EDITOR)
    tab = await opened(tab_of, owner)

    await tab.fire(MembersState.revoke_invite(made.invite.id))

    assert plain(tab.see("members_state")["invites"]) == []


async def test_more_members_follow_the_first_page(tab_of, owner, team_id):
    for number in range(PAGE_OF_MEMBERS):
        make_member(team_id, f"Person{number:03}", Role.VIEWER)
    tab = await opened(tab_of, owner)
    first = people(tab)

    await tab.fire(MembersState.read_more_members())

    assert (len(first), len(people(tab))) == (PAGE_OF_MEMBERS, PAGE_OF_MEMBERS + 1)
    assert tab.see("members_state")["more_members"] == ""


@pytest.mark.parametrize(
    "name", ["read", "read_more_members", "read_more_invites", "revoke_invite", "remove"]
)
async def test_viewer_reaches_nothing_of_it(tab_of, owner, viewer, name):
    tab = tab_of(viewer)
    await tab.open()
    tab.frames.clear()
    arguments = [owner.person_id] if name in {"revoke_invite", "remove"} else []

    await tab.fire(getattr(MembersState, name)(*arguments))

    assert tab.notice["code"] == "forbidden"
    assert "Olivia" not in "".join(tab.frames)


async def test_news_of_a_change_are_silent_in_tabs_that_do_not_show_the_list(tab_of, owner, viewer):
    tab = tab_of(viewer)
    await tab.open()

    await tab.fire(MembersState.changed())

    assert (tab.notice["title"], plain(tab.see("members_state")["members"])) == ("", [])


async def test_news_of_a_change_bring_the_list_up_to_date(tab_of, owner, team_id):
    tab = await opened(tab_of, owner)
    make_member(team_id, "Nina", Role.VIEWER)

    await tab.fire(MembersState.changed())

    assert people(tab) == [("Nina", "viewer"), ("Olivia", "owner")]


async def test_list_that_cannot_be_read_says_why_in_its_place(tab_of, owner, monkeypatch):
    def away(*_args, **_kwargs):
        raise Unavailable("The database does not answer.", what_to_do="Try again.")

    monkeypatch.setattr(auth, "list_members", away)
    tab = await opened(tab_of, owner)

    seen = tab.see("members_state")
    assert (seen["ready"], seen["trouble"], seen["trouble_code"]) == (
        False,
        "The database does not answer. Try again.",
        "unavailable",
    )


async def test_list_that_is_there_stays_when_it_cannot_be_read_again(tab_of, owner, editor, monkeypatch):
    def away(*_args, **_kwargs):
        raise Unavailable("The database does not answer.", what_to_do="Try again.")

    tab = await opened(tab_of, owner)
    monkeypatch.setattr(auth, "list_members", away)
    await tab.fire(MembersState.read())

    assert people(tab) == [("Edith", "editor"), ("Olivia", "owner")]
    assert (tab.notice["code"], tab.see("members_state")["trouble"]) == ("unavailable", "")


async def test_role_that_sinks_takes_the_lists_out_of_the_open_tab(tab_of, owner, admin):
    tab = await opened(tab_of, admin)
    auth.change_role(owner, admin.person_id, Role.EDITOR)

    await tab.fire(SessionState.look_again())

    assert tab.see("session_state")["role"] == "editor"
    assert (people(tab), tab.see("members_state")["ready"]) == ([], False)


async def test_role_that_rises_opens_the_page_again(tab_of, owner, editor):
    tab = tab_of(editor)
    tab.path = "/admin"
    await tab.open()
    assert tab.see("admin_state")["section"] == ""
    auth.change_role(owner, editor.person_id, Role.ADMIN)

    await tab.fire(SessionState.look_again())

    assert tab.see("admin_state")["section"] == "members"
    assert people(tab) == [("Edith", "admin"), ("Olivia", "owner")]
