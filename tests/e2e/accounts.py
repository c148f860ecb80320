"""What people do with their accounts and their team, in words that tests can use."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Visit, sign_in
from tests.harness.stack import Stack

PASSWORD = "violet anchor seventy three mornings"


def section_of(
    open_page: OpenPage, stack: Stack, person: SeededPerson, page: str, title: str, **look: str
) -> Visit:
    """A section of Settings or Admin, as the server has filled it."""
    visit = open_page(stack, **look)
    sign_in(visit.page, stack, person)
    open_section(visit.page, page, title)
    return visit


def open_section(page: Page, name: str, title: str) -> None:
    """Go to a section by the link that leads to it."""
    page.goto(f"/{name}/")
    if is_narrow(page):
        page.get_by_role("button", name="Open the list").click()
    page.get_by_role("navigation", name="sections").get_by_role("link", name=title).click()
    expect_section(page, title)


def expect_section(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.get_by_role("main").get_by_role("status", name="Loading")).to_have_count(0)


def is_narrow(page: Page) -> bool:
    """Whether the list of sections slides over the page."""
    return bool(page.evaluate("window.innerWidth < 1024"))


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth === window.innerWidth"))


def primary(page: Page) -> Locator:
    """The rail, or the tab bar of a phone."""
    return page.get_by_role("navigation", name=re.compile("^Primary"))


def make_owner(page: Page, link: str, *, name: str, email: str, team: str) -> None:
    """Follow the set-up link and make the owner account."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Team").fill(team)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_label("Message")).to_be_visible()


def sign_in_by_hand(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Message")).to_be_visible()


def invite(page: Page, email: str, role: str) -> str:
    """Invite somebody in Admin > Members; gives the link that is shown once."""
    page.get_by_role("button", name="Invite", exact=True).click()
    dialog = page.get_by_role("dialog", name="Invite")
    dialog.get_by_label("E-mail").fill(email)
    dialog.get_by_label("Role").select_option(role)
    dialog.get_by_role("button", name="Invite").click()
    link = dialog.get_by_label("Link of the invite").inner_text()
    dialog.get_by_role("button", name="Done").click()
    return link


def join(page: Page, link: str, name: str) -> None:
    """Follow an invite as somebody new."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_label("Message")).to_be_visible()


def member_row(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="Members").get_by_role("row").filter(has_text=name)


def change_role(page: Page, name: str, role: str) -> None:
    """Give somebody another role in Admin > Members."""
    # A tab behind another draws seldom, and a menu is seen once it is drawn.
    page.bring_to_front()
    member_row(page, name).get_by_role("button", name="role of").click()
    page.get_by_role("menuitemradio", name=role).click()
    expect(member_row(page, name).get_by_role("button", name=f"{role}: role of")).to_be_visible()


def letter_to(page: Page, email: str, subject: str) -> Locator:
    """An open letter in Admin > Mail; it is there once a worker has looked for a mail server."""
    letter = page.get_by_role("list", name="Letters").get_by_role("listitem").filter(has_text=email)
    wanted = letter.filter(has_text=re.compile(subject, re.IGNORECASE)).first
    for _ in range(20):
        page.get_by_role("button", name="Look again").click()
        page.wait_for_load_state("networkidle")
        if wanted.count():
            break
    wanted.locator("summary").click()
    return wanted
