"""Accounts from the first to the last door: set up, invite, join, roles, sessions, and a forgotten password."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accounts import (
    PASSWORD,
    change_role,
    expect_section,
    invite,
    join,
    letter_to,
    make_owner,
    member_row,
    open_section,
    primary,
    sign_in_by_hand,
)
from tests.e2e.conftest import OpenPage, Shoot
from tests.harness.stack import Stack

OWNER, EDITOR = "olivia@example.test", "edith@example.test"
NEW_PASSWORD = "nine blue lanterns at dusk"
ROLE_SECONDS = 5.0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_accounts_from_the_first_door_to_a_forgotten_password(
    fresh_stack: Stack, open_page: OpenPage, shoot: Shoot, width: str, theme: str
) -> None:
    owner, _, owner_watch = open_page(fresh_stack, width=width, theme=theme)
    editor, _, editor_watch = open_page(fresh_stack, width=width, theme=theme)
    elsewhere, _, _ = open_page(fresh_stack, width=width, theme=theme)

    make_owner(owner, fresh_stack.setup_link(), name="Olivia Owner", email=OWNER, team="Northwind")
    open_section(owner, "admin", "Members")
    link = invite(owner, EDITOR, "editor")
    join(editor, link, "Edith Editor")
    expect(member_row(owner, "Edith Editor")).to_be_visible()
    shoot(owner, "members")

    change_role(owner, "Edith Editor", "Admin")
    editor.bring_to_front()
    primary(editor).get_by_role("link", name="Admin").click()
    expect_section(editor, "Members")
    lose_the_role(owner, editor)
    shoot(editor, "role lost")

    sign_in_by_hand(elsewhere, EDITOR, PASSWORD)
    end_the_session_of_the_other_tab(elsewhere, editor)
    shoot(elsewhere, "sessions")

    reset_by_the_mailed_link(owner, editor, shoot)
    expect(elsewhere.get_by_label("Password")).to_be_visible()

    secrets = [PASSWORD, NEW_PASSWORD, link.rpartition("token=")[2]]
    frames = [*owner_watch.frames, *editor_watch.frames]
    assert [secret for secret in secrets if any(secret in frame for frame in frames)] == []


def lose_the_role(owner: Page, other: Page) -> None:
    """The open Admin page of somebody who is a viewer from now on goes away by itself."""
    change_role(owner, "Edith Editor", "Viewer")
    began = time.monotonic()
    other.bring_to_front()
    expect(other.get_by_role("heading", name=re.compile("^Admin is for"))).to_be_visible()
    assert time.monotonic() - began < ROLE_SECONDS
    expect(other.get_by_role("table")).to_have_count(0)
    expect(primary(other).get_by_role("link", name="Admin")).to_have_count(0)


def end_the_session_of_the_other_tab(here: Page, there: Page) -> None:
    open_section(here, "settings", "Sessions")
    expect(here.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(2)
    here.get_by_role("button", name="End the session on").click()
    here.get_by_role("dialog").get_by_role("button", name="End session").click()
    expect(here.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(1)
    there.bring_to_front()
    expect(there.get_by_label("Password")).to_be_visible()


def reset_by_the_mailed_link(operator: Page, forgetful: Page, shoot: Shoot) -> None:
    """Ask for a link, get it from the operator's outbox, choose another password, and sign in with it."""
    forgetful.get_by_role("link", name="Forgot your password?").click()
    forgetful.get_by_label("E-mail").fill(EDITOR)
    forgetful.get_by_role("button", name="Mail me the link").click()
    expect(forgetful.get_by_role("heading", level=1)).to_be_visible()

    operator.bring_to_front()
    open_section(operator, "admin", "Mail")
    letter = letter_to(operator, EDITOR, "password")
    link = letter.get_by_role("link").get_attribute("href")
    shoot(operator, "mail")

    forgetful.bring_to_front()
    forgetful.goto(link or "")
    forgetful.get_by_label("New password").fill(NEW_PASSWORD)
    forgetful.get_by_role("button", name="Change password").click()
    sign_in_by_hand(forgetful, EDITOR, NEW_PASSWORD)
