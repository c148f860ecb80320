"""Which section of Admin is open, and for whom."""

import pytest

from app.state.admin import AdminState


@pytest.mark.parametrize(
    ("asked", "section"), [("", "members"), ("keys", "keys"), ("audit", "audit"), ("no such", "members")]
)
async def test_address_says_which_section_is_open(tab_of, owner, asked, section):
    tab = tab_of(owner)
    await tab.open()
    tab.query = {"s": asked} if asked else {}

    await tab.fire(AdminState.open_page())

    assert tab.see("admin_state")["section"] == section


async def test_section_of_the_address_is_filled(tab_of, owner):
    tab = tab_of(owner)
    await tab.open()
    tab.query = {"s": "keys"}

    await tab.fire(AdminState.open_page())

    assert tab.see("api_keys_state")["ready"] is True
    assert tab.see("members_state").get("ready", False) is False


async def test_mail_is_for_the_operator_only(tab_of, owner):
    tab = tab_of(owner)
    await tab.open()
    tab.query = {"s": "mail"}

    await tab.fire(AdminState.open_page())

    assert tab.see("admin_state")["section"] == "members"


async def test_whoever_types_the_address_without_the_role_gets_no_section_and_no_error(tab_of, owner, viewer):
    tab = tab_of(viewer)
    await tab.open()

    await tab.fire(AdminState.open_page())

    assert (tab.see("admin_state")["section"], tab.notice["title"]) == ("", "")
    assert "Olivia" not in "".join(tab.frames)
