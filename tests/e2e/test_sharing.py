"""What a team has in common in its chats: shared threads, prompts, and the names of its data."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.chatting import (
    answers,
    ask_to_the_end,
    chat_of,
    expect_whole_answer,
    message_field,
    questions,
)
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, sign_in
from tests.e2e.deals import BASE, TABLE, ask
from tests.harness.stack import Stack

WON = "How many won deals are there by owner?"


def test_a_shared_thread_is_read_by_a_colleague_until_it_is_taken_back(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot
) -> None:
    page = chat_of(open_page, stack, people[0]).page
    ask_to_the_end(page, WON)
    page.get_by_role("button", name="Share with the team").click()
    dialog = page.get_by_role("dialog", name="Share with the team")
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_label("Link to the shared thread").inner_text()
    shoot(page, "share-dialog")
    page.keyboard.press("Escape")
    ask_to_the_end(page, "How many contacts are there?")

    other = open_page(stack)
    sign_in(other.page, stack, people[2])
    other.page.goto(link)
    expect(other.page.get_by_role("heading", name=WON, level=1)).to_be_visible()
    expect(questions(other.page)).to_have_text([WON])
    expect(answers(other.page)).to_contain_text("where Stage is Won")
    expect(other.page.get_by_text("Shared by")).to_be_visible()
    expect(
        other.page.get_by_role("button", name=re.compile("Ask without|in other words|again"))
    ).to_have_count(0)
    shoot(other.page, "shared-thread")

    page.get_by_role("button", name="Share with the team").click()
    dialog.get_by_role("button", name="Stop sharing").click()
    expect(dialog.get_by_role("button", name="Make a link")).to_be_visible()
    other.page.reload()
    expect(other.page.get_by_role("heading", name="This thread is not shared")).to_be_visible()


def write_prompt(page: Page, title: str, text: str) -> None:
    page.goto("/admin/?s=prompts")
    page.get_by_role("button", name="Write a prompt").click()
    dialog = page.get_by_role("dialog", name="Prompt")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Question").fill(text)
    dialog.get_by_role("button", name="Write").click()
    expect(page.get_by_role("listitem").filter(has_text=title)).to_be_visible()


def test_a_prompt_of_the_team_is_asked_with_its_blank_filled_in(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot
) -> None:
    page = open_page(stack).page
    sign_in(page, stack, people[0])
    write_prompt(page, "Deals of one stage", "How many {stage} deals are there?")
    page.get_by_role("button", name="Actions for Deals of one stage").click()
    page.get_by_role("menuitem", name="Change").click()
    dialog = page.get_by_role("dialog", name="Prompt")
    dialog.get_by_label("Question").fill("How many {stage} deals are there by owner?")
    dialog.get_by_role("button", name="Save as the next version").click()
    expect(page.get_by_text("Version 2")).to_be_visible()
    shoot(page, "prompts")

    colleague = chat_of(open_page, stack, people[2]).page
    field = message_field(colleague)
    field.press("/")
    field.press_sequentially("one st")
    menu = colleague.get_by_role("listbox", name="Ways to begin")
    expect(menu.get_by_role("option")).to_have_count(1)
    shoot(colleague, "prompt-menu")
    field.press("Enter")
    expect(field).to_have_value("How many {stage} deals are there by owner?")
    colleague.keyboard.type("won")
    field.press("Enter")

    expect(questions(colleague)).to_have_text(["How many won deals are there by owner?"])
    expect_whole_answer(colleague)
    expect(answers(colleague)).to_contain_text("where Stage is Won")
    page.get_by_role("button", name="Actions for Deals of one stage").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete prompt").click()
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_names_are_put_into_a_question_where_one_writes(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot
) -> None:
    page = chat_of(open_page, stack, people[0]).page
    field = message_field(page)
    menu = page.get_by_role("listbox", name="Names to put in")

    field.press_sequentially("How many @de")
    expect(menu.get_by_role("option").first).to_contain_text("Deals")
    shoot(page, "mentions")
    field.press("Tab")
    expect(field).to_have_value("How many Deals ")
    field.press_sequentially("are there?")
    field.press("Enter")
    expect_whole_answer(page)
    held = ask(page, "POST", "/aggregates", {"base": BASE, "table": TABLE})["rows_scanned"]
    expect(answers(page)).to_contain_text(f"There are {held:,} deals")

    field.press_sequentially("find @verd")
    expect(menu.get_by_role("option").filter(has_text="Record of").first).to_be_visible()
    field.press("Escape")
    expect(menu).to_have_count(0)
    expect(field).to_have_value("find @verd")
