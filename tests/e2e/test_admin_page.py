"""Admin as owners and admins use it: people, keys, audit, and the life of a team."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import (
    expect_section,
    invite,
    is_as_wide_as_the_screen,
    member_row,
    open_section,
    primary,
    section_of,
)
from tests.e2e.chatting import open_start
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, Visit, sign_in
from tests.harness.stack import Stack

SECTIONS = ("Members", "Models", "API keys", "Audit", "Team")


@pytest.fixture
def visit(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Visit:
    """The owner in Admin > Members, on a wide screen."""
    return section_of(open_page, stack, people[0], "admin", "Members")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_every_section_fits(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot, width: str, theme: str
) -> None:
    page = section_of(open_page, stack, people[0], "admin", "Members", width=width, theme=theme).page

    for title in SECTIONS:
        open_section(page, "admin", title)

        assert is_as_wide_as_the_screen(page), title
        shoot(page, title)


def test_viewer_who_types_the_address_reads_why_not(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    visit = open_page(stack)
    page = visit.page
    sign_in(page, stack, people[-1])

    page.goto("/admin/?s=audit")

    expect(page.get_by_role("heading", name="Admin is for owners and admins")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text=re.compile("."))).to_have_count(0)
    expect(primary(page).get_by_role("link", name="Admin")).to_have_count(0)
    expect(page.get_by_role("complementary")).to_have_count(0)
    assert not any(people[0].email in frame for frame in visit.watch.frames)
    page.keyboard.press("Control+k")
    page.get_by_placeholder("Search tables, threads").fill("settings")
    expect(page.get_by_role("option", name="Settings: Sessions")).to_be_visible()
    page.get_by_placeholder("Search tables, threads").fill("admin")
    expect(page.get_by_role("option")).to_have_count(0)


def test_palette_leads_to_a_section(visit: Visit) -> None:
    page = visit.page

    page.keyboard.press("Control+k")
    page.get_by_placeholder("Search tables, threads").fill("admin audit")
    page.get_by_role("option", name="Admin: Audit").click()

    expect_section(page, "Audit")


def test_role_menu_is_walked_by_keyboard_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit.page
    button = member_row(page, "Victor").get_by_role("button", name="Viewer: role of")
    button.focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemradio", name="Owner")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitemradio", name="Viewer", checked=True)).to_be_focused()
    page.keyboard.press("Escape")

    expect(button).to_be_focused()


def test_nothing_is_offered_to_be_done_to_oneself(visit: Visit) -> None:
    expect(member_row(visit.page, "Olivia").get_by_role("button")).to_have_count(0)


def test_question_says_what_will_happen_and_escape_leaves_everything_as_it_was(visit: Visit) -> None:
    page = visit.page
    button = member_row(page, "Victor").get_by_role("button", name="Actions for")
    button.click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(dialog(page).get_by_role("heading", name="Remove Victor Viewer from Northwind?")).to_be_visible()
    expect(dialog(page)).to_contain_text("lose this team at once")
    expect(dialog(page).get_by_role("button", name="Cancel")).to_be_focused()

    page.keyboard.press("Escape")

    expect(button).to_be_focused()
    expect(member_row(page, "Victor")).to_be_visible()


def test_wrong_password_is_told_in_the_dialog_and_does_nothing(visit: Visit) -> None:
    page = visit.page
    visit.watch.expect("422 (Unprocessable")
    member_row(page, "Adam").get_by_role("button", name="Actions for").click()
    page.get_by_role("menuitem", name="Give the team away").click()

    dialog(page).get_by_label("Your password").fill("not the password at all")
    dialog(page).get_by_role("button", name="Give the team away").click()

    expect(dialog(page).get_by_role("alert")).to_contain_text("The password is not right.")
    expect(dialog(page).get_by_label("Your password")).to_have_value("")
    page.keyboard.press("Escape")
    expect(member_row(page, "Olivia")).to_contain_text("Owner")


def test_invite_of_a_member_says_so_and_keeps_what_was_typed(
    visit: Visit, people: list[SeededPerson]
) -> None:
    page = visit.page
    visit.watch.expect("409 (Conflict)")
    page.get_by_role("button", name="Invite", exact=True).click()

    dialog(page).get_by_label("E-mail").fill(people[2].email)
    dialog(page).get_by_role("button", name="Invite").click()

    expect(dialog(page).get_by_role("alert")).to_contain_text("conflict")
    expect(dialog(page).get_by_label("E-mail")).to_have_value(people[2].email)


def test_link_of_an_invite_is_shown_once_and_revoked_in_a_moment(visit: Visit) -> None:
    page = visit.page

    link = invite(page, "ivy@example.test", "editor")
    row = (
        page.get_by_role("table", name="Open invites").get_by_role("row").filter(has_text="ivy@example.test")
    )
    expect(row).to_contain_text("in 7 days")
    secret = link.rpartition("token=")[2]
    assert secret not in page.content()
    assert not any(secret in frame for frame in visit.watch.frames)

    row.get_by_role("button", name="Revoke").click()
    dialog(page).get_by_role("button", name="Revoke invite").click()

    expect(row).to_have_count(0)
    assert page.request.get(link).status == 404


def test_api_key_is_shown_once_works_and_is_revoked(visit: Visit, shoot: Shoot) -> None:
    page = visit.page
    visit.watch.expect("401 (Unauthorized)")
    open_section(page, "admin", "API keys")
    page.get_by_role("button", name="Make a key").click()
    dialog(page).get_by_label("Name").fill("Nightly export")
    dialog(page).get_by_label("It ends after").select_option("7")
    confirm = dialog(page).get_by_role("checkbox", name="This client may confirm")
    expect(confirm).to_be_disabled()
    dialog(page).get_by_label("It may").select_option("write")
    confirm.check()
    shoot(page, "api-key-dialog")
    dialog(page).get_by_label("Name").press("Enter")
    secret = dialog(page).get_by_label("API key", exact=True).inner_text()
    dialog(page).get_by_role("button", name="Done").click()

    expect(page.get_by_role("button", name="Make a key")).to_be_focused()
    row = page.get_by_role("table", name="API keys").get_by_role("row").filter(has_text="Nightly export")
    expect(row).to_contain_text("in 7 days")
    expect(row).to_contain_text("asks in its client")
    assert secret.startswith("pyair_")
    assert secret not in page.content()
    assert not any(secret in frame for frame in visit.watch.frames)
    assert status_with(page, secret) == 200

    row.get_by_role("button", name="Revoke").click()
    dialog(page).get_by_role("button", name="Revoke key").click()

    expect(row).to_have_count(0)
    assert status_with(page, secret) == 401


def status_with(page: Page, key: str) -> int:
    """What the key gets from another browser's point of view: without the cookie."""
    script = """async (key) =>
        (await fetch("/api/v1/members", { credentials: "omit", headers: { "x-api-key": key } })).status"""
    return int(page.evaluate(script, key))


