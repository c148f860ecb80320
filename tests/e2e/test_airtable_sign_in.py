"""Connecting by signing in at Airtable, from the button to its pages and back, with a sandbox in its place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import section_of
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, seeded
from tests.harness import stack as product
from tests.harness.processes import free_port
from tests.harness.stack import Stack
from tests.sandbox_server import SandboxServer, running_sandbox

TOKEN = "patAgree0123456789.0123456789abcdef"
CLIENT = "platform-of-the-test"


@pytest.fixture(scope="module")
def airtable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    """A sandbox that the product takes for Airtable."""
    with running_sandbox(tmp_path_factory.mktemp("airtable")) as server:
        server.call("POST", "/_control/tokens", json={"token": TOKEN})
        yield server


@pytest.fixture(scope="module")
def home(_built: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SeededPerson]]:
    return seeded(tmp_path_factory.mktemp("agreed") / "data")


@pytest.fixture(scope="module")
def people(home: tuple[Path, list[SeededPerson]]) -> list[SeededPerson]:
    return home[1]


@pytest.fixture(scope="module")
def registered(home: tuple[Path, list[SeededPerson]], airtable: SandboxServer) -> Iterator[Stack]:
    """The product of an operator who registered an integration at Airtable."""
    port = free_port()
    back = f"http://127.0.0.1:{port}/connections/airtable"
    client = {"clientId": CLIENT, "name": "PyAirtable Platform", "redirectUris": [back]}
    assert airtable.call("POST", "/_control/clients", json=client).status_code == 200
    with product.running_stack(
        home[0],
        port=port,
        PLATFORM_AIRTABLE_URL=airtable.url,
        PLATFORM_AIRTABLE_OAUTH_URL=airtable.url,
        PLATFORM_AIRTABLE_CLIENT_ID=CLIENT,
    ) as running:
        yield running


def row(page: Page) -> Locator:
    rows = page.get_by_role("list", name="Connections").get_by_role("listitem")
    return rows.filter(has_text="Signed in at Airtable")


def agree(page: Page) -> None:
    """What a person does on Airtable's own pages."""
    page.get_by_label("Your token of the sandbox").fill(TOKEN)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("All current and future bases").check()
    page.get_by_role("button", name="Grant access").click()


def test_person_agrees_at_airtable_and_again_after_it_was_revoked(
    open_page: OpenPage, registered: Stack, airtable: SandboxServer, people: list[SeededPerson], shoot: Shoot
) -> None:
    visit = section_of(open_page, registered, people[0], "admin", "Connections")
    page = visit.page

    # Whoever thinks better of it comes back to a page that says so, and nothing was changed.
    for part in ("502 (Bad Gateway", "502 from", f"request to another host: {airtable.url}/oauth2/"):
        visit.watch.expect(part)
    page.get_by_role("button", name="Add connection").click()
    shoot(page, "connection-dialog-sign-in")
    page.get_by_role("button", name="Sign in at Airtable").click()
    expect(page.get_by_role("heading", name="Sign in to grant access to PyAirtable Platform")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("Airtable was not allowed to connect.")
    shoot(page, "not-connected")
    page.get_by_role("link", name="Go to the connections").click()
    expect(page.get_by_role("list", name="Connections")).to_be_visible()
    expect(row(page)).to_have_count(0)

    page.get_by_role("button", name="Add connection").click()
    page.get_by_role("button", name="Sign in at Airtable").click()
    agree(page)
    expect(page).to_have_url(re.compile(r"/admin/\?s=connections"))
    expect(row(page)).to_contain_text("Works")
    expect(row(page)).to_contain_text("Sees")

    fault = {"kind": "revoked_token", "path": "/v0/meta/*"}
    airtable.call("POST", "/_control/faults", json=fault)
    row(page).get_by_role("button", name="Actions for").click()
    page.get_by_role("menuitem", name="Test").click()
    expect(row(page)).to_contain_text("Connect it at Airtable again.")
    shoot(page, "connection-disconnected")
    airtable.call("DELETE", "/_control/faults")
    row(page).get_by_role("button", name="Reconnect at Airtable").click()
    agree(page)
    expect(row(page)).to_contain_text("Works")
    expect(row(page)).to_have_count(1)
