"""J3 by the keyboard alone: a table is opened, searched, sorted, edited, a colleague's edit seen, a record opened."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson
from tests.e2e.deals import in_airtable_itself
from tests.e2e.test_grid_edits import AMOUNT, NAME, held, lone_deal, note
from tests.e2e.test_tables_page import base_of, cell, open_tables
from tests.harness.stack import Stack


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, editor: SeededPerson) -> Page:
    """An editor at the tables."""
    return open_tables(open_page, stack, editor, "409 (Conflict")


def tab_to(page: Page, name: str, *, most: int = 40) -> None:
    """Go on with Tab until something of this name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const at = document.activeElement; return at.getAttribute('aria-label') || at.textContent; }"
        )
        if str(focused).strip() == name:
            return
    raise AssertionError(f"{name} cannot be reached by Tab.")


def open_deals(page: Page) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("Deal")
    expect(page.get_by_role("option", name=re.compile("^Deals")).first).to_be_attached()
    page.keyboard.type("s")
    expect(page.get_by_role("option", name=re.compile("^Deals")).first).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Enter")
    expect(cell(page, NAME, 0)).to_be_attached()


def go_into_the_grid(page: Page) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.table-grid') !== null"):
            break
    page.keyboard.press("ArrowDown")
    expect(cell(page, NAME, 0)).to_have_attribute("aria-selected", "true")


def go_to_amount(page: Page) -> None:
    page.keyboard.press("Home")
    for _ in range(AMOUNT - NAME):
        page.keyboard.press("ArrowRight")
    expect(cell(page, AMOUNT, 0)).to_have_attribute("aria-selected", "true")


def test_j3_by_the_keyboard_alone(page: Page, stack: Stack) -> None:
    deal = lone_deal(page, 28)
    open_deals(page)

    page.keyboard.press("Control+f")
    page.keyboard.type(str(deal["name"]))
    expect(cell(page, NAME, 0)).to_have_text(str(deal["name"]))
    tab_to(page, "Sort by")
    with page.expect_response("**/records/query"):
        page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("s=fld"))
    page.keyboard.press("Control+f")
    go_into_the_grid(page)
    go_to_amount(page)
    page.keyboard.type("6161")
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("Saved.")
    expect(cell(page, AMOUNT, 0)).to_have_text("$6,161.00")

    in_airtable_itself(stack, base_of(page), str(deal["id"]), Amount=77)
    page.keyboard.type("88")
    page.keyboard.press("Enter")
    asked = page.get_by_role("alert").filter(has_text="somebody changed it")
    expect(asked).to_contain_text("holds “$77.00” by now")
    tab_to(page, "Keep theirs")
    page.keyboard.press("Enter")
    expect(asked).to_have_count(0)
    # Tab has led through the cells of the row, and the grid has the focus again.
    go_to_amount(page)
    expect(cell(page, AMOUNT, 0)).to_have_text("$77.00")
    assert held(page, deal, "Amount") == 77
