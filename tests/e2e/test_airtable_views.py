"""Views at Airtable in the grid: their records in their order, more of them as one scrolls."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.test_tables_page import (
    BASE,
    TABLE,
    ask,
    cards,
    cell,
    choose_table,
    count,
    direct,
    open_deals,
    open_tables,
)
from tests.harness.stack import Stack

VIEW = "Open deals, largest first"
OPEN = {"conditions": [{"field": "Stage", "op": "is_none_of", "value": ["Won", "Lost"]}]}


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Page:
    """The owner at the deals."""
    return open_deals(open_page, stack, people[0])


def choose_view(page: Page, name: str) -> None:
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitemradio", name=name, exact=True).click()


def scroll_to_the_end(page: Page) -> None:
    """Each step shows what is not read yet, which is read then."""
    page.locator(".table-grid .dvn-scroller").click(position={"x": 200, "y": 60})
    expect(cell(page, 1, 0)).to_be_focused()
    while "The first" in (said := count(page).inner_text()):
        page.keyboard.press("Control+End")
        expect(count(page)).not_to_have_text(said, use_inner_text=True)


def largest_open_deal(page: Page) -> str:
    order = [{"field": "Amount", "descending": True}]
    query = {"base": BASE, "table": TABLE, "limit": 1, "sort": order, "where": OPEN}
    most = ask(page, "POST", "/records/query", query)
    name = next(each["id"] for each in most["fields"] if each["name"] == "Name")
    return str(most["records"][0]["cells"][name]["text"])


def test_a_view_shows_its_fields_and_all_its_records_in_its_order(page: Page, shoot: Shoot) -> None:
    everything = direct(page, where=OPEN)

    choose_view(page, VIEW)

    expect(page.get_by_role("button", name="Views")).to_have_text(VIEW)
    expect(cell(page, 1, 0)).to_have_text(largest_open_deal(page))
    headers = page.locator("[role=columnheader]")
    expect(headers.nth(1)).to_have_text("Account")
    expect(headers.nth(2)).to_have_text("Owner")
    expect(count(page)).to_contain_text("The first 100 records")
    expect(count(page)).to_contain_text("No groups or totals over a view")
    expect(page.get_by_role("button", name="Group")).to_have_count(0)
    shoot(page, "view")
    page.reload()
    expect(cell(page, 1, 0)).to_have_text(largest_open_deal(page))
    scroll_to_the_end(page)
    expect(count(page)).to_contain_text(f"{everything:,} records")
    shoot(page, "view-end")


def test_a_view_is_a_list_of_cards_on_a_phone(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, people[0], width="phone")
    choose_table(page, TABLE)
    choose_view(page, VIEW)

    expect(cards(page).first).to_contain_text(largest_open_deal(page))
    expect(count(page)).to_contain_text("The first 100 records")
    shoot(page, "view-cards")
    page.locator(".record-cards").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    expect(count(page)).to_contain_text("The first 200 records")


def test_a_view_is_searched_narrowed_and_left_again(page: Page) -> None:
    choose_view(page, VIEW)
    expect(count(page)).to_contain_text("The first 100 records")

    page.get_by_role("button", name="Filter").click()
    dialog = page.get_by_role("dialog", name="Filter")
    dialog.get_by_label("Field").select_option(label="Stage")
    dialog.get_by_label("Value for Stage").select_option(label="Won")
    dialog.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="No record fits")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Show all records").click()
    expect(cell(page, 1, 0)).to_have_text(largest_open_deal(page))

    choose_view(page, "All records")
    expect(count(page)).to_contain_text(f"{direct(page):,} records")


def test_ones_own_view_keeps_the_view_below_it_and_how_it_looks(page: Page) -> None:
    choose_view(page, VIEW)
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_role("menuitemradio", name="Tall rows").click()
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_role("menuitemradio", name="Colour by Priority").click()
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Keep this as a view").click()
    dialog = page.get_by_role("dialog", name="Keep this as a view")
    dialog.get_by_label("Name").fill("Mine, tall")
    dialog.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name="Views")).to_have_text("Mine, tall")

    page.goto("/tables/")
    choose_table(page, TABLE)
    expect(cell(page, 1, 0)).to_be_attached()
    choose_view(page, "Mine, tall")

    expect(page).to_have_url(re.compile(r"a=viw\w+"))
    expect(page).to_have_url(re.compile(r"c=fld\w+"))
    expect(page).to_have_url(re.compile("h=tall"))
    expect(cell(page, 1, 0)).to_have_text(largest_open_deal(page))
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Delete “Mine, tall”").click()
    expect(page.get_by_role("button", name="Views")).to_have_text(VIEW)
