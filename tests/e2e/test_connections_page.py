"""Admin > Connections in the browser: a token from the field to the gateway and back out, without ever being shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import is_as_wide_as_the_screen, open_section, section_of
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, Visit, seeded
from tests.harness import stack as product
from tests.harness.stack import Stack
from tests.sandbox_server import SandboxServer, running_sandbox

FIRST = "patFirst0123456789.0123456789abcdef"
SECOND = "patSecond012345678.0123456789abcdef"
WRONG = "patWrong0123456789.0123456789abcdef"


@pytest.fixture(scope="module")
def airtable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    """A sandbox that the product takes for Airtable."""
    with running_sandbox(tmp_path_factory.mktemp("airtable")) as server:
        for token in (FIRST, SECOND):
            server.call("POST", "/_control/tokens", json={"token": token})
        yield server


@pytest.fixture(scope="module")
def home(_built: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SeededPerson]]:
    """A data folder of its own: that of the other tests is in use."""
    return seeded(tmp_path_factory.mktemp("connected") / "data")


@pytest.fixture(scope="module")
def people(home: tuple[Path, list[SeededPerson]]) -> list[SeededPerson]:
    return home[1]


@pytest.fixture(scope="module")
def connected(home: tuple[Path, list[SeededPerson]], airtable: SandboxServer) -> Iterator[Stack]:
    """The product with the demo's people, and a sandbox in the place of Airtable."""
    with product.running_stack(home[0], PLATFORM_AIRTABLE_URL=airtable.url) as running:
        yield running


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Connections").get_by_role("listitem").filter(has_text=name)


def choose(page: Page, name: str, act: str) -> None:
    row(page, name).get_by_role("button", name="Actions for").click()
    page.get_by_role("menuitem", name=act).click()


def add(page: Page, name: str, token: str, plan: str = "") -> None:
    page.get_by_role("button", name="Add connection").click()
    dialog(page).get_by_label("Name").fill(name)
    dialog(page).get_by_label("Calls a month").fill(plan)
    dialog(page).get_by_label("Personal access token").fill(token)
    page.keyboard.press("Enter")


def remove(page: Page, name: str) -> None:
    choose(page, name, "Remove")
    dialog(page).get_by_role("button", name="Remove connection").click()
    expect(row(page, name)).to_have_count(0)


def assert_nowhere(visit: Visit, *tokens: str) -> None:
    for token in tokens:
        secret = token.partition(".")[0]
        assert secret not in visit.page.content()
        assert not any(secret in frame for frame in visit.watch.frames)


def test_token_is_added_edited_refused_replaced_and_removed(
    open_page: OpenPage, connected: Stack, airtable: SandboxServer, people: list[SeededPerson]
) -> None:
    visit = section_of(open_page, connected, people[0], "admin", "Connections")
    page = visit.page
    visit.watch.expect("422 (Unprocessable")

    add(page, "Sales workspace", WRONG)
    expect(dialog(page).get_by_role("alert")).to_contain_text("Airtable does not accept this token.")
    expect(dialog(page).get_by_label("Personal access token")).to_have_value(WRONG)
    dialog(page).get_by_label("Personal access token").fill(FIRST)
    page.keyboard.press("Enter")
    expect(row(page, "Sales workspace")).to_contain_text("Works")
    expect(row(page, "Sales workspace")).to_contain_text("Sees Sales pipeline")
    expect(page.get_by_role("button", name="Add connection")).to_be_focused()

    choose(page, "Sales workspace", "Edit")
    dialog(page).get_by_label("Name").fill("Revenue")
    dialog(page).get_by_label("Calls a month").fill("1,000")
    page.keyboard.press("Enter")
    expect(row(page, "Revenue")).to_be_visible()
    expect(page.get_by_role("meter", name="Calls of Revenue")).to_be_visible()

    airtable.call("POST", "/_control/faults", json={"kind": "revoked_token", "path": "/v0/meta/*"})
    choose(page, "Revenue", "Test")
    expect(row(page, "Revenue")).to_contain_text("Give it a new token.")
    airtable.call("DELETE", "/_control/faults")
    row(page, "Revenue").get_by_role("button", name="Reconnect").click()
    dialog(page).get_by_label("Personal access token").fill(SECOND)
    page.keyboard.press("Enter")
    expect(row(page, "Revenue")).to_contain_text("Works")

    choose(page, "Revenue", "Remove")
    expect(dialog(page)).to_contain_text("stop working unless another connection sees them")
    expect(dialog(page).get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row(page, "Revenue").get_by_role("button", name="Actions for")).to_be_focused()
    remove(page, "Revenue")
    expect(page.get_by_role("list", name="Connections")).to_be_focused()
    assert_nowhere(visit, FIRST, SECOND, WRONG)


@pytest.mark.parametrize(("width", "theme"), [("wide", "light"), ("phone", "dark")])
def test_every_condition_fits(
    open_page: OpenPage,
    connected: Stack,
    airtable: SandboxServer,
    people: list[SeededPerson],
    shoot: Shoot,
    width: str,
    theme: str,
) -> None:
    visit = section_of(open_page, connected, people[0], "admin", "Connections", width=width, theme=theme)
    page = visit.page
    add(page, "Sales workspace", FIRST, "6")
    expect(row(page, "Sales workspace")).to_contain_text("Sees")
    add(page, "Support", SECOND)
    expect(row(page, "Support")).to_contain_text("Sees")
    airtable.call("POST", "/_control/faults", json={"kind": "revoked_token", "path": "/v0/meta/*"})
    choose(page, "Support", "Test")
    expect(row(page, "Support")).to_contain_text("Give it a new token.")
    airtable.call("DELETE", "/_control/faults")
    page.get_by_role("button", name="Dismiss").first.click()
    open_section(page, "admin", "Connections")
    expect(row(page, "Sales workspace")).to_contain_text("Sees")

    assert is_as_wide_as_the_screen(page)
    shoot(page, "section")
    row(page, "Support").get_by_role("button", name="Actions for").click()
    shoot(page, "menu")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add connection").click()
    dialog(page).get_by_text("Scopes that the token needs").click()
    shoot(page, "dialog")
    page.keyboard.press("Escape")
    choose(page, "Sales workspace", "Remove")
    shoot(page, "question")
    page.keyboard.press("Escape")

    remove(page, "Sales workspace")
    remove(page, "Support")
