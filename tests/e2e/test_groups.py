"""Records in groups: each with its exact numbers in its head, opened and shut, and kept in the address and in views."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.deals import BASE, TABLE, ask
from tests.e2e.test_grid_edits import note
from tests.e2e.test_table_views import filter_won
from tests.e2e.test_tables_page import cell, choose_table, count, open_tables
from tests.harness.stack import Stack

# There are no numbers of rows beside groups.
NAME, STAGE, AMOUNT = 0, 4, 5


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, editor: SeededPerson) -> Page:
    """An editor at the deals."""
    page = open_tables(open_page, stack, editor)
    choose_table(page, TABLE)
    expect(cell(page, 1, 0)).to_be_attached()
    return page


def group_by(page: Page, words: str) -> None:
    page.get_by_role("button", name="Group", exact=True).click()
    page.get_by_role("menuitemradio", name=words, exact=True).click()


def by_stage(page: Page, **more: object) -> list[dict[str, str]]:
    """Each stage with its number of deals and the sum of their amounts, as the calculation tool tells them."""
    asked = {
        "base": BASE,
        "table": TABLE,
        "metrics": [{"fn": "count"}, {"fn": "sum", "field": "Amount"}],
        "group_by": [{"field": "Stage"}],
        **more,
    }
    return [
        {"label": group["keys"][0]["label"], "rows": group["rows"], "sum": group["measures"][1]["text"]}
        for group in ask(page, "POST", "/aggregates", asked)["groups"]
    ]


def test_heads_of_groups_hold_the_numbers_of_the_calculation_tool(page: Page, shoot: Shoot) -> None:
    page.get_by_role("button", name="Add a number").click()
    page.get_by_role("menuitem", name="Sum of Amount").click()
    group_by(page, "Stage")
    expect(page).to_have_url(re.compile("g=fld"))
    stages = by_stage(page)

    expect(cell(page, NAME, 0)).to_have_text(stages[0]["label"])
    expect(cell(page, AMOUNT, 0)).to_have_text(f"Sum {stages[0]['sum']}")
    shoot(page, "grouped")
    # Shut, the heads stand one below another.
    page.locator(".table-grid .dvn-scroller").click(position={"x": 100, "y": 50})
    for at, stage in enumerate(stages[1:4], start=1):
        expect(cell(page, NAME, at)).to_have_text(stage["label"])
        expect(cell(page, AMOUNT, at)).to_have_text(f"Sum {stage['sum']}")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    shoot(page, "shut")
    page.keyboard.press("Enter")
    expect(cell(page, STAGE, 4)).to_have_text(stages[3]["label"])


def go_into_first(page: Page) -> None:
    """Choose the account of the first record; a key that comes within the same moment as the click is lost."""
    page.locator(".table-grid .dvn-scroller").click(position={"x": 300, "y": 84})
    expect(cell(page, NAME + 1, 1)).to_be_focused()


def test_records_of_a_group_are_those_that_it_counts(page: Page) -> None:
    filter_won(page)
    group_by(page, "Close date by year")

    asked = {
        "base": BASE,
        "table": TABLE,
        "metrics": [{"fn": "count"}],
        "group_by": [{"field": "Close date", "bucket": "year"}],
        "where": {"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]},
    }
    groups = ask(page, "POST", "/aggregates", asked)["groups"]
    expect(cell(page, NAME, 0)).to_have_text(groups[0]["keys"][0]["label"])
    # The second head stands right behind the records of the first group.
    go_into_first(page)
    for _ in range(groups[0]["rows"]):
        page.keyboard.press("ArrowDown")
    expect(cell(page, NAME, groups[0]["rows"] + 1)).to_have_text(groups[1]["keys"][0]["label"])
    expect(count(page)).to_contain_text(
        f"{sum(group['rows'] for group in groups)} records where Stage is Won"
    )


def test_an_edit_moves_a_record_into_its_group_and_undo_moves_it_back(page: Page) -> None:
    group_by(page, "Stage")
    before = by_stage(page)
    first, second = before[0], before[1]
    expect(cell(page, NAME, 0)).to_have_text(first["label"])
    go_into_first(page)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(cell(page, STAGE, 1)).to_be_focused()

    page.keyboard.press("Enter")
    page.get_by_label("Stage, new value").select_option(second["label"])
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("Saved.")

    assert [group["rows"] for group in by_stage(page)][:2] == [
        int(first["rows"]) - 1,
        int(second["rows"]) + 1,
    ]
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(note(page)).to_have_count(0)
    assert by_stage(page) == before


def test_groups_are_kept_in_a_view_and_left_while_one_searches(page: Page) -> None:
    group_by(page, "Owner")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Keep this as a view").click()
    page.get_by_label("Name", exact=True).fill("By owner")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page).to_have_url(re.compile("v="))
    page.get_by_label("Search the records").fill("Pilot")
    expect(page.get_by_text("No groups while one searches")).to_be_visible()
    expect(cell(page, 1, 0)).to_contain_text("Pilot")

    page.goto("/tables/")
    choose_table(page, TABLE)
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitemradio", name="By owner").click()

    expect(page.get_by_role("button", name="Group", exact=True)).to_have_text(re.compile("By Owner"))
    owners = ask(
        page,
        "POST",
        "/aggregates",
        {"base": BASE, "table": TABLE, "metrics": [{"fn": "count"}], "group_by": [{"field": "Owner"}]},
    )
    expect(cell(page, NAME, 0)).to_have_text(owners["groups"][0]["keys"][0]["label"])
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Delete “By owner”").click()
    expect(page).not_to_have_url(re.compile("v="))


def test_grid_of_groups_goes_on_with_the_keyboard(page: Page) -> None:
    group_by(page, "Stage")
    expect(cell(page, STAGE, 1)).to_have_text(by_stage(page)[0]["label"])

    go_into_first(page)
    page.keyboard.press("Space")
    drawer = page.get_by_role("complementary", name="Record")
    expect(drawer).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    go_to_second = cell(page, NAME, 2)
    page.keyboard.press("ArrowDown")
    expect(go_to_second).to_be_attached()
