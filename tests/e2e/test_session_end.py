"""The end of a session, and what stays behind in the browser: nothing for the next person."""

import re
import urllib.request
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chatting import (
    ask_to_the_end,
    chat_of,
    expect_whole_answer,
    message_field,
    open_start,
    questions,
)
from tests.e2e.conftest import OpenPage, SeededPerson, Visit, sign_in
from tests.harness.fault_proxy import FaultProxy
from tests.harness.processes import wait_until
from tests.harness.stack import Stack

BROKEN_LINE = ("ERR_CONNECTION", "WebSocket connection", "ERR_EMPTY_RESPONSE", "net::ERR")


@pytest.fixture
def line(stack: Stack) -> Iterator[FaultProxy]:
    """The network between the browser and the product, which can break."""
    with FaultProxy(int(stack.url.rpartition(":")[2])).running() as proxy:
        yield proxy


@pytest.fixture
def far(open_page: OpenPage, stack: Stack, people: list[SeededPerson], line: FaultProxy) -> Visit:
    """The editor on the start page, behind the line."""
    near = Stack(f"http://127.0.0.1:{line.port}", stack.data_dir, stack.log, stack.process)
    visit = chat_of(open_page, near, people[2])
    for message in BROKEN_LINE:
        visit.watch.expect(message)
    return visit


def test_page_that_was_cut_off_when_its_session_ended_goes_to_the_sign_in_page(
    far: Visit, line: FaultProxy, stack: Stack
) -> None:
    page = far.page
    address = ask_to_the_end(page, "How many contacts are there?")
    far.watch.expect("401 (Unauthorized)")
    line.refuse()
    expect(page.get_by_text("Reconnecting")).to_be_visible()

    sign_out_elsewhere(far, stack)
    line.heal()

    expect(page.get_by_label("Password")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == {"next": [f"/chat/?{urlsplit(address).query}"]}


def test_page_that_was_cut_off_comes_back_where_it_was(far: Visit, line: FaultProxy) -> None:
    page = far.page
    ask_to_the_end(page, "How many contacts are there?")
    message_field(page).fill("and accounts")
    line.refuse()
    expect(page.get_by_text("Reconnecting")).to_be_visible()

    line.heal()

    expect(page.get_by_text("Reconnecting")).to_have_count(0)
    expect(message_field(page)).to_have_value("and accounts")
    expect(questions(page)).to_have_text(["How many contacts are there?"])


def test_question_that_the_line_swallowed_is_asked_once_it_is_back(far: Visit, line: FaultProxy) -> None:
    page = far.page
    line.half_open()
    message_field(page).fill("How many accounts are there?")
    message_field(page).press("Enter")
    line.refuse()
    expect(page.get_by_text("Reconnecting")).to_be_visible()

    line.heal()

    expect(questions(page)).to_have_text(["How many accounts are there?"])
    expect_whole_answer(page, 1)
    expect(message_field(page)).to_have_value("")


def sign_out_elsewhere(visit: Visit, stack: Stack) -> None:
    """End the session of the page as another tab would, over a line that works."""
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in visit.context.cookies())
    request = urllib.request.Request(f"{stack.url}/sign-out", b"", {"Cookie": cookies, "Origin": stack.url})
    with urllib.request.urlopen(request, timeout=10) as reply:
        assert reply.url.endswith("/sign-in")


def test_draft_is_there_again_after_a_reload(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    page = chat_of(open_page, stack, people[0]).page
    message_field(page).fill("Half a question")

    page.reload()

    expect(message_field(page)).to_have_value("Half a question")


@pytest.mark.parametrize("way", ["menu", "palette"])
def test_signing_out_leaves_no_draft_behind(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], way: str
) -> None:
    page = chat_of(open_page, stack, people[0]).page
    message_field(page).fill("Salaries of")

    sign_out(page, way)

    expect(page.get_by_label("Password")).to_be_visible()
    assert kept_in_the_browser(page) == []


def test_next_person_of_the_browser_does_not_see_the_draft_of_the_last(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    page = chat_of(open_page, stack, people[0]).page
    message_field(page).fill("Salaries of")
    wait_until("the draft is kept", lambda: kept_in_the_browser(page) != [])

    page.goto("/sign-in")
    sign_in(page, stack, people[3])
    open_start(page)

    expect(page.get_by_role("button", name=re.compile("^Account"))).not_to_have_count(0)
    expect(message_field(page)).to_have_value("")


def sign_out(page: Page, way: str) -> None:
    if way == "menu":
        page.get_by_role("button", name=re.compile("^Account")).locator("visible=true").first.click()
        page.get_by_role("menuitem", name="Sign out").click()
    else:
        page.keyboard.press("Control+k")
        page.get_by_role("option", name="Sign out").click()


def kept_in_the_browser(page: Page) -> list[str]:
    return list(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft'))"))
