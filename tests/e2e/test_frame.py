"""The frame around every page: keys, panels, dialogs, where the focus goes, and pages that are not there."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.chatting import ask_to_the_end, chat_of, delete, message_field, open_start, thread, threads
from tests.e2e.conftest import OpenPage, SeededPerson, Visit
from tests.harness.stack import Stack

PALETTE = "Command palette"


@pytest.fixture
def visit(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Visit:
    """The viewer on the start page of the chat, on a wide screen."""
    return chat_of(open_page, stack, people[3])


@pytest.fixture
def phone(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Visit:
    """The viewer on the start page of the chat, on a phone."""
    return chat_of(open_page, stack, people[3], width="phone")


def dialog(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name=name)


def test_palette_opens_over_the_composer_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit.page
    message_field(page).press_sequentially("half a ")

    page.keyboard.press("Control+k")
    expect(page.get_by_placeholder("Search tables, threads")).to_be_focused()
    page.keyboard.press("Escape")

    expect(message_field(page)).to_be_focused()
    page.keyboard.type("question")
    expect(message_field(page)).to_have_value("half a question")


def test_first_letters_after_the_shortcut_are_not_lost(visit: Visit) -> None:
    page = visit.page

    page.keyboard.press("Control+k")
    page.keyboard.type("theme")

    expect(page.get_by_placeholder("Search tables, threads")).to_have_value("theme")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_class("dark")


def test_shortcuts_are_listed_by_the_question_mark_and_closed_by_escape(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Search and commands").focus()

    page.keyboard.press("?")
    expect(dialog(page, "Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")

    expect(dialog(page, "Keyboard shortcuts")).to_be_hidden()
    expect(page.get_by_role("button", name="Search and commands")).to_be_focused()


def test_escape_closes_the_top_thing_only(phone: Visit) -> None:
    page = phone.page
    ask_to_the_end(page, "How many won deals are there by owner?")
    page.get_by_role("button", name="Open the list").click()
    page.get_by_role("button", name="Actions for").first.click()
    expect(page.get_by_role("menuitem", name="Rename")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_hidden()
    expect(threads(page).first).to_be_in_viewport()
    page.keyboard.press("Control+k")
    expect(page.get_by_placeholder("Search tables, threads")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog(page, PALETTE)).to_be_hidden()
    expect(threads(page).first).to_be_in_viewport()

    page.keyboard.press("Escape")
    expect(threads(page).first).not_to_be_in_viewport()
    expect(page.get_by_role("button", name="Open the list")).to_be_focused()


def test_drawer_closes_by_itself_when_a_thread_is_picked(phone: Visit) -> None:
    page = phone.page
    ask_to_the_end(page, "How many won deals are there?")
    open_start(page)
    page.get_by_role("button", name="Open the list").click()

    threads(page).first.click()

    expect(threads(page).first).not_to_be_in_viewport()
    expect(page.get_by_role("log").locator(".bubble")).to_have_text(["How many won deals are there?"])


def test_question_whether_to_delete_gives_the_focus_back(visit: Visit) -> None:
    page = visit.page
    ask_to_the_end(page, "How many accounts are there per owner?")
    page.get_by_role("button", name="Actions for How many accounts are there per owner?").click()
    expect(page.get_by_role("menuitem", name="Pin")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()

    page.keyboard.press("Escape")

    expect(
        page.get_by_role("button", name="Actions for How many accounts are there per owner?")
    ).to_be_focused()


def test_focus_stays_in_the_list_when_a_thread_goes(visit: Visit) -> None:
    page = visit.page
    ask_to_the_end(page, "How many contacts are there per region?")
    open_start(page)

    delete(page, "How many contacts are there per region?")

    expect(page.get_by_role("navigation", name="Threads")).to_be_focused()


@pytest.mark.parametrize(
    ("key", "title"), [("Enter", "Another name"), ("Escape", "How many deals are there?")]
)
def test_row_has_the_focus_after_its_name_was_typed(visit: Visit, key: str, title: str) -> None:
    page = visit.page
    ask_to_the_end(page, "How many deals are there?")
    page.get_by_role("button", name="Actions for How many deals are there?").first.click()
    expect(page.get_by_role("menuitem", name="Pin")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Thread title").fill("Another name")

    page.keyboard.press(key)

    expect(thread(page, title).first).to_be_focused()


def test_inspector_stays_as_it_was_left(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("Control+.")
    expect(page.get_by_role("complementary", name="Run details")).to_be_hidden()

    page.reload()

    expect(page.get_by_role("complementary", name="Run details")).to_be_hidden()


@pytest.mark.parametrize("width", ["wide", "phone"])
def test_address_of_no_page_leads_back(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], width: str
) -> None:
    visit = chat_of(open_page, stack, people[3], width=width)
    visit.watch.expect("404 (Not Found)")
    page = visit.page

    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="There is no page at this address")).to_be_visible()
    page.get_by_role("link", name="Go to chat").click()

    expect(message_field(page)).to_be_visible()
    assert page.url.endswith("/chat/")


@pytest.mark.parametrize("path", ["/sign-in", "/setup", "/setup?token=gone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_before_sign_in_is_light(open_page: OpenPage, stack: Stack, path: str, theme: str) -> None:
    visit = open_page(stack, width="phone", theme=theme)
    visit.watch.expect("404 (Not Found)")
    page = visit.page
    scripts: list[str] = []
    page.on("request", lambda request: request.resource_type == "script" and scripts.append(request.url))

    page.goto(path)

    assert [script.removeprefix(stack.url) for script in scripts] == ["/boot.js"]
    expect(page.locator("html")).to_have_class(theme)
    expect(page.get_by_role("link", name="Py", exact=False).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
