"""Settings as everybody uses them, and that no page moves while it is filled."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accounts import expect_section, is_as_wide_as_the_screen, open_section, primary, section_of
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, Visit, sign_in
from tests.harness.stack import Stack

SECTIONS = ("Profile", "Password", "Sessions", "API keys", "Teams", "Appearance", "Delete account")
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifted += entry.value)))
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def visit(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Visit:
    """The viewer in Settings > Profile, on a wide screen."""
    return section_of(open_page, stack, people[-1], "settings", "Profile")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_every_section_fits(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot, width: str, theme: str
) -> None:
    page = section_of(open_page, stack, people[-1], "settings", "Profile", width=width, theme=theme).page

    for title in SECTIONS:
        open_section(page, "settings", title)

        assert is_as_wide_as_the_screen(page), title
        shoot(page, title)


@pytest.mark.parametrize("width", ["wide", "phone"])
@pytest.mark.parametrize(
    ("address", "title"),
    [("/settings/?s=sessions", "Sessions"), ("/admin/?s=members", "Members"), ("/admin/?s=audit", "Audit")],
)
def test_nothing_moves_while_a_page_is_filled(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], address: str, title: str, width: str
) -> None:
    visit = open_page(stack, width=width)
    page = visit.page
    sign_in(page, stack, people[0])
    page.goto("/settings/")
    expect(primary(page).get_by_role("link", name="Admin")).to_be_visible()
    visit.context.add_init_script(SHIFTS)

    page.goto(address)
    expect_section(page, title)

    assert page.evaluate("window.shifted") < 0.05


def test_new_name_is_seen_in_every_tab(visit: Visit) -> None:
    page, other = visit.page, visit.context.new_page()
    open_section(other, "settings", "Sessions")

    rename(page, "Victoria Viewer")

    other.bring_to_front()
    expect(other.get_by_role("button", name="Account: Victoria Viewer").first).to_be_visible()
    page.bring_to_front()
    rename(page, "Victor Viewer")


def rename(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Account: {name}").first).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()


def test_theme_is_chosen_and_kept(visit: Visit) -> None:
    page = visit.page
    open_section(page, "settings", "Appearance")
    expect(page.get_by_role("radio", name="As the system")).to_be_checked()

    page.get_by_role("radio", name="As the system").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("html")).to_have_class("dark")
    page.reload()

    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    expect(page.locator("html")).to_have_class("dark")


def test_right_panel_is_chosen_here_and_found_so_in_the_chat(visit: Visit) -> None:
    page = visit.page
    open_section(page, "settings", "Appearance")

    page.get_by_role("radio", name="Closed").check()
    page.goto("/chat/")

    expect(page.get_by_label("Message")).to_be_visible()
    expect(page.get_by_role("complementary", name="Run details")).to_be_hidden()


def test_other_address_asks_for_the_password_in_place(visit: Visit, people: list[SeededPerson]) -> None:
    page = visit.page
    visit.watch.expect("422 (Unprocessable")
    page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog", name="Change your e-mail")
    dialog.get_by_label("New e-mail").fill("victoria@northwind.example")
    dialog.get_by_label("Your password").fill("not the password at all")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("The password is not right.")
    expect(dialog.get_by_label("New e-mail")).to_have_value("victoria@northwind.example")

    dialog.get_by_label("Your password").fill(people[-1].password)
    page.keyboard.press("Enter")

    expect(page.get_by_text("The link is on its way.")).to_be_visible()
    expect(dialog).to_be_hidden()
    assert not any(people[-1].password in frame for frame in visit.watch.frames)


def test_account_is_not_deleted_before_everything_is_typed(visit: Visit, people: list[SeededPerson]) -> None:
    page = visit.page
    open_section(page, "settings", "Delete account")
    page.get_by_role("button", name="Delete account").click()
    dialog = page.get_by_role("dialog")
    confirm = dialog.get_by_role("button", name="Delete account")

    dialog.get_by_label("Your password").fill(people[-1].password)
    expect(confirm).to_be_disabled()
    dialog.get_by_label(f"Type {people[-1].email}").fill(people[-1].email)
    expect(confirm).to_be_enabled()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Delete account")).to_be_focused()


def test_message_that_was_shown_is_not_shown_again_by_a_reload(visit: Visit) -> None:
    page = visit.page
    rename(page, "Victor Viewer the Second")
    expect(page.get_by_text("Your name is changed.")).to_be_visible()

    page.reload()
    rename(page, "Victor Viewer")

    expect(page.get_by_text("Your name is changed.")).to_have_count(1)


def test_password_is_changed_on_a_plain_page(visit: Visit) -> None:
    page = visit.page
    open_section(page, "settings", "Password")

    page.get_by_role("link", name="Change password").click()

    expect(page.get_by_label("New password")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
