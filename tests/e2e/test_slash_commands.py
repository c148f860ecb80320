"""Ways to begin a question, behind a slash."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chatting import answers, chat_of, expect_whole_answer, message_field
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.harness.stack import Stack


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Page:
    return chat_of(open_page, stack, people[0]).page


def test_a_command_is_chosen_by_keys_and_the_question_goes_on(page: Page, shoot: Shoot) -> None:
    field = message_field(page)
    menu = page.get_by_role("listbox", name="Ways to begin")

    field.press("/")
    expect(menu.get_by_role("option")).to_have_count(10)
    shoot(page, "all")
    field.press_sequentially("co")
    expect(menu.get_by_role("option")).to_have_count(1)
    field.press("Enter")
    expect(menu).to_have_count(0)
    expect(field).to_have_value("count ")
    field.press_sequentially("won deals")
    field.press("Enter")

    expect_whole_answer(page)
    expect(answers(page).last).to_contain_text("deals where Stage is Won")


def test_what_is_no_command_is_sent_as_it_is(page: Page) -> None:
    field = message_field(page)
    menu = page.get_by_role("listbox", name="Ways to begin")

    field.fill("/")
    field.press("ArrowUp")
    expect(menu.get_by_role("option", selected=True)).to_contain_text("/undo")
    field.press("Escape")
    expect(menu).to_have_count(0)
    field.press_sequentially("count deals")
    field.press("Enter")

    expect_whole_answer(page)
    expect(answers(page).last).to_contain_text("deals")
