"""The chat page as people use it: writing, waiting, stopping, threads and their addresses."""

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
    starters,
    thread,
    threads,
    waiting_sandbox,
)
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, Visit
from tests.harness.stack import Stack


@pytest.fixture
def visit(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Visit:
    """The owner on the start page of the chat, on a wide screen."""
    return chat_of(open_page, stack, people[0])


@pytest.fixture
def phone(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> Visit:
    """The editor on the start page of the chat, on a phone."""
    return chat_of(open_page, stack, people[2], width="phone")


def test_question_is_text_whatever_is_in_it(visit: Visit) -> None:
    page = visit.page
    other_scripts = "\u05e9\u05dc\u05d5\u05dd \U0001f9d1\u200d\U0001f680"
    text = f"**Bold** <img src=x onerror=alert(1)> <b>b</b> {other_scripts} [a](data:x)"

    ask_to_the_end(page, text)

    assert questions(page).last.inner_text() == text
    expect(page.locator(".bubble b, .bubble strong, .bubble img, .bubble a")).to_have_count(0)
    expect(threads(page).first.locator("b, img")).to_have_count(0)
    expect(threads(page).first).to_contain_text("<b>b</b>")


def test_longest_question_arrives_whole_and_no_character_more(visit: Visit) -> None:
    page = visit.page
    text = ("how many deals " * 600)[:7_999] + "?"

    message_field(page).fill(text)
    message_field(page).press("End")
    message_field(page).press_sequentially("xyz")
    message_field(page).press("Enter")
    expect_whole_answer(page)

    assert questions(page).last.inner_text() == text


@pytest.mark.parametrize("word", ["W" * 400, "https://example.test/" + "a" * 400])
def test_very_long_word_never_makes_a_phone_page_scroll_sideways(phone: Visit, word: str) -> None:
    ask_to_the_end(phone.page, f"How many {word} are there?")

    assert is_as_wide_as_the_screen(phone.page)


def test_wide_table_scrolls_inside_its_card_on_a_phone(phone: Visit) -> None:
    page = phone.page
    ask_to_the_end(page, "how many open deals are there, and what are they worth by stage?")
    page.locator(".proof summary").click()
    for step in page.locator(".step summary").all():
        step.click()

    assert is_as_wide_as_the_screen(page)
    assert (
        page.get_by_role("region", name="scrollable").evaluate("e => getComputedStyle(e).overflowX") == "auto"
    )


@pytest.mark.parametrize(("width", "theme"), [("wide", "light"), ("phone", "dark")])
def test_records_stand_under_their_exact_count_and_a_name_is_found_where_it_stands(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot, width: str, theme: str
) -> None:
    page = chat_of(open_page, stack, people[2], width=width, theme=theme).page

    ask_to_the_end(page, "show the 5 largest open deals")
    expect(answers(page).last).to_contain_text("The first 5 by Amount, highest first, are below.")
    assert answers(page).last.get_by_role("row").count() == 6
    shoot(page, f"records {width} {theme}")

    ask(page, "show deals for Verdant Robotics")
    expect_whole_answer(page, 2)
    expect(answers(page).last).to_contain_text('where Account contains "Verdant Robotics"')
    expect(answers(page).last.get_by_role("table")).to_have_count(1)
    assert is_as_wide_as_the_screen(page)
    expect(page.get_by_role("button", name="Jump to latest")).to_have_count(0)
    shoot(page, f"name found {width} {theme}")


def is_as_wide_as_the_screen(page: Page) -> bool:
    log = page.get_by_role("log").evaluate("e => e.scrollWidth <= e.clientWidth")
    return bool(log and page.evaluate("document.documentElement.scrollWidth === window.innerWidth"))


def test_double_enter_asks_once(visit: Visit) -> None:
    page = visit.page
    message_field(page).fill("How many contacts are there?")

    page.evaluate(
        """() => {
            const field = document.getElementById("composer");
            const press = () => new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
            field.dispatchEvent(press());
            field.dispatchEvent(press());
        }"""
    )
    expect_whole_answer(page, 1)

    expect(questions(page)).to_have_count(1)


def test_enter_that_ends_a_composition_does_not_send(visit: Visit) -> None:
    page = visit.page
    message_field(page).fill("\u3053\u3093")

    message_field(page).dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})

    expect(message_field(page)).to_have_value("\u3053\u3093")
    expect(questions(page)).to_have_count(0)


