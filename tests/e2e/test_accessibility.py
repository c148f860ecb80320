"""axe finds nothing serious on any page of the product, in both themes, wide and on a phone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.accounts import is_narrow, open_section
from tests.e2e.chatting import ask_to_the_end, open_start
from tests.e2e.conftest import OpenPage, SeededPerson, Visit, sign_in
from tests.e2e.deals import BASE, TABLE, a_deal, ask
from tests.e2e.test_tables_page import cell, choose_table, open_tables
from tests.harness.stack import Stack

LOOKS = [("wide", "light"), ("wide", "dark"), ("phone", "light"), ("phone", "dark")]
SERIOUS = {"serious", "critical"}
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
}
Seen = Callable[[Page, str], None]


@pytest.fixture(params=LOOKS, ids="-".join)
def look(request: pytest.FixtureRequest) -> dict[str, str]:
    """A width and a theme."""
    width, theme = request.param
    return {"width": width, "theme": theme}


@pytest.fixture
def see() -> Seen:
    """Look at a page with axe, by the name that a finding is told with."""
    axe = Axe()

    def looked_at(page: Page, name: str) -> None:
        found = axe.run(page, options=OPTIONS).response["violations"]
        told = [
            f"{name}: {each['id']} ({each['impact']}): {node['html'][:200]} {node['failureSummary'][-200:]}"
            for each in found
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]
        assert not told, "\n".join(told)

    return looked_at


@pytest.fixture
def visit(open_page: OpenPage, stack: Stack, people: list[SeededPerson], look: dict[str, str]) -> Visit:
    """The owner, signed in."""
    made = open_page(stack, **look)
    sign_in(made.page, stack, people[0])
    return made


def test_what_is_wrong_is_found(open_page: OpenPage, stack: Stack, see: Seen) -> None:
    page = open_page(stack).page
    page.goto("/sign-in")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    with pytest.raises(AssertionError, match="button-name"):
        see(page, "a button without a name")


def test_light_pages(open_page: OpenPage, stack: Stack, look: dict[str, str], see: Seen) -> None:
    page = open_page(stack, **look).page
    for address in ("/sign-in", "/sign-up", "/reset", "/check-mail", "/api/docs"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        see(page, address)


def test_chat(visit: Visit, see: Seen) -> None:
    page = visit.page
    open_start(page)
    see(page, "start of the chat")
    ask_to_the_end(page, "how many deals per stage, and their total amount?")
    see(page, "an answer with its proof")
    ask_to_the_end(page, "set next step for urgent deals to Call them")
    expect(page.get_by_role("button", name=re.compile("Approve"))).to_be_visible()
    see(page, "a change in the chat")
    if is_narrow(page):
        page.get_by_role("button", name="Open the list").click()
        see(page, "the list of threads")


def test_tables(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], look: dict[str, str], see: Seen
) -> None:
    page = open_tables(open_page, stack, people[0], **look)
    see(page, "no table chosen")
    choose_table(page, TABLE)
    if look["width"] == "phone":
        expect(page.get_by_role("list", name="Records").get_by_role("button").first).to_be_visible()
    else:
        expect(cell(page, 1, 0)).to_be_attached()
    see(page, "the records")
    deal = a_deal(page, 3)
    page.goto(f"{page.url}&r={deal['id']}")
    expect(page.get_by_role("complementary", name="Record").get_by_role("heading", level=2)).to_have_text(
        str(deal["name"])
    )
    see(page, "an open record")
    page.get_by_role("button", name="Close the record").click()
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("dialog", name="Filter").get_by_role("button", name="Apply")).to_be_visible()
    see(page, "the filter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_role("menuitemradio", name="Colour by conditions").click()
    expect(page.get_by_role("dialog", name="Colours").get_by_role("button", name="Apply")).to_be_visible()
    see(page, "the colours")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Views").click()
    see(page, "the views")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New record").click()
    expect(page.get_by_role("dialog", name="New record").get_by_label("Name", exact=True)).to_be_visible()
    see(page, "a new record")


def test_work(visit: Visit, see: Seen) -> None:
    visit.watch.expect("no-such-page")
    page = visit.page
    page.goto("/changes/")
    deal = a_deal(page, 4)
    operation = {"kind": "update", "table": TABLE, "record_id": deal["id"], "cells": {"Amount": 1234}}
    plan = ask(page, "POST", "/changes", {"base": BASE, "operations": [operation], "title": "Look at me"})
    for address in ("/changes/", f"/changes/?p={plan['id']}", "/inbox/", "/runs/", "/no-such-page/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        expect(page.get_by_role("main").locator(".skeleton")).to_have_count(0)
        see(page, address)
    ask(page, "POST", f"/changes/{plan['id']}/deny", {"reason": "It was only looked at."})


@pytest.mark.parametrize(
    ("room", "titles"),
    [
        ("admin", ["Members", "Connections", "Models", "Prompts", "API keys", "Audit", "Team"]),
        (
            "settings",
            [
                "Profile",
                "Password",
                "Sessions",
                "Notifications",
                "API keys",
                "Teams",
                "Appearance",
                "Delete account",
            ],
        ),
    ],
)
def test_sections(visit: Visit, see: Seen, room: str, titles: list[str]) -> None:
    page = visit.page
    for title in titles:
        open_section(page, room, title)
        see(page, f"{room}: {title}")


def test_frame(visit: Visit, see: Seen) -> None:
    page = visit.page
    open_start(page)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    see(page, "the palette")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^Account")).click()
    see(page, "the menu of the account")
