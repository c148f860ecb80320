"""The product in Firefox: every page without an error, and the journeys that people make most."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.chatting import answers, expect_whole_answer, message_field
from tests.e2e.conftest import OpenPage, SeededPerson, sign_in
from tests.e2e.test_grid_edits import test_what_is_typed_is_saved_at_once_and_taken_back_by_ctrl_z
from tests.e2e.test_keyboard_journey import page, test_j3_by_the_keyboard_alone
from tests.harness import browser as browsers
from tests.harness.stack import Stack

__all__ = [
    "page",
    "test_j3_by_the_keyboard_alone",
    "test_what_is_typed_is_saved_at_once_and_taken_back_by_ctrl_z",
]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One headless Firefox for the tests of this file, driven over WebDriver BiDi."""
    expect.set_options(timeout=45_000)
    environment = {
        "FIREFOX": str(browsers.ensure_firefox()),
        "PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
    }
    firefox = playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=str(browsers.FIREFOX_STARTER),
        env={**os.environ, **environment},
    )
    yield firefox
    firefox.close()


@pytest.mark.parametrize("width", ["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_opens_without_an_error(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], width: str, theme: str
) -> None:
    page = open_page(stack, width=width, theme=theme).page
    sign_in(page, stack, people[0])
    for room in ("inbox", "tables", "changes", "runs", "settings", "admin"):
        page.goto(f"/{room}/")
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("[role=status][aria-label^=Loading]")).to_have_count(0)


def test_a_question_is_answered_with_its_proof(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    page = open_page(stack).page
    sign_in(page, stack, people[0])
    page.goto("/chat/")

    # What Playwright fills in at once goes past React in a Firefox that is driven so.
    message_field(page).press_sequentially("How many contacts are there?")
    message_field(page).press("Enter")
    expect_whole_answer(page)

    expect(answers(page).last).to_contain_text("600 contacts")
