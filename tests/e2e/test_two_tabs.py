"""Two tabs of one person: what changes in one is seen in the other, without a reload and without fuss."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chatting import (
    answers,
    ask,
    ask_to_the_end,
    chat_of,
    delete,
    expect_whole_answer,
    message_field,
    open_start,
    questions,
    rename,
    sent_events,
    starters,
    thread,
    threads,
)
from tests.e2e.conftest import OpenPage, SeededPerson
from tests.harness.stack import Stack

Tabs = tuple[Page, Page]


@pytest.fixture
def tabs(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Tabs:
    """Two tabs of the admin in one browser, both on the start page."""
    visit = chat_of(open_page, stack, people[1])
    other = visit.context.new_page()
    open_start(other)
    return visit.page, other


def test_question_of_one_tab_is_listed_in_the_other(tabs: Tabs) -> None:
    here, there = tabs

    address = ask_to_the_end(here, "How many contacts are there by role?")

    there.locator(f"a[href$='{address.split('/chat/')[1]}']").click()
    expect(questions(there)).to_have_text(["How many contacts are there by role?"])
    expect_whole_answer(there, 1)
    assert answers(there).inner_text() == answers(here).inner_text()


def test_answer_of_one_tab_appears_in_the_other_that_shows_the_thread(tabs: Tabs) -> None:
    here, there = tabs
    there.goto(ask_to_the_end(here, "How many accounts are there?"))
    expect(questions(there)).to_have_count(1)

    ask(here, "How many contacts are there?")

    expect(questions(there)).to_have_text(["How many accounts are there?", "How many contacts are there?"])
    expect_whole_answer(there, 2)
    expect(answers(there).last).to_contain_text("600 contacts")


def test_new_name_is_seen_in_the_other_tab(tabs: Tabs) -> None:
    here, there = tabs
    there.goto(ask_to_the_end(here, "How many accounts are there per industry?"))

    rename(here, "How many accounts are there per industry?", "Industries")

    expect(thread(there, "Industries")).to_be_visible()
    expect(there.get_by_role("heading", level=1)).to_have_text("Industries")


def test_thread_that_another_tab_deleted_leaves_a_calm_page(tabs: Tabs) -> None:
    here, there = tabs
    there.goto(ask_to_the_end(here, "How many lost deals are there?"))
    expect(questions(there)).to_have_count(1)
    open_start(here)

    delete(here, "How many lost deals are there?")

    expect(there.get_by_role("heading", name="No such thread", level=2)).to_be_visible()
    expect(there.get_by_role("alert")).to_be_empty()
    expect(thread(there, "How many lost deals are there?")).to_have_count(0)
    there.get_by_role("link", name="Start a new chat").click()
    expect(starters(there).first).to_be_visible()


def test_same_draft_in_two_tabs_becomes_two_questions_when_one_is_changed(tabs: Tabs) -> None:
    here, there = tabs
    message_field(here).fill("How many contacts are there?")
    open_start(there)
    expect(message_field(there)).to_have_value("How many contacts are there?")
    ask_to_the_end(there, "How many contacts are there?")

    here.bring_to_front()
    message_field(here).press("End")
    message_field(here).press("Backspace")
    message_field(here).press_sequentially(" by role?")
    message_field(here).press("Enter")

    expect(questions(here)).to_have_text(["How many contacts are there by role?"])
    expect(here).not_to_have_url(there.url)


def test_palette_asks_for_the_threads_when_it_opens_and_never_before(tabs: Tabs) -> None:
    page, _ = tabs
    asked = sent_events(page, "load_palette")
    ask_to_the_end(page, "How many contacts are there per account?")
    page.reload()
    expect(threads(page).first).to_be_visible()
    assert asked == []

    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_placeholder("Search").fill("contacts per account")
    page.get_by_role("option", name=re.compile("contacts are there per")).first.click()

    assert len(asked) == 1
    expect(page).to_have_url(re.compile(r"\?t=\w+$"))
