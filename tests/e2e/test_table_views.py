"""What is looked at in a table: several orders, chosen fields, numbers at the foot, and views that keep all of it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.test_tables_page import BASE, TABLE, ask, cell, choose_table, count, open_deals, open_tables
from tests.harness.stack import Stack

WON = {"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]}


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Page:
    """The owner at the deals."""
    return open_deals(open_page, stack, people[0])


def filter_won(page: Page) -> None:
    page.get_by_role("button", name="Filter").click()
    dialog = page.get_by_role("dialog", name="Filter")
    dialog.get_by_label("Field").select_option(label="Stage")
    dialog.get_by_label("Value for Stage").select_option(label="Won")
    dialog.get_by_role("button", name="Apply").click()
    expect(count(page)).to_contain_text("where Stage is Won")


def headers(page: Page) -> Locator:
    return page.locator("[role=columnheader]")


def numbers(page: Page) -> Locator:
    return page.locator(".table-number")


def test_records_that_are_alike_in_one_field_are_ordered_by_the_next(page: Page) -> None:
    page.get_by_label("Sort by").select_option(label="Stage, first to last")
    page.get_by_label("Then by 1").select_option(label="Amount, last to first")

    order = [{"field": "Stage"}, {"field": "Amount", "descending": True}]
    first = ask(page, "POST", "/records/query", {"base": BASE, "table": TABLE, "limit": 1, "sort": order})
    name = next(each["id"] for each in first["fields"] if each["name"] == "Name")
    expect(cell(page, 1, 0)).to_have_text(str(first["records"][0]["cells"][name]["text"]))
    expect(page).to_have_url(re.compile(r"s=fld\w+%2C-fld\w+"))


def test_fields_are_hidden_and_put_in_another_order(page: Page, shoot: Shoot) -> None:
    page.get_by_role("button", name="Fields").click()
    dialog = page.get_by_role("dialog", name="Fields")
    dialog.get_by_role("checkbox", name="Account", exact=True).uncheck()
    dialog.get_by_role("button", name="Move Owner up").click()
    shoot(page, "fields")
    dialog.get_by_role("button", name="Apply").click()

    expect(page.get_by_role("button", name="Fields (1 hidden)")).to_be_visible()
    expect(headers(page).nth(0)).to_have_text("Name")
    expect(headers(page).nth(1)).to_have_text("Owner")
    expect(headers(page).nth(2)).to_have_text("Main contact")
    page.reload()
    expect(headers(page).nth(1)).to_have_text("Owner")


def test_columns_are_drawn_to_another_place_and_width(page: Page) -> None:
    box = page.locator(".table-grid .dvn-scroller").bounding_box()
    assert box is not None

    def draw(start: int, end: int) -> None:
        """Draw what is at this place of the line of heads to that one."""
        page.mouse.move(box["x"] + start, box["y"] + 17)
        page.mouse.down()
        page.mouse.move(box["x"] + (start + end) / 2, box["y"] + 17, steps=4)
        page.mouse.move(box["x"] + end, box["y"] + 17, steps=4)
        page.mouse.up()

    # After the numbers of the rows and the name come an account, a contact, an owner and a stage.
    draw(52 + 220 + 170 + 170 + 130 + 65, 52 + 220 + 60)
    expect(headers(page).nth(1)).to_have_text("Stage")
    expect(headers(page).nth(2)).to_have_text("Account")
    expect(page).to_have_url(re.compile("f=fld"))
    draw(52 + 110, 52 + 220 + 60)
    expect(headers(page).nth(0)).to_have_text("Name")

    draw(52 + 220 + 130, 52 + 220 + 130 + 100)
    page.reload()
    expect(cell(page, 1, 0)).to_be_attached()
    page.mouse.click(box["x"] + 52 + 220 + 130 + 60, box["y"] + 34 + 17)
    expect(cell(page, 2, 0)).to_be_focused()


def test_what_airtable_computes_is_marked_and_stars_are_read_as_a_number(page: Page, shoot: Shoot) -> None:
    tables = {table["name"]: table for table in ask(page, "GET", f"/tables?base={BASE}")["items"]}
    fields = {field["name"]: field["id"] for field in tables["Deals"]["fields"]}
    page.goto(f"{page.url}&f={fields['Amount']},{fields['Forecast']}")
    expect(cell(page, 3, 0)).to_have_attribute("aria-readonly", "true")
    expect(cell(page, 2, 0)).to_have_attribute("aria-readonly", "false")
    shoot(page, "computed")

    accounts = {field["type"]: field["id"] for field in tables["Accounts"]["fields"]}
    order = [{"field": accounts["rating"], "descending": True}]
    asked = {"base": BASE, "table": "Accounts", "limit": 1, "sort": order}
    most = ask(page, "POST", "/records/query", asked)["records"][0]["cells"][accounts["rating"]]["value"]
    page.goto(
        page.url.partition("&t=")[0]
        + f"&t={tables['Accounts']['id']}&s=-{order[0]['field']}&f={order[0]['field']}"
    )
    # Stars are drawn, and read out as their number.
    expect(cell(page, 2, 0)).to_have_text(str(most))
    shoot(page, "stars")


def test_numbers_at_the_foot_are_those_of_all_records_that_are_shown(page: Page, shoot: Shoot) -> None:
    page.get_by_role("button", name="Add a number").click()
    page.get_by_role("menuitem", name="Sum of Amount").click()
    asked = {"base": BASE, "table": TABLE, "metrics": [{"fn": "sum", "field": "Amount"}]}
    all_of_it = ask(page, "POST", "/aggregates", asked)["totals"][0]["text"]
    expect(numbers(page)).to_have_text(f"Sum of Amount: {all_of_it}")

    filter_won(page)
    won = ask(page, "POST", "/aggregates", {**asked, "where": WON})["totals"][0]["text"]
    expect(numbers(page)).to_have_text(f"Sum of Amount: {won}")
    shoot(page, "numbers")
    assert won != all_of_it

    page.get_by_role("button", name="Leave out Sum of Amount").click()
    expect(numbers(page)).to_have_count(0)


def test_a_view_keeps_what_is_shown_for_the_team_until_it_is_deleted(
    page: Page, open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot
) -> None:
    filter_won(page)
    page.get_by_label("Sort by").select_option(label="Amount, last to first")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Keep this as a view").click()
    dialog = page.get_by_role("dialog", name="Keep this as a view")
    dialog.get_by_label("Name").fill("Won, largest first")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name="Views")).to_have_text("Won, largest first")
    first = cell(page, 1, 0).inner_text()

    other = open_tables(open_page, stack, people[3])
    choose_table(other, TABLE)
    expect(cell(other, 1, 0)).to_be_attached()
    other.get_by_role("button", name="Views").click()
    shoot(other, "views")
    expect(other.get_by_role("menuitem", name=re.compile("Change|Delete"))).to_have_count(0)
    other.get_by_role("menuitemradio", name="Won, largest first (team)").click()
    expect(count(other)).to_contain_text("where Stage is Won")
    expect(cell(other, 1, 0)).to_have_text(first)
    other.get_by_role("button", name="Views").click()
    other.get_by_role("menuitemradio", name="All records").click()
    expect(count(other)).not_to_contain_text("where")

    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Delete “Won, largest first”").click()
    expect(page.get_by_role("button", name="Views")).to_have_text("Views")