def test_audit_is_read_filtered_opened_and_taken_along(visit: Visit) -> None:
    page = visit.page
    open_section(page, "admin", "Audit")
    acts = page.get_by_role("list", name="Acts").get_by_role("listitem")
    expect(acts.first).to_contain_text("Olivia Owner")
    expect(page.get_by_text("Chain verified")).to_be_visible()

    page.get_by_label("Act", exact=True).select_option("team.made")
    expect(acts).to_have_count(1)
    acts.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(acts.get_by_role("definition").filter(has_text="team.made")).to_be_visible()

    with page.expect_download() as taken:
        page.get_by_role("link", name="Export").click()
    lines = taken.value.path().read_text().splitlines()
    assert '"act":"team.made"' in lines[0].replace(" ", "")


def test_team_is_made_switched_to_renamed_exported_and_deleted(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot
) -> None:
    visit = section_of(open_page, stack, people[0], "settings", "Teams")
    page, other = visit.page, visit.context.new_page()
    page.get_by_role("button", name="New team").click()
    dialog(page).get_by_label("Name").fill("Annex")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Teams").get_by_role("listitem")).to_have_count(2)

    switch_by_the_menu(page, "Annex", shoot)
    open_start(other)
    open_section(page, "admin", "Team")
    page.get_by_label("Name of the team").fill("Annex Two")
    page.keyboard.press("Enter")
    other.bring_to_front()
    expect(other.get_by_role("complementary", name="Chat list")).to_contain_text("Annex Two")

    page.bring_to_front()
    delete_the_team(page, "Annex Two", people[0].password)
    expect(page.get_by_label("Password")).to_be_visible()
    other.bring_to_front()
    expect(other.get_by_label("Password")).to_be_visible()


def switch_by_the_menu(page: Page, team: str, shoot: Shoot) -> None:
    page.get_by_role("button", name="Account").first.click()
    expect(page.get_by_role("menuitemradio", name="Northwind", checked=True)).to_be_visible()
    shoot(page, "account menu")
    page.get_by_role("menuitemradio", name=team).click()
    expect(
        page.get_by_role("list", name="Teams").get_by_role("listitem").filter(has_text=team)
    ).to_contain_text("Current")


def delete_the_team(page: Page, name: str, password: str) -> None:
    expect(page.get_by_role("button", name="Delete")).to_be_disabled()
    page.get_by_role("button", name="Export").click()
    dialog(page).get_by_label("Your password").fill(password)
    with page.expect_download() as taken:
        dialog(page).get_by_role("button", name="Export").click()
    assert name in taken.value.path().read_text()

    page.get_by_role("button", name="Delete").click()
    confirm = dialog(page).get_by_role("button", name="Delete team")
    dialog(page).get_by_label("Your password").fill(password)
    expect(confirm).to_be_disabled()
    dialog(page).get_by_label(f"Type {name}").fill(name)
    confirm.click()
