"""What people do with their accounts and their team, in words that tests can use."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Visit, sign_in
from tests.harness.stack import Stack


def section_of(
    open_page: OpenPage, stack: Stack, person: SeededPerson, page: str, title: str, **look: str
) -> Visit:
    """A section of Settings or Admin, as the server has filled it."""
    visit = open_page(stack, **look)
    sign_in(visit.page, stack, person)
    open_section(visit.page, page, title)
    return visit


def open_section(page: Page, name: str, title: str) -> None:
    """Go to a section by the address that its link has."""
    page.goto(f"/{name}/")
    if page.viewport_size["width"] < 1024:
        page.get_by_role("button", name="Open the list").click()
    page.get_by_role("navigation", name="sections").get_by_role("link", name=title).click()
    expect_section(page, title)


def expect_section(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.get_by_role("main").get_by_role("status", name="Loading")).to_have_count(0)


def member_row(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="Members").get_by_role("row").filter(has_text=name)


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth === window.innerWidth"))
