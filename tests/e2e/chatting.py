"""What a person does in the chat, in words that tests can use."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Visit, sign_in
from tests.harness import killer
from tests.harness.stack import Stack


def chat_of(open_page: OpenPage, stack: Stack, person: SeededPerson, **look: str) -> Visit:
    """The start page of the chat, ready to be typed into."""
    visit = open_page(stack, **look)
    sign_in(visit.page, stack, person)
    open_start(visit.page)
    return visit


def open_start(page: Page) -> None:
    """Go to the start page by its address, and wait until the server has filled it."""
    page.goto("/chat/")
    expect(starters(page).first).to_be_visible()


def starters(page: Page) -> Locator:
    return page.get_by_role("list", name="Questions to start with").get_by_role("button")


def message_field(page: Page) -> Locator:
    return page.get_by_label("Message")


def ask(page: Page, text: str) -> None:
    """Type a question, send it with Enter, and see it in the conversation."""
    message_field(page).fill(text)
    message_field(page).press("Enter")
    expect(questions(page).last).to_have_text(text)


def ask_to_the_end(page: Page, text: str) -> str:
    """Ask in a thread, wait for the whole answer; gives the address of the thread."""
    ask(page, text)
    expect_whole_answer(page)
    expect(page).to_have_url(re.compile(r"\?t=\w+$"))
    return page.url


def expect_whole_answer(page: Page, count: int | None = None) -> None:
    """The newest answer has ended; with `count`, that many answers have."""
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    if count is None:
        expect(answers(page).last).to_have_attribute("aria-busy", "false")
        expect(answers(page).last.get_by_label("Copy answer")).to_be_attached()
    else:
        expect(page.get_by_label("Copy answer")).to_have_count(count)


def questions(page: Page) -> Locator:
    return page.get_by_role("log").locator(".bubble")


def answers(page: Page) -> Locator:
    return page.get_by_role("log").locator(".answer")


def threads(page: Page) -> Locator:
    """The lines of the thread list, newest first."""
    return page.get_by_role("navigation", name="Threads").get_by_role("link")


def thread(page: Page, title: str) -> Locator:
    return page.get_by_role("navigation", name="Threads").get_by_role("link", name=title)


def rename(page: Page, old: str, new: str) -> None:
    _open_menu(page, old)
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_label("Thread title").fill(new)
    page.get_by_label("Thread title").press("Enter")
    expect(thread(page, new)).to_be_visible()


def delete(page: Page, title: str) -> None:
    _open_menu(page, title)
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete thread").click()
    expect(thread(page, title)).to_have_count(0)


def _open_menu(page: Page, title: str) -> None:
    # A tab behind another draws seldom, and a menu is seen once it is drawn.
    page.bring_to_front()
    page.get_by_role("button", name=f"Actions for {title}").click()


def sent_events(page: Page, name: str) -> list[Any]:
    """A list that fills with the events of this name that the page sends; call it before the page connects."""
    found: list[Any] = []

    def note(frame: Any) -> None:
        if f".{name}" in str(frame):
            found.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return found


@contextmanager
def waiting_sandbox(stack: Stack) -> Iterator[None]:
    """Records do not arrive within the block, so an answer stays on its way."""
    sandbox = killer.child_of(stack.pid, "app.cli", "sandbox")
    killer.pause(sandbox.pid)
    try:
        yield
    finally:
        killer.resume(sandbox.pid)
