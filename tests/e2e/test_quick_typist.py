"""Somebody who types before the page's scripts have arrived: nothing typed is lost, and Enter counts."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.chatting import expect_whole_answer, message_field, questions
from tests.e2e.conftest import OpenPage, SeededPerson, sign_in
from tests.harness.stack import Stack

QUESTION = "How many accounts are there?"


class HeldScripts:
    """The bundle's scripts, which arrive when the test says so; what runs before the first paint is let through."""

    def __init__(self, page: Page) -> None:
        self._held: list[Route] = []
        self._are_held = True
        page.route("**/assets/**/*.js", self._hold)

    def _hold(self, route: Route) -> None:
        if self._are_held:
            self._held.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self._are_held = False
        for route in self._held:
            route.continue_()


@pytest.fixture
def early(open_page: OpenPage, stack: Stack, people: list[SeededPerson]) -> tuple[Page, HeldScripts]:
    """The chat as its first picture, without scripts."""
    page = open_page(stack, width="phone").page
    sign_in(page, stack, people[2])
    scripts = HeldScripts(page)
    page.goto("/chat/", wait_until="commit")
    return page, scripts


def test_question_sent_before_the_scripts_arrived_is_asked(early: tuple[Page, HeldScripts]) -> None:
    page, scripts = early
    message_field(page).fill(QUESTION)
    message_field(page).press("Enter")

    scripts.let_go()

    expect(questions(page)).to_have_text([QUESTION])
    expect_whole_answer(page, 1)
    expect(message_field(page)).to_have_value("")


def test_text_typed_before_the_scripts_arrived_stays_in_the_field(early: tuple[Page, HeldScripts]) -> None:
    page, scripts = early
    message_field(page).fill("Half a question")

    scripts.let_go()

    expect(page.get_by_role("button", name="Send")).to_be_enabled()
    expect(message_field(page)).to_have_value("Half a question")
    expect(questions(page)).to_have_count(0)
