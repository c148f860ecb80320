"""How a table looks is kept in its address, and one finds the tables again that one uses."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.test_tables_page import cell, choose_table, open_deals
from tests.harness.stack import Stack


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Page:
    """The owner at the deals."""
    return open_deals(open_page, stack, people[0])


def choose_look(page: Page, words: str) -> None:
    page.get_by_role("button", name="Look", exact=True).click()
    page.get_by_role("menuitemradio", name=words, exact=True).click()


def rows_in_sight(page: Page) -> int:
    return page.locator("[data-testid^=glide-cell-1-]").count()


def test_rows_are_higher_and_records_have_the_colour_of_a_choice(page: Page, shoot: Shoot) -> None:
    low = rows_in_sight(page)

    choose_look(page, "Tall rows")
    choose_look(page, "Colour by Stage")
    page.get_by_label("Search the records").fill("robotics")
    expect(cell(page, 1, 0)).to_contain_text("Robotics")
    shoot(page, "tall-coloured-found")

    expect(page).to_have_url(re.compile("h=tall&c=fld"))
    page.reload()
    expect(cell(page, 1, 0)).to_contain_text("Robotics")
    assert rows_in_sight(page) < low / 2
    choose_look(page, "Short rows")
    expect(page).not_to_have_url(re.compile("h="))


def test_records_have_the_colour_of_the_first_rule_that_they_pass(page: Page, shoot: Shoot) -> None:
    choose_look(page, "Colour by conditions")
    dialog = page.get_by_role("dialog", name="Colours")
    say(dialog, 0, "Green", "Amount", ">", "150000")
    dialog.get_by_role("button", name="Add a colour").click()
    say(dialog, 1, "Amber", "Probability", "<", "30%")
    shoot(page, "colour-rules")
    with page.expect_response("**/records/query") as answered:
        dialog.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("m=%5B"))
    records = answered.value.json()["records"]
    assert {record["mark"] for record in records} == {0, 1, None}
    shoot(page, "coloured-by-rules")

    page.set_viewport_size({"width": 390, "height": 844})
    marks = ["green" if record["mark"] == 0 else "amber" for record in records if record["mark"] is not None]
    expect(page.locator(".record-strip").first).to_have_class(re.compile(marks[0]))
    page.set_viewport_size({"width": 1440, "height": 900})
    choose_look(page, "No colours")
    expect(page).not_to_have_url(re.compile("m="))


def say(dialog: Locator, at: int, colour: str, field: str, test: str, value: str) -> None:
    dialog.get_by_label(f"Colour {at + 1}", exact=True).select_option(label=colour)
    rule = dialog.get_by_role("group", name="Conditions").nth(at)
    rule.get_by_label("Field").select_option(label=field)
    rule.get_by_label(f"Test of {field}").select_option(label=test)
    rule.get_by_label(f"Value for {field}").fill(value)


def shortcuts(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title).get_by_role("link")


def test_tables_that_one_pinned_or_used_last_are_at_hand(page: Page, shoot: Shoot) -> None:
    choose_table(page, "Accounts")
    expect(shortcuts(page, "Looked at last")).to_have_text(["Deals"])
    page.get_by_role("region", name="Sales pipeline").get_by_role("button", name="Pin Contacts").click()
    expect(shortcuts(page, "Pinned")).to_have_text(["Contacts"])
    shoot(page, "pinned")

    page.goto("/tables/")
    expect(shortcuts(page, "Pinned")).to_have_text(["Contacts"])
    shortcuts(page, "Looked at last").filter(has_text="Deals").click()
    expect(cell(page, 1, 0)).to_be_attached()
    expect(page).to_have_url(re.compile("t=tbl"))
    page.get_by_role("region", name="Pinned").get_by_role("button", name="Unpin Contacts").click()
    expect(shortcuts(page, "Pinned")).to_have_count(0)
