"""Tables in the browser: records found, sorted, filtered and opened, at an address that can be shared."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import is_as_wide_as_the_screen, is_narrow
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, sign_in
from tests.e2e.deals import BASE, TABLE, a_deal, ask, in_airtable_itself
from tests.harness.processes import wait_until
from tests.harness.stack import Stack


@pytest.fixture
def viewer(people: list[SeededPerson]) -> SeededPerson:
    return next(person for person in people if person.role == "viewer")


def open_tables(open_page: OpenPage, stack: Stack, person: SeededPerson, *refusals: str, **look: str) -> Page:
    """The page, once the copy of the deals is complete: until then only the first of them show. `refusals` are those
    that the test causes."""
    visit = open_page(stack, **look)
    for each in refusals:
        visit.watch.expect(each)
    sign_in(visit.page, stack, person)
    visit.page.goto("/changes/")
    a_deal(visit.page, 0)
    query = {"base": BASE, "table": TABLE, "limit": 1}
    wait_until(
        "the table is copied", lambda: ask(visit.page, "POST", "/records/query", query)["total"] is not None
    )
    visit.page.goto("/tables/")
    return visit.page


def choose_table(page: Page, name: str) -> None:
    if is_narrow(page):
        page.get_by_role("button", name=re.compile("list", re.I)).first.click()
    # Above the bases it may stand once more, among those that were looked at last.
    page.get_by_role("navigation", name="Tables").get_by_role("link", name=name, exact=True).last.click()


def open_deals(open_page: OpenPage, stack: Stack, person: SeededPerson) -> Page:
    """The page with all deals in the grid."""
    page = open_tables(open_page, stack, person)
    choose_table(page, TABLE)
    expect(cell(page, 1, 0)).to_be_attached()
    return page


def cell(page: Page, column: int, row: int) -> Locator:
    """What a screen reader finds there; the grid itself is drawn."""
    return page.get_by_test_id(f"glide-cell-{column}-{row}")


def cards(page: Page) -> Locator:
    """The records on a phone."""
    return page.get_by_role("list", name="Records").get_by_role("button")


def count(page: Page) -> Locator:
    return page.locator(".table-foot")


def direct(page: Page, **question: object) -> int:
    asked = {"base": BASE, "table": TABLE, "limit": 1, **question}
    return int(ask(page, "POST", "/records/query", asked)["total"])


def base_of(page: Page) -> str:
    return next(str(each["id"]) for each in ask(page, "GET", "/bases")["items"] if each["name"] == BASE)


def largest_deal(page: Page) -> str:
    order = [{"field": "Amount", "descending": True}]
    most = ask(page, "POST", "/records/query", {"base": BASE, "table": TABLE, "limit": 1, "sort": order})
    name = next(each["id"] for each in most["fields"] if each["name"] == "Name")
    return str(most["records"][0]["cells"][name]["text"])


def test_records_are_searched_sorted_filtered_and_the_address_says_how(
    open_page: OpenPage, stack: Stack, viewer: SeededPerson, shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, viewer)
    expect(page.get_by_role("heading", name="Choose a table")).to_be_visible()
    page.get_by_label("Find a table").fill("deal")
    choose_table(page, TABLE)
    everything = direct(page)
    expect(count(page)).to_contain_text(f"{everything:,} records")
    expect(cell(page, 1, 0)).to_be_attached()
    shoot(page, "grid")

    page.get_by_label("Sort by").select_option(label="Amount, last to first")
    expect(cell(page, 1, 0)).to_have_text(largest_deal(page))

    page.get_by_role("button", name="Filter").click()
    dialog = page.get_by_role("dialog", name="Filter")
    dialog.get_by_label("Field").select_option(label="Stage")
    dialog.get_by_label("Value for Stage").select_option(label="Won")
    shoot(page, "filter")
    dialog.get_by_role("button", name="Apply").click()
    won = direct(page, where={"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]})
    expect(count(page)).to_contain_text(f"{won:,} records where")
    assert 0 < won < everything

    page.get_by_label("Search the records").fill("alder")
    found = direct(
        page, search="alder", where={"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]}
    )
    expect(count(page)).to_contain_text(re.compile(rf"^{found:,} record"))
    expect(page).to_have_url(re.compile("q=alder"))
    page.reload()
    expect(count(page)).to_contain_text(re.compile(rf"^{found:,} record"))
    expect(page.get_by_role("button", name="Filter (1)")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(count(page)).to_contain_text(f"{everything:,} records")


def test_last_record_of_a_table_is_a_key_away(
    open_page: OpenPage, stack: Stack, viewer: SeededPerson
) -> None:
    page = open_tables(open_page, stack, viewer)
    choose_table(page, TABLE)
    everything = direct(page)
    expect(count(page)).to_contain_text(f"{everything:,} records")
    last = ask(
        page,
        "POST",
        "/records/query",
        {"base": BASE, "table": TABLE, "limit": 1, "skip": everything - 1},
    )["records"][0]

    expect(cell(page, 1, 0)).to_be_attached()
    page.locator(".table-grid .dvn-scroller").click(position={"x": 200, "y": 60})
    expect(cell(page, 1, 0)).to_be_focused()
    page.keyboard.press("Control+End")
    expect(cell(page, 1, everything - 1)).to_be_attached()
    page.keyboard.press("Home")
    page.keyboard.press("Space")

    drawer = page.get_by_role("complementary", name="Record")
    plain = [each["text"] for each in last["cells"].values() if not isinstance(each["value"], list)]
    expect(drawer).to_contain_text(max(plain, key=len)[:30])
    expect(page).to_have_url(re.compile(f"r={last['id']}"))


def test_record_is_opened_stepped_through_and_closed(
    open_page: OpenPage, stack: Stack, viewer: SeededPerson, shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, viewer)
    first, second = a_deal(page, 0), a_deal(page, 1)
    base = base_of(page)
    listed = ask(page, "GET", f"/tables?base={base}")["items"]
    table = next(each for each in listed if each["name"] == TABLE)
    name = next(each["id"] for each in table["fields"] if each["name"] == "Name")
    page.goto(f"/tables/?b={base}&t={table['id']}&s={name}&r={first['id']}")

    drawer = page.get_by_role("complementary", name="Record")
    expect(drawer.get_by_role("heading", level=2)).to_have_text(first["name"])
    expect(cell(page, 1, 1)).to_have_text(second["name"])
    shoot(page, "record")
    drawer.get_by_role("button", name="Next record").click()
    expect(drawer.get_by_role("heading", level=2)).to_have_text(second["name"])
    expect(drawer.get_by_role("button", name="Next record")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def test_filter_that_does_not_fit_its_field_says_why(
    open_page: OpenPage, stack: Stack, viewer: SeededPerson
) -> None:
    page = open_tables(open_page, stack, viewer, "422 (Unprocessable")
    choose_table(page, TABLE)
    page.get_by_role("button", name="Filter").click()
    dialog = page.get_by_role("dialog", name="Filter")
    dialog.get_by_label("Field").select_option(label="Amount")
    dialog.get_by_label("Value for Amount").fill("plenty")
    dialog.get_by_role("button", name="Apply").click()

    expect(page.locator("main").get_by_role("alert")).to_contain_text("Amount")


def test_what_cannot_be_asked_is_said(open_page: OpenPage, stack: Stack, viewer: SeededPerson) -> None:
    visit = open_page(stack)
    visit.watch.expect("404 (Not Found)")
    sign_in(visit.page, stack, viewer)
    page = visit.page
    page.goto("/tables/?b=appNobody00000000&t=tblNobody00000000")

    expect(page.locator("main").get_by_role("alert")).to_contain_text("no")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_tables_fit_every_screen(
    open_page: OpenPage, stack: Stack, viewer: SeededPerson, shoot: Shoot, width: str, theme: str
) -> None:
    page = open_tables(open_page, stack, viewer, width=width, theme=theme)
    choose_table(page, TABLE)
    expect(count(page)).to_contain_text("records")
    expect(cell(page, 1, 0) if width == "wide" else cards(page).first).to_be_attached()
    shoot(page, "grid")
    assert is_as_wide_as_the_screen(page)

    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("dialog", name="Filter")).to_be_visible()
    shoot(page, "filter")
    page.keyboard.press("Escape")
    page.goto(f"{page.url}&r={a_deal(page, 30)['id']}")
    expect(
        page.get_by_role("complementary", name="Record")
        .get_by_role("list", name="History")
        .or_(page.get_by_text("Nothing was seen to change"))
    ).to_be_visible()
    shoot(page, "record")
    assert is_as_wide_as_the_screen(page)


def test_records_are_cards_on_a_phone_to_the_last_and_open_by_a_tap(
    open_page: OpenPage, stack: Stack, viewer: SeededPerson, shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, viewer, width="phone")
    choose_table(page, TABLE)
    order = [{"field": "Name", "descending": True}]
    last = ask(page, "POST", "/records/query", {"base": BASE, "table": TABLE, "limit": 1, "sort": order})
    name = next(each["id"] for each in last["fields"] if each["name"] == "Name")
    page.goto(f"{page.url}&s={name}&g={field_id(last, 'Stage')}")
    expect(cards(page).first).to_contain_text("Lead")
    shoot(page, "groups")
    page.goto(page.url.partition("&g=")[0])

    page.get_by_role("list", name="Records").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    wanted = str(last["records"][0]["cells"][name]["text"])
    expect(cards(page).last).to_contain_text(wanted)
    shoot(page, "last")
    cards(page).last.click()

    expect(page.get_by_role("complementary", name="Record").get_by_role("heading", level=2)).to_have_text(
        wanted
    )


def field_id(found: dict[str, Any], name: str) -> str:
    return next(str(each["id"]) for each in found["fields"] if each["name"] == name)


def test_rows_behind_an_answer_are_opened_from_its_proof(
    open_page: OpenPage, stack: Stack, viewer: SeededPerson
) -> None:
    page = open_tables(open_page, stack, viewer)
    page.goto("/chat/")
    page.get_by_label("Message").fill("how many won deals are there?")
    page.get_by_label("Message").press("Enter")
    page.get_by_text("How I got this").click()
    page.get_by_role("link", name="Open these records in Tables").click()

    won = direct(page, where={"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]})
    expect(count(page)).to_contain_text(f"{won:,} records where")
    page.get_by_role("button", name="Filter (1)").click()
    dialog = page.get_by_role("dialog", name="Filter")
    expect(dialog.get_by_label("Value for Stage")).to_have_value("Won")


def test_cell_of_the_open_record_is_edited_refused_and_chosen_when_it_was_changed_meanwhile(
    open_page: OpenPage, stack: Stack, editor: SeededPerson, shoot: Shoot
) -> None:
    page = open_tables(open_page, stack, editor, "422 (Unprocessable", "409 (Conflict")
    deal = a_deal(page, 20)
    choose_table(page, TABLE)
    page.goto(f"{page.url}&r={deal['id']}")
    drawer = page.get_by_role("complementary", name="Record")

    drawer.get_by_role("button", name="Edit Amount").click()
    amount = drawer.get_by_label("New value of Amount")
    amount.fill("plenty")
    amount.press("Enter")
    expect(drawer.get_by_role("alert")).to_be_visible()
    expect(amount).to_have_value("plenty")
    shoot(page, "refused")
    amount.fill("5151")
    amount.press("Enter")
    expect(drawer.get_by_role("link", name="Saved. Undo")).to_be_visible()
    expect(drawer.locator(".record-cells")).to_contain_text("$5,151.00")

    drawer.get_by_role("button", name="Edit Amount").click()
    in_airtable_itself(stack, base_of(page), deal["id"], Amount=77)
    amount.fill("5252")
    amount.press("Enter")
    expect(drawer.get_by_role("alert")).to_contain_text("$77.00")
    shoot(page, "stale")
    drawer.get_by_role("button", name="Save mine").click()
    expect(drawer.locator(".record-cells")).to_contain_text("$5,252.00")


def test_viewer_is_offered_no_edit(open_page: OpenPage, stack: Stack, viewer: SeededPerson) -> None:
    page = open_tables(open_page, stack, viewer)
    deal = a_deal(page, 21)
    choose_table(page, TABLE)
    page.goto(f"{page.url}&r={deal['id']}")

    drawer = page.get_by_role("complementary", name="Record")
    expect(drawer.get_by_role("heading", level=2)).to_have_text(deal["name"])
    expect(drawer.get_by_role("button", name="Edit Amount")).to_have_count(0)
