"""What was done in a base goes back and forth again, whoever did it where; cells are filled down, cut and kept over a
reload."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chatting import ask_to_the_end, open_start
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.deals import BASE, TABLE, ask
from tests.e2e.test_grid_edits import AMOUNT, NEXT_STEP, go_to, held, lone_deal, note, only
from tests.e2e.test_tables_page import base_of, cell, choose_table, count, open_tables
from tests.harness.stack import Stack


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, editor: SeededPerson) -> Page:
    """An editor at the tables."""
    return open_tables(open_page, stack, editor)


def typed(page: Page, column: int, text: str) -> None:
    go_to(page, column)
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("Saved.")


def test_edits_are_undone_and_redone_in_their_order_also_after_a_reload(page: Page, shoot: Shoot) -> None:
    deal = lone_deal(page, 20)
    only(page, deal)
    before = cell(page, AMOUNT, 0).inner_text()
    typed(page, AMOUNT, "1001")
    typed(page, AMOUNT, "1002")

    page.reload()
    expect(cell(page, AMOUNT, 0)).to_have_text("$1,002.00")
    undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    expect(redo).to_be_disabled()
    undo.click()
    expect(cell(page, AMOUNT, 0)).to_have_text("$1,001.00")
    expect(redo).to_be_enabled()
    shoot(page, "undone")
    page.keyboard.press("Control+z")
    expect(cell(page, AMOUNT, 0)).to_have_text(before)
    expect(note(page)).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(cell(page, AMOUNT, 0)).to_have_text("$1,001.00")
    expect(note(page)).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(cell(page, AMOUNT, 0)).to_have_text("$1,002.00")
    expect(redo).to_be_disabled()

    assert held(page, deal, "Amount") == 1002


def test_what_the_chat_wrote_is_undone_in_the_grid(page: Page) -> None:
    deal = lone_deal(page, 21)
    only(page, deal)
    typed(page, AMOUNT, "98765432")
    before = held(page, deal, "Next step")
    open_start(page)
    ask_to_the_end(page, "set next step of deals with amount over $98765431 to Written by chat")
    page.get_by_role("button", name=re.compile("Approve")).click()
    expect(page.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)
    page.goto("/tables/")
    only(page, deal)
    go_to(page, NEXT_STEP)
    expect(cell(page, NEXT_STEP, 0)).to_have_text("Written by chat")

    page.get_by_role("button", name="Undo", exact=True).click()

    expect(cell(page, NEXT_STEP, 0)).to_have_text(str(before or ""))
    assert held(page, deal, "Next step") == before
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(note(page)).to_have_count(0)
    assert held(page, deal, "Amount") != 98765432


def test_cells_are_filled_down_after_their_plan_was_seen(page: Page, shoot: Shoot) -> None:
    choose_table(page, TABLE)
    page.get_by_label("Sort by").select_option(label="Name, last to first")
    expect(page).to_have_url(re.compile("s=-fld"))
    expect(count(page)).to_contain_text("records")
    go_to(page, NEXT_STEP)
    page.keyboard.type("Fill me down")
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("Saved.")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")

    page.keyboard.press("Control+d")

    dialog = page.get_by_role("dialog", name="What will change")
    expect(dialog.get_by_role("group")).to_have_count(2)
    shoot(page, "filled")
    dialog.get_by_role("button", name=re.compile("Approve")).click()
    for row in range(3):
        expect(cell(page, NEXT_STEP, row)).to_have_text("Fill me down")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(cell(page, NEXT_STEP, 2)).not_to_have_text("Fill me down")
    expect(cell(page, NEXT_STEP, 0)).to_have_text("Fill me down")


def test_a_cut_cell_is_empty_and_its_text_can_be_pasted(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    deal = lone_deal(page, 22)
    only(page, deal)
    typed(page, NEXT_STEP, "Cut me")

    go_to(page, NEXT_STEP)
    page.keyboard.press("Control+x")

    expect(cell(page, NEXT_STEP, 0)).to_have_text("")
    expect(note(page)).to_contain_text("Saved.")
    assert page.evaluate("navigator.clipboard.readText()") == "Cut me"
    assert held(page, deal, "Next step") is None


def test_what_could_not_be_sent_before_a_reload_is_sent_after_it(
    open_page: OpenPage, stack: Stack, editor: SeededPerson
) -> None:
    page = open_tables(open_page, stack, editor, "ERR_FAILED", "ERR_INTERNET_DISCONNECTED")
    deal = lone_deal(page, 23)
    only(page, deal)
    page.route("**/api/v1/records", lambda route: route.abort())
    go_to(page, AMOUNT)
    page.keyboard.type("5151")
    page.keyboard.press("Enter")
    expect(note(page)).to_contain_text("Not saved yet")

    page.unroute("**/api/v1/records")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(cell(page, AMOUNT, 0)).to_have_text("$5,151.00")
    expect(note(page)).to_contain_text("Saved.")
    assert held(page, deal, "Amount") == 5151


def test_the_search_is_reached_by_the_keys_of_the_browser(page: Page) -> None:
    choose_table(page, TABLE)
    expect(cell(page, 1, 0)).to_be_attached()

    page.keyboard.press("Control+f")

    expect(page.get_by_label("Search the records")).to_be_focused()
    assert ask(page, "GET", f"/changes/stack?base={base_of(page)}").keys() == {"undo", "redo"}
    assert BASE in page.content()
