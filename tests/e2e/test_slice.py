"""The walking slice: from the printed set-up link to exact numbers in the browser, and out again."""

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, Shoot
from tests.harness.stack import Stack
from tests.sandbox_server import demo_rows

QUESTION = "how many open deals are there, and what are they worth by stage?"
NAME, EMAIL, TEAM = "Olivia Owner", "olivia@example.test", "Northwind"
PASSWORD = "violet anchor seventy three mornings"
Numbers = dict[str, tuple[int, Decimal]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_first_run_ends_with_exact_numbers_that_survive_a_reload(
    fresh_stack: Stack,
    open_page: OpenPage,
    shoot: Shoot,
    demo_bases: list[dict[str, Any]],
    width: str,
    theme: str,
) -> None:
    page, context, watch = open_page(fresh_stack, width=width, theme=theme)
    expected = numbers_of_the_seed(demo_bases)

    make_owner(page, fresh_stack.setup_link(), shoot)
    ask(page, QUESTION)
    table = answered(page)

    assert numbers_shown(table) == expected
    shoot(page, "answer")

    page.reload()

    assert numbers_shown(answered(page)) == expected
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    shoot(page, "after reload")

    secrets = [PASSWORD, *(cookie["value"] for cookie in context.cookies())]
    assert [secret for secret in secrets if any(secret in frame for frame in watch.frames)] == []
    assert watch.frames != []

    sign_out(page)
    shoot(page, "signed out")
    page.goto("/chat/")
    expect(page.get_by_label("Password")).to_be_visible()


def make_owner(page: Page, link: str, shoot: Shoot) -> None:
    """Follow the set-up link, make the owner account, and end up in the chat."""
    page.goto(link)
    shoot(page, "set up")
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Team").fill(TEAM)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_label("Message")).to_be_visible()


def ask(page: Page, question: str) -> None:
    """Type a question and send it with Enter."""
    page.get_by_label("Message").fill(question)
    page.get_by_label("Message").press("Enter")
    expect(page.get_by_role("log").get_by_text(question)).to_be_visible()


def answered(page: Page) -> Locator:
    """The result table of the newest answer, once the answer has ended."""
    expect(page.get_by_role("button", name="Copy answer").last).to_be_attached()
    table = page.get_by_role("log").get_by_role("table").last
    expect(table).to_be_visible()
    return table


def numbers_shown(table: Locator) -> Numbers:
    """Count and worth by stage, as the table shows them."""
    found = {}
    for row in table.locator("tbody tr").all():
        stage, *numbers = [cell.inner_text() for cell in row.locator("th, td").all()]
        count, worth = (Decimal(re.sub(r"[^\d.-]", "", number)) for number in numbers[:2])
        found[stage] = (int(count), worth)
    return found


def numbers_of_the_seed(bases: list[dict[str, Any]]) -> Numbers:
    """The same, worked out from the seed of the sandbox with nothing of the product."""
    counts: dict[str, int] = defaultdict(int)
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for deal in demo_rows(bases, "Deals"):
        if (stage := deal.get("Stage")) not in {"Won", "Lost"}:
            counts[stage] += 1
            worth[stage] += Decimal(str(deal.get("Amount", 0)))
    return {stage: (counts[stage], worth[stage]) for stage in counts}


def sign_out(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Account")).locator("visible=true").first.click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
