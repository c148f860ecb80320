"""Links between records: seen by name, opened, searched, picked and made in place; and fields with several choices."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.deals import BASE, ask
from tests.e2e.test_grid_edits import go_to, held, lone_deal, note, only
from tests.e2e.test_tables_page import base_of, cell, choose_table, open_tables
from tests.harness.processes import wait_until
from tests.harness.stack import Stack

ACCOUNT = 2


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, editor: SeededPerson) -> Page:
    """An editor at the tables."""
    return open_tables(open_page, stack, editor)


def another_account(page: Page, shown: str) -> str:
    """An account whose name finds it alone and that the deal does not belong to."""
    asked = {"base": BASE, "table": "Accounts", "limit": 60, "sort": [{"field": "Name"}]}
    found = ask(page, "POST", "/records/query", asked)
    field = next(each["id"] for each in found["fields"] if each["name"] == "Name")
    for record in found["records"]:
        name = str(record["cells"][field]["text"])
        query = {"base": BASE, "table": "Accounts", "limit": 1, "search": name}
        if name != shown and ask(page, "POST", "/records/query", query)["total"] == 1:
            return name
    raise AssertionError("There is no other account.")


def options(page: Page, of: str) -> Locator:
    return page.get_by_role("listbox", name=of).get_by_role("option")


def picker(page: Page, field: str) -> Locator:
    return page.get_by_role("combobox", name=f"{field}, new value")


def test_a_linked_record_is_searched_picked_and_saved_by_the_keyboard(page: Page, shoot: Shoot) -> None:
    deal = lone_deal(page, 24)
    only(page, deal)
    wanted = another_account(page, cell(page, ACCOUNT, 0).inner_text())
    go_to(page, ACCOUNT)

    page.keyboard.press("Enter")
    expect(picker(page, "Account")).to_be_focused()
    expect(options(page, "Accounts").nth(3)).to_be_visible()
    shoot(page, "picker")
    page.keyboard.type(wanted)
    expect(options(page, "Accounts")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(cell(page, ACCOUNT, 0)).to_have_text(wanted)
    expect(note(page)).to_contain_text("Saved.")
    expect(cell(page, ACCOUNT + 1, 0)).to_be_focused()
    linked = held(page, deal, "Account")
    assert isinstance(linked, list)
    assert [each["name"] for each in linked] == [wanted]


def test_a_record_that_there_is_not_yet_is_made_where_it_is_linked(page: Page, shoot: Shoot) -> None:
    deal = lone_deal(page, 25)
    only(page, deal)
    go_to(page, ACCOUNT)

    page.keyboard.type("Zebra Works 77")
    page.get_by_role("option", name="Make “Zebra Works 77” in Accounts").click()
    expect(page.locator(".pick-chip")).to_have_text(["Zebra Works 77"])
    shoot(page, "made")
    page.keyboard.press("Enter")

    expect(cell(page, ACCOUNT, 0)).to_have_text("Zebra Works 77")
    expect(note(page)).to_contain_text("Saved.")
    # Both go back, as both were done: the link, and the account.
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(cell(page, ACCOUNT, 0)).not_to_have_text("Zebra Works 77")
    expect(note(page)).to_have_count(0)
    page.get_by_role("button", name="Undo", exact=True).click()
    query = {"base": BASE, "table": "Accounts", "limit": 1, "search": "Zebra Works 77"}
    wait_until("the account is gone", lambda: ask(page, "POST", "/records/query", query)["total"] == 0)


def test_escape_picks_nothing(page: Page) -> None:
    deal = lone_deal(page, 26)
    only(page, deal)
    before = held(page, deal, "Account")
    go_to(page, ACCOUNT)

    page.keyboard.press("F2")
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")

    expect(picker(page, "Account")).to_have_count(0)
    expect(note(page)).to_have_count(0)
    assert held(page, deal, "Account") == before


def test_linked_records_open_from_the_drawer_and_are_changed_there(page: Page, shoot: Shoot) -> None:
    deal = lone_deal(page, 27)
    only(page, deal)
    account = cell(page, ACCOUNT, 0).inner_text()
    wanted = another_account(page, account)
    go_to(page, 1)
    page.keyboard.press("Space")
    drawer = page.get_by_role("complementary", name="Record")
    shoot(page, "drawer")
    drawer.get_by_role("button", name="Edit Account").click()
    field = drawer.get_by_role("combobox", name="New value of Account")
    field.fill(wanted)
    drawer.get_by_role("option", name=re.compile(re.escape(wanted))).click()
    expect(drawer.locator(".pick-list .pick-chip")).to_have_text([wanted])
    drawer.get_by_role("button", name="Save").click()
    drawer.get_by_role("link", name=wanted, exact=True).click()

    expect(page.get_by_role("heading", name=wanted, level=2)).to_be_visible()
    expect(
        page.get_by_role("navigation", name="Tables").get_by_role("link", name="Accounts")
    ).to_have_attribute("aria-current", "page")


def test_several_choices_are_picked_from_their_list(page: Page) -> None:
    choose_table(page, "Contacts")
    expect(cell(page, 1, 0)).to_be_attached()
    page.get_by_label("Sort by").select_option(label="Name, first to last")
    expect(page).to_have_url(re.compile("s=fld"))
    go_to(page, 6)
    shown = cell(page, 6, 0).inner_text()

    page.keyboard.press("Enter")
    option = options(page, "Choices of Buying role").first
    was_chosen = option.get_attribute("aria-selected") == "true"
    name = option.locator(".truncate").inner_text()
    option.click()
    page.keyboard.press("Enter")

    expect(note(page)).to_contain_text("Saved.")
    chosen = [each for each in shown.split(", ") if each]
    now = [each for each in chosen if each != name] if was_chosen else [*chosen, name]
    expect(cell(page, 6, 0)).to_have_text(", ".join(now))
    assert base_of(page).startswith("app")
