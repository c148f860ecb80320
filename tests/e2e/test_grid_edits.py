"""Editing in the grid as people type: at once, in any number, refused or changed meanwhile, pasted, and taken back."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.deals import BASE, TABLE, a_deal, ask, in_airtable_itself
from tests.e2e.test_tables_page import base_of, cell, choose_table, count, open_tables
from tests.harness.stack import Stack

# Columns behind the numbers of the rows: Name is the first.
NAME, STAGE, AMOUNT, CLOSE_DATE, NEXT_STEP = 1, 5, 6, 8, 11


def lone_deal(page: Page, at: int) -> dict[str, Any]:
    """A deal that the search for its name finds alone; every `at` another one."""
    lone = 0
    for place in range(100):
        deal = a_deal(page, 30 + place)
        query = {"base": BASE, "table": TABLE, "limit": 1, "search": deal["name"]}
        lone += ask(page, "POST", "/records/query", query)["total"] == 1
        if lone > at:
            return deal
    raise AssertionError("There are no more deals with a name of their own.")


def only(page: Page, deal: dict[str, Any]) -> None:
    """Show this deal alone."""
    choose_table(page, TABLE)
    page.get_by_label("Search the records").press_sequentially(str(deal["name"]))
    expect(cell(page, NAME, 0)).to_have_text(str(deal["name"]))
    expect(count(page)).to_contain_text("1 record")


def go_to(page: Page, column: int) -> None:
    """Choose a cell of the first row, by a click and by the keyboard."""
    page.locator(".table-grid .dvn-scroller").click(position={"x": 200, "y": 60})
    expect(cell(page, NAME, 0)).to_be_focused()
    for _ in range(column - NAME):
        page.keyboard.press("ArrowRight")
    expect(cell(page, column, 0)).to_be_focused()


def note(page: Page) -> Locator:
    return page.locator(".edit-note")


def held(page: Page, deal: dict[str, Any], field: str) -> object:
    """What the record holds, read over REST."""
    at = f"base={base_of(page)}&table={TABLE}"
    found = ask(page, "GET", f"/records/{deal['id']}?{at}")
    wanted = next(each["id"] for each in found["fields"] if each["name"] == field)
    return found["record"]["cells"].get(wanted, {}).get("value")


def test_what_is_typed_is_saved_at_once_and_taken_back_by_ctrl_z(
    open_page: OpenPage, stack: Stack, editor: SeededPerson, shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, editor)
    deal = lone_deal(page, 0)
    only(page, deal)
    before = held(page, deal, "Amount")

    go_to(page, AMOUNT)
    page.keyboard.type("43217", delay=0)
    shoot(page, "typing")
    page.keyboard.press("Enter")

    expect(note(page)).to_contain_text("Saved.")
    expect(cell(page, AMOUNT, 0)).to_have_text("$43,217.00")
    shoot(page, "saved")
    assert held(page, deal, "Amount") == 43217
    go_to(page, AMOUNT)
    page.keyboard.press("Control+z")
    expect(note(page)).to_contain_text("Taking it back")
    expect(note(page)).to_have_count(0)
    expect(cell(page, AMOUNT, 0)).not_to_have_text("$43,217.00")
    assert held(page, deal, "Amount") == before


def test_a_choice_a_day_and_an_empty_cell_are_set_by_the_keyboard(
    open_page: OpenPage, stack: Stack, editor: SeededPerson
) -> None:
    page = open_tables(open_page, stack, editor)
    deal = lone_deal(page, 1)
    only(page, deal)

    go_to(page, STAGE)
    page.keyboard.press("Enter")
    page.get_by_label("Stage, new value").select_option("Negotiation")
    page.keyboard.press("Enter")
    expect(cell(page, STAGE, 0)).to_have_text("Negotiation")
    go_to(page, CLOSE_DATE)
    page.keyboard.press("F2")
    page.get_by_label("Close date, new value").fill("2027-03-04")
    page.keyboard.press("Tab")
    expect(note(page)).to_contain_text("Saved.")
    go_to(page, NEXT_STEP)
    page.keyboard.press("Delete")
    expect(cell(page, NEXT_STEP, 0)).to_have_text("")
    expect(note(page)).to_contain_text("Saved.")

    assert [held(page, deal, field) for field in ("Stage", "Close date", "Next step")] == [
        "Negotiation",
        "2027-03-04",
        None,
    ]


def test_escape_gives_up_and_a_wrong_value_stays_with_its_reason(
    open_page: OpenPage, stack: Stack, editor: SeededPerson, shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, editor, "422 (Unprocessable")
    deal = lone_deal(page, 2)
    only(page, deal)
    before = held(page, deal, "Amount")

    go_to(page, AMOUNT)
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    expect(cell(page, AMOUNT, 0)).not_to_have_text("99")
    page.keyboard.type("plenty")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="You typed “plenty”")).to_be_visible()
    expect(cell(page, AMOUNT, 0)).to_have_text("plenty")
    shoot(page, "refused")
    assert held(page, deal, "Amount") == before
    page.get_by_role("button", name="Give it up").click()
    expect(cell(page, AMOUNT, 0)).not_to_have_text("plenty")


def test_a_cell_that_somebody_changed_meanwhile_shows_both_values(
    open_page: OpenPage, stack: Stack, editor: SeededPerson, shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, editor, "409 (Conflict")
    deal = lone_deal(page, 3)
    only(page, deal)
    go_to(page, AMOUNT)

    in_airtable_itself(stack, base_of(page), str(deal["id"]), Amount=77)
    page.keyboard.type("88")
    page.keyboard.press("Enter")

    asked = page.get_by_role("alert").filter(has_text="somebody changed it")
    expect(asked).to_contain_text("holds “$77.00” by now")
    expect(asked).to_contain_text("You typed “88”")
    shoot(page, "stale")
    page.get_by_role("button", name="Save mine").click()
    expect(note(page)).to_contain_text("Saved.")
    assert held(page, deal, "Amount") == 88


def test_a_cell_that_is_typed_into_again_and_again_ends_with_what_was_typed_last(
    open_page: OpenPage, stack: Stack, editor: SeededPerson
) -> None:
    page = open_tables(open_page, stack, editor)
    deal = lone_deal(page, 6)
    only(page, deal)
    go_to(page, NEXT_STEP)

    for number in range(8):
        page.keyboard.type(f"Try {number}")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowLeft")

    expect(note(page)).to_contain_text("Saved.")
    expect(page.get_by_role("alert").filter(has_text="You typed")).to_have_count(0)
    assert held(page, deal, "Next step") == "Try 7"


def test_an_edit_outlives_another_order_and_the_new_rows_hold_it(
    open_page: OpenPage, stack: Stack, editor: SeededPerson
) -> None:
    page = open_tables(open_page, stack, editor)
    deal = lone_deal(page, 7)
    only(page, deal)
    go_to(page, NEXT_STEP)

    page.keyboard.type("Written before the order")
    page.keyboard.press("Enter")
    page.get_by_label("Sort by").select_option(label="Name, last to first")

    expect(page).to_have_url(re.compile("s=-fld"))
    expect(note(page)).to_contain_text("Saved.")
    go_to(page, NEXT_STEP)
    expect(cell(page, NEXT_STEP, 0)).to_have_text("Written before the order")
    assert held(page, deal, "Next step") == "Written before the order"


def test_sixty_edits_typed_as_fast_as_keys_come_are_all_saved(
    open_page: OpenPage, stack: Stack, editor: SeededPerson
) -> None:
    page = open_tables(open_page, stack, editor)
    choose_table(page, TABLE)
    page.get_by_label("Sort by").select_option(label="Name, last to first")
    expect(page).to_have_url(re.compile("s=-fld"))
    expect(count(page)).to_contain_text("records")
    go_to(page, NEXT_STEP)

    for number in range(60):
        page.keyboard.type(f"Step {number} of sixty", delay=0)
        page.keyboard.press("Enter")

    expect(note(page)).to_contain_text("Saved.", timeout=60_000)
    order = [{"field": "Name", "descending": True}]
    shown = ask(page, "POST", "/records/query", {"base": BASE, "table": TABLE, "limit": 60, "sort": order})
    field = next(each["id"] for each in shown["fields"] if each["name"] == "Next step")
    assert [row["cells"].get(field, {}).get("text") for row in shown["records"]] == [
        f"Step {number} of sixty" for number in range(60)
    ]


def test_pasted_cells_are_seen_as_a_plan_before_anything_is_written(
    open_page: OpenPage, stack: Stack, editor: SeededPerson, shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, editor)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    deal = lone_deal(page, 4)
    only(page, deal)
    before = held(page, deal, "Amount")
    go_to(page, AMOUNT)

    # The second line has no record to go to.
    page.evaluate("navigator.clipboard.writeText('1234\\t0.4\\n99\\t0.5')")
    page.keyboard.press("Control+v")

    dialog = page.get_by_role("dialog", name="What will change")
    expect(dialog).to_contain_text("$1,234.00")
    shoot(page, "pasted")
    assert held(page, deal, "Amount") == before
    expect(page.locator(".edit-note")).to_contain_text("2 cells were left out")
    dialog.get_by_role("button", name=re.compile("Approve")).click()
    expect(cell(page, AMOUNT, 0)).to_have_text("$1,234.00")
    assert held(page, deal, "Amount") == 1234


def test_a_viewer_opens_the_record_where_an_editor_would_type(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    viewer = next(person for person in people if person.role == "viewer")
    page = open_tables(open_page, stack, viewer)
    deal = lone_deal(page, 5)
    only(page, deal)

    go_to(page, AMOUNT)
    page.keyboard.type("5")
    expect(page.get_by_label("Amount, new value")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Record")).to_be_visible()