def test_question_mark_in_the_composer_is_a_character(visit: Visit) -> None:
    page = visit.page

    message_field(page).press_sequentially("why?")

    expect(message_field(page)).to_have_value("why?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_older_answer_says_by_itself_how_it_was_made(visit: Visit) -> None:
    page = visit.page
    ask_to_the_end(page, "How many contacts are there?")
    ask(page, "How many accounts are there?")
    expect_whole_answer(page, 2)

    older = answers(page).first
    older.locator(".step summary").last.click()

    expect(older.locator(".answer-meta")).to_have_text(re.compile(r"^\d+(\.\d)? m?s, Offline assistant$"))
    expect(older.locator(".step[open] .facts")).to_contain_text("600 records")


def test_running_answer_survives_a_reload_and_ends_by_itself(visit: Visit, stack: Stack) -> None:
    page = visit.page
    with waiting_sandbox(stack):
        ask(page, "How many open deals are there?")
        expect(page).to_have_url(re.compile(r"\?t=\w+$"))
        page.reload()
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        expect(questions(page)).to_have_text(["How many open deals are there?"])
    expect_whole_answer(page, 1)

    expect(answers(page)).to_contain_text("572 open deals")


def test_stopped_answer_says_so_and_can_be_asked_again(visit: Visit, stack: Stack) -> None:
    page = visit.page
    with waiting_sandbox(stack):
        ask(page, "How many won deals are there?")
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("You stopped this answer.")).to_be_visible()
        expect(message_field(page)).to_be_editable()

    page.get_by_role("button", name="Ask again").click()
    expect_whole_answer(page, 1)
    expect(page.get_by_role("group", name="Versions of this question")).to_contain_text("2 of 2")


def test_back_and_forward_show_the_thread_of_the_address(visit: Visit) -> None:
    page = visit.page
    first = ask_to_the_end(page, "How many contacts are there?")
    page.get_by_role("link", name="New chat").click()
    expect(starters(page).first).to_be_visible()
    second = ask_to_the_end(page, "How many accounts are there?")
    page.locator(f"a[href='{first.removeprefix(page.url.split('/chat')[0])}']").click()
    expect(questions(page)).to_have_text(["How many contacts are there?"])

    page.go_back()
    expect(page).to_have_url(second)
    expect(questions(page)).to_have_text(["How many accounts are there?"])

    page.go_back()
    expect(page).to_have_url(first)
    expect(questions(page)).to_have_text(["How many contacts are there?"])

    page.go_forward()
    expect(page).to_have_url(second)
    expect(questions(page)).to_have_text(["How many accounts are there?"])
    expect(page.locator("[aria-current=page][href*='?t=']")).to_have_count(1)


def test_address_of_no_thread_is_a_calm_page_with_a_way_on(visit: Visit) -> None:
    page = visit.page

    page.goto("/chat/?t=unknown")

    expect(page.get_by_role("heading", name="No such thread", level=2)).to_be_visible()
    expect(page.get_by_role("alert")).to_be_empty()
    page.get_by_role("link", name="Start a new chat").click()
    expect(starters(page).first).to_be_visible()


@pytest.mark.parametrize(
    "how", [{"button": "middle"}, {"modifiers": ["ControlOrMeta"]}], ids=["middle", "ctrl"]
)
def test_thread_opens_in_a_new_tab_the_way_links_do(visit: Visit, how: dict) -> None:
    page = visit.page
    address = ask_to_the_end(page, "How many regions of accounts are there?")
    open_start(page)

    with visit.context.expect_page() as opened:
        threads(page).first.click(**how)

    other = opened.value
    expect(questions(other)).to_have_text(["How many regions of accounts are there?"])
    assert other.url == address
    assert page.url.endswith("/chat/")


def test_thread_is_renamed_and_deleted_where_it_stands(visit: Visit) -> None:
    page = visit.page
    ask_to_the_end(page, "How many open deals are there by owner?")
    title = "<i>Owners</i> & \U0001f4c8 \u05e9\u05dc\u05d5\u05dd"

    rename(page, "How many open deals are there by owner?", title)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    delete(page, title)

    expect(starters(page).first).to_be_visible()
    assert page.url.endswith("/chat/")


def test_text_that_is_typed_before_a_thread_has_loaded_stays(visit: Visit) -> None:
    page = visit.page
    address = ask_to_the_end(page, "How many contacts are there?")

    page.goto(address, wait_until="commit")
    message_field(page).fill("and by role")
    expect(questions(page)).to_have_text(["How many contacts are there?"])

    expect(message_field(page)).to_have_value("and by role")
    expect(thread(page, "How many contacts are there?").first).to_be_visible()
