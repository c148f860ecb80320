"""Questions in other words, answers once more, and questions that wait for the answer before."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.chatting import (
    answers,
    ask,
    ask_to_the_end,
    chat_of,
    expect_whole_answer,
    message_field,
    questions,
    waiting_sandbox,
)
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, Visit
from tests.harness.stack import Stack

WON, LOST = "How many won deals are there?", "How many lost deals are there?"


@pytest.fixture
def visit(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Visit:
    """The owner on the start page of the chat, on a wide screen."""
    return chat_of(open_page, stack, people[0])


def versions(page: Page) -> Locator:
    return page.get_by_role("group", name="Versions of this question")


def edit(page: Page, text: str) -> Locator:
    """Open the editor of the first question and write other words into it."""
    page.locator(".question").first.hover()
    page.get_by_role("button", name="Ask in other words").first.click()
    field = page.get_by_label("Question in other words")
    expect(field).to_be_focused()
    field.fill(text)
    return field


def without_age(text: str) -> str:
    """The text of an answer without how long ago its numbers were read, which goes on."""
    return re.sub(r"\d+ (s|min) ago|just now", "", text)


def test_a_question_in_other_words_is_a_version_that_one_can_leave_and_come_back_to(
    visit: Visit, shoot: Shoot
) -> None:
    page = visit.page
    ask_to_the_end(page, WON)
    ask_to_the_end(page, "and by owner?")

    edit(page, LOST).press("Enter")
    expect(questions(page)).to_have_text([LOST])
    expect_whole_answer(page, 1)
    expect(versions(page)).to_contain_text("2 of 2")
    lost = answers(page).inner_text()
    shoot(page, "question-versions")
    page.get_by_role("button", name="Version before").click()
    expect(questions(page)).to_have_text([WON, "and by owner?"])
    page.reload()

    expect(questions(page)).to_have_text([WON, "and by owner?"])
    expect(versions(page)).to_contain_text("1 of 2")
    page.get_by_role("button", name="Version after").click()
    expect(questions(page)).to_have_text([LOST])
    assert without_age(answers(page).inner_text()) == without_age(lost)


def test_leaving_the_editor_changes_nothing(visit: Visit) -> None:
    page = visit.page
    ask_to_the_end(page, WON)

    edit(page, LOST).press("Escape")

    expect(page.get_by_role("button", name="Ask in other words")).to_be_focused()
    expect(questions(page)).to_have_text([WON])
    expect(versions(page)).to_have_count(0)


def test_an_answer_is_made_once_more_beside_the_first(visit: Visit) -> None:
    page = visit.page
    ask_to_the_end(page, WON)

    page.get_by_role("button", name="Answer again").click()

    expect(versions(page)).to_contain_text("2 of 2")
    expect_whole_answer(page, 1)
    expect(questions(page)).to_have_text([WON])


def waiting(page: Page) -> Locator:
    return page.get_by_role("list", name="Waiting to be sent").get_by_role("listitem")


def write(page: Page, text: str) -> None:
    message_field(page).fill(text)
    message_field(page).press("Enter")
    expect(message_field(page)).to_have_value("")


def test_questions_asked_meanwhile_wait_and_are_asked_in_their_order(
    visit: Visit, stack: Stack, shoot: Shoot
) -> None:
    page = visit.page
    with waiting_sandbox(stack):
        ask(page, WON)
        write(page, LOST)
        write(page, "How many contacts are there?")
        expect(waiting(page)).to_have_text([LOST, "How many contacts are there?"])
        shoot(page, "questions-waiting")
        message_field(page).fill("a draft of mine")

    expect(questions(page)).to_have_text([WON, LOST, "How many contacts are there?"])
    expect_whole_answer(page, 3)
    expect(waiting(page)).to_have_count(0)
    expect(message_field(page)).to_have_value("a draft of mine")


def test_what_waits_comes_back_into_the_field_when_the_answer_is_stopped(visit: Visit, stack: Stack) -> None:
    page = visit.page
    with waiting_sandbox(stack):
        ask(page, WON)
        write(page, LOST)
        page.get_by_role("button", name="Stop").click()

        expect(page.get_by_text("You stopped this answer.")).to_be_visible()
        expect(message_field(page)).to_have_value(LOST)
    expect(waiting(page)).to_have_count(0)
    expect(questions(page)).to_have_text([WON])


def test_what_waits_can_be_taken_back_or_left_out(visit: Visit, stack: Stack) -> None:
    page = visit.page
    with waiting_sandbox(stack):
        ask(page, WON)
        write(page, LOST)
        write(page, "never sent")
        waiting(page).last.get_by_role("button", name="Do not send it").click()
        waiting(page).get_by_role("button", name="Put it back into the field").click()

        expect(waiting(page)).to_have_count(0)
        expect(message_field(page)).to_have_value(LOST)
    expect_whole_answer(page, 1)
    expect(questions(page)).to_have_text([WON])


def test_what_waits_is_text_of_the_field_after_a_reload_and_never_sent_by_itself(
    visit: Visit, stack: Stack
) -> None:
    page = visit.page
    with waiting_sandbox(stack):
        ask(page, WON)
        page.wait_for_url("**/chat/?t=*")
        write(page, LOST)
        page.reload()
        expect(message_field(page)).to_have_value(LOST)

    expect_whole_answer(page, 1)
    expect(questions(page)).to_have_text([WON])
    expect(message_field(page)).to_have_value(LOST)
