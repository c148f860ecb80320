"""What was asked, part by part below an answer: changed there, it is asked again."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.chatting import answers, ask_to_the_end, chat_of, expect_whole_answer, questions
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, Visit
from tests.e2e.deals import BASE, TABLE, ask
from tests.harness.stack import Stack

WON = "How many won deals are there by owner?"


@pytest.fixture
def visit(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Visit:
    """The owner on the start page of the chat, on a wide screen."""
    return chat_of(open_page, stack, people[0])


def chips(page: Page) -> Locator:
    return answers(page).last.get_by_role("list", name="What was asked")


def test_a_part_that_is_taken_away_asks_again_without_it(visit: Visit, shoot: Shoot) -> None:
    page = visit.page
    ask_to_the_end(page, WON)
    shoot(page, "query-chips")

    chips(page).get_by_role("button", name="Ask without by Owner").click()
    expect(questions(page)).to_have_text([WON, "Records of Deals where Stage is Won"])
    expect_whole_answer(page, 2)
    chips(page).get_by_role("button", name="Ask without Stage is Won").click()

    expect(questions(page)).to_have_count(3)
    expect_whole_answer(page, 3)
    held = ask(page, "POST", "/aggregates", {"base": BASE, "table": TABLE})["rows_scanned"]
    said = f"Records: {held:,}, over {held:,} of {held:,} records of Deals."
    expect(answers(page).last).to_contain_text(said)


def test_numbers_groups_and_filter_are_changed_in_place(visit: Visit, shoot: Shoot) -> None:
    page = visit.page
    ask_to_the_end(page, "How many won deals are there?")

    chips(page).hover()
    chips(page).get_by_role("button", name="Change the number Records").click()
    page.get_by_role("menuitem", name="Average of Amount").click()
    expect_whole_answer(page, 2)
    chips(page).hover()
    chips(page).get_by_role("button", name="Add a grouping").click()
    page.get_by_role("menuitem", name="by Owner", exact=True).click()
    expect_whole_answer(page, 3)
    chips(page).get_by_role("button", name="Change the condition Stage is Won").click()
    dialog = page.get_by_role("dialog", name="Filter")
    dialog.get_by_label("Test of Stage").select_option(label="is any of")
    dialog.get_by_text("Lost", exact=True).click()
    dialog.get_by_role("button", name="Add a group").click()
    inside = dialog.get_by_role("group", name="Conditions inside")
    inside.get_by_label("Field").select_option(label="Amount")
    inside.get_by_label("Test of Amount").select_option(label=">")
    inside.get_by_label("Value for Amount").fill("50000")
    shoot(page, "nested-filter")
    dialog.get_by_role("button", name="Apply").click()

    expect(questions(page).last).to_have_text(
        "Average of Amount by Owner of Deals where Stage is any of Won, Lost and Amount is more than $50,000.00"
    )
    expect_whole_answer(page, 4)
    shoot(page, "query-chips-changed")
