"""Records that are made, doubled and deleted in Tables, and what is written and asked beside them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.chatting import message_field
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.deals import BASE, ask
from tests.e2e.test_tables_page import TABLE, cell, choose_table, count, direct, open_tables
from tests.harness.stack import Stack

MADE = ["A deal from the grid", "Its twin", "A deal to talk about"]


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Iterator[Page]:
    """The owner at the deals. What the test makes is deleted behind it: others count them."""
    page = open_tables(open_page, stack, people[0])
    choose_table(page, TABLE)
    expect(cell(page, 1, 0)).to_be_attached()
    yield page
    made = {"conditions": [{"field": "Name", "op": "is_any_of", "value": MADE}]}
    if direct(page, where=made):
        ask(page, "DELETE", "/records", {"base": BASE, "table": TABLE, "where": made})


def drawer(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Record", exact=True)


def make(page: Page, name: str) -> None:
    page.get_by_role("button", name="New record").click()
    dialog = page.get_by_role("dialog", name="New record")
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_label("Amount").fill("1234.5")
    dialog.get_by_label("Stage").select_option(label="Lead")
    dialog.get_by_role("button", name="Make the record").click()
    expect(drawer(page).get_by_role("heading", name=name)).to_be_visible()


def test_a_record_is_made_doubled_and_deleted_once_one_has_seen_it(page: Page, shoot: Shoot) -> None:
    before = direct(page)
    make(page, "A deal from the grid")
    expect(drawer(page)).to_contain_text("$1,234.50")
    expect(count(page)).to_contain_text(f"{before + 1:,} records")

    drawer(page).get_by_role("button", name="Actions for this record").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    dialog = page.get_by_role("dialog", name="New record")
    expect(dialog.get_by_label("Name", exact=True)).to_have_value("A deal from the grid")
    shoot(page, "duplicate")
    dialog.get_by_label("Name", exact=True).fill("Its twin")
    dialog.get_by_role("button", name="Make the record").click()
    expect(drawer(page).get_by_role("heading", name="Its twin")).to_be_visible()
    expect(drawer(page)).to_contain_text("$1,234.50")

    drawer(page).get_by_role("button", name="Actions for this record").click()
    page.get_by_role("menuitem", name="Delete").click()
    plan = page.get_by_role("dialog", name="What will change")
    expect(plan).to_contain_text("Its twin")
    plan.get_by_role("button", name="Approve 1").click()
    expect(drawer(page)).to_have_count(0)
    expect(count(page)).to_contain_text(f"{before + 1:,} records")
    assert direct(page, search="Its twin") == 0


def test_a_value_that_airtable_refuses_is_told_and_what_was_typed_stays(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    page = open_tables(open_page, stack, people[0], "422 (Unprocessable")
    choose_table(page, TABLE)
    expect(cell(page, 1, 0)).to_be_attached()
    page.get_by_role("button", name="New record").click()
    dialog = page.get_by_role("dialog", name="New record")
    dialog.get_by_label("Name", exact=True).fill("Wrong")
    dialog.get_by_label("Amount").fill("a lot")

    # A picker opens for whoever goes into it, and not before.
    expect(dialog.get_by_role("listbox")).to_have_count(0)
    dialog.get_by_role("combobox", name="Account").focus()
    expect(dialog.get_by_role("listbox", name="Accounts").get_by_role("option").first).to_be_visible()
    dialog.get_by_role("button", name="Make the record").click()

    expect(dialog.get_by_role("alert")).to_contain_text("Amount")
    expect(dialog.get_by_label("Amount")).to_have_value("a lot")
    assert direct(page, search="Wrong") == 0


def test_a_comment_is_written_beside_a_record(page: Page, shoot: Shoot) -> None:
    make(page, "A deal to talk about")

    drawer(page).get_by_role("textbox", name="Comment").fill("Call <b>them</b> on Monday")
    drawer(page).get_by_role("button", name="Comment").click()

    comments = drawer(page).get_by_role("list", name="Comments")
    expect(comments.get_by_role("listitem")).to_contain_text(["Call <b>them</b> on Monday"])
    expect(drawer(page).get_by_role("textbox", name="Comment")).to_have_value("")
    shoot(page, "comments")


def test_records_lead_to_a_question_about_them(page: Page) -> None:
    page.get_by_role("button", name="Filter").click()
    dialog = page.get_by_role("dialog", name="Filter")
    dialog.get_by_label("Field").select_option(label="Stage")
    dialog.get_by_label("Value for Stage").select_option(label="Won")
    dialog.get_by_role("button", name="Apply").click()
    expect(count(page)).to_contain_text("where Stage is Won")

    page.get_by_role("link", name="Ask about these records").click()

    expect(message_field(page)).to_have_value("How many Deals where Stage is Won?")
    message_field(page).press("Enter")
    expect(page.get_by_role("log")).to_contain_text("182 deals")


def test_a_comment_is_answered_below_it(page: Page, shoot: Shoot) -> None:
    make(page, "A deal that is asked about")
    comments = drawer(page).get_by_role("list", name="Comments")
    # Each cell stands there once.
    expect(drawer(page).get_by_role("term").filter(has_text=re.compile("^Name$"))).to_have_count(1)
    drawer(page).get_by_label("Comment", exact=True).fill("Who calls them?")
    drawer(page).get_by_role("button", name="Comment", exact=True).click()
    first = comments.get_by_role("listitem").filter(has_text="Who calls them?")
    expect(first).to_be_visible()

    first.get_by_role("button", name=re.compile("^Answer")).click()
    page.keyboard.type("I do, on Tuesday")
    first.get_by_role("button", name="Answer", exact=True).click()

    expect(first.get_by_role("list", name=re.compile("^Answers")).get_by_role("listitem")).to_contain_text(
        ["I do, on Tuesday"]
    )
    expect(drawer(page).get_by_label("Answer", exact=True)).to_have_count(0)
    shoot(page, "answered")


def test_people_are_mentioned_by_name(page: Page, shoot: Shoot) -> None:
    make(page, "A deal that is shared")
    comments = drawer(page).get_by_role("list", name="Comments")
    field = drawer(page).get_by_role("textbox", name="Comment")
    field.fill("I begin")
    field.press("Control+Enter")
    drawer(page).get_by_role("button", name="Comment", exact=True).click()
    first = comments.get_by_role("listitem").filter(has_text="I begin")
    author = first.locator("strong").inner_text()

    field.press_sequentially(f"Look here, @{author[:2].lower()}")
    people = drawer(page).get_by_role("listbox", name="People to mention")
    expect(people.get_by_role("option")).to_have_text([author])
    shoot(page, "people")
    field.press("Enter")
    expect(field).to_have_value(f"Look here, @{author} ")
    with page.expect_request("**/api/v1/comments") as sent:
        drawer(page).get_by_role("button", name="Comment", exact=True).click()

    assert re.fullmatch(r"Look here, @\[usr\w{14}\]", sent.value.post_data_json["text"])
    expect(comments.get_by_role("listitem").first).to_contain_text(f"Look here, @{author}")
    page.goto("/changes/")
    page.get_by_role("link", name=re.compile("omment")).first.click()
    expect(page.get_by_role("main")).to_contain_text(f"“Look here, @{author}”")


def test_a_viewer_makes_deletes_and_comments_nothing(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    viewer = next(person for person in people if person.role == "viewer")
    page = open_tables(open_page, stack, viewer)
    choose_table(page, TABLE)
    expect(cell(page, 1, 0)).to_be_attached()
    cell(page, 1, 0).focus()
    page.keyboard.press("Space")
    expect(drawer(page).get_by_role("heading", name="Comments")).to_be_visible()

    expect(page.get_by_role("button", name="New record")).to_have_count(0)
    expect(drawer(page).get_by_role("button", name="Actions for this record")).to_have_count(0)
    expect(drawer(page).get_by_role("textbox", name="Comment")).to_have_count(0)
