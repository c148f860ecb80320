"""Changes, Runs and Inbox in the browser: a change seen before it happens, decided, proved, and taken back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import is_as_wide_as_the_screen
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, sign_in
from tests.e2e.deals import BASE, TABLE, a_deal, ask, in_airtable_itself
from tests.harness.processes import wait_until
from tests.harness.stack import Stack

OUTSIDE = "/changes/outside?base=Sales%20pipeline&table=Deals"


@pytest.fixture
def team(people: list[SeededPerson]) -> dict[str, SeededPerson]:
    """The people of the editor's team by role."""
    editor = next(person for person in people if person.role == "editor")
    return {person.role: person for person in people if person.team == editor.team}


def open_as(open_page: OpenPage, stack: Stack, person: SeededPerson, address: str, **look: str) -> Page:
    visit = open_page(stack, **look)
    sign_in(visit.page, stack, person)
    visit.page.goto(address)
    return visit.page


def plan(page: Page, title: str, *deals: dict[str, Any], stage: str = "Won") -> dict[str, Any]:
    operations = [
        {"kind": "update", "table": TABLE, "record_id": deal["id"], "cells": {"Stage": stage, "Amount": 4321}}
        for deal in deals
    ]
    return ask(page, "POST", "/changes", {"base": BASE, "operations": operations, "title": title})


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def test_change_is_approved_in_the_inbox_and_seen_in_another_tab_and_taken_back(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson], shoot: Shoot
) -> None:
    page = open_as(open_page, stack, team["editor"], "/inbox/")
    watcher = open_as(open_page, stack, team["admin"], "/inbox/")
    deals = [a_deal(page, at) for at in (0, 1)]
    plan(page, "Close two deals", *deals)

    # It appears in both tabs by itself.
    for each in (page, watcher):
        expect(card(each, "Close two deals")).to_contain_text(deals[0]["name"])
    expect(card(page, "Close two deals").locator("ins").first).to_be_visible()
    shoot(page, "waiting")
    card(page, "Close two deals").get_by_role("checkbox", name=f"Include {deals[1]['name']}").uncheck()
    card(page, "Close two deals").get_by_role("button", name="Approve 1").click()

    expect(card(page, "Close two deals")).to_have_count(0)
    expect(card(watcher, "Close two deals")).to_have_count(0)
    page.goto("/changes/")
    page.get_by_role("navigation", name="Changes").get_by_role(
        "link", name=re.compile("Close two deals")
    ).click()
    expect(card(page, "Close two deals").locator("header")).to_contain_text("Verified")
    shoot(page, "receipt")
    card(page, "Close two deals").get_by_role("button", name="Undo").click()

    undo = card(page, "Undo: Close two deals")
    expect(undo.locator("del").first).to_have_text(re.compile("Won|4,321"))
    undo.get_by_role("button", name="Approve 1").click()
    expect(undo.locator("header")).to_contain_text("Verified")
    page.get_by_role("link", name="All changes").click()
    log = page.get_by_role("region", name="Log of changes")
    expect(log.get_by_role("listitem").first).to_contain_text("Undo")
    shoot(page, "log")


def test_whoever_is_asked_is_told_and_whoever_asked_hears_the_answer(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson], shoot: Shoot
) -> None:
    page = open_as(open_page, stack, team["editor"], "/inbox/")
    asked = open_as(open_page, stack, team["admin"], "/settings/?s=notifications")
    choice = asked.get_by_role("checkbox", name="You are asked to decide: by mail")
    expect(choice).to_be_checked()
    shoot(asked, "choices")
    choice.uncheck()
    plan(page, "Close a fifth deal", a_deal(page, 4))
    members = ask(page, "GET", "/members")["items"]
    name = next(each["name"] for each in members if each["email"] == team["admin"].email)

    card(page, "Close a fifth deal").get_by_role("button", name="Ask somebody").click()
    dialog = page.get_by_role("dialog", name="Ask somebody to decide")
    dialog.get_by_label("Who").select_option(label=name)
    shoot(page, "ask-somebody")
    dialog.get_by_role("button", name="Ask", exact=True).click()

    expect(card(page, "Close a fifth deal")).to_contain_text(f"{name} is asked")
    asked.get_by_role("navigation", name="Primary", exact=True).get_by_role(
        "link", name=re.compile(r"Inbox, \d+ waiting")
    ).click()
    news = asked.get_by_role("region", name="News")
    expect(news.get_by_role("listitem").first).to_contain_text("You are asked to decide: Close a fifth deal")
    shoot(asked, "asked")
    card(asked, "Close a fifth deal").get_by_role("button", name="Approve 1").click()

    told = page.get_by_role("region", name="News").get_by_role("listitem").first
    expect(told).to_contain_text("Approved: Close a fifth deal")
    told.get_by_role("button", name="Mark as read").click()
    expect(told.get_by_role("button", name="Mark as read")).to_have_count(0)
    told.get_by_role("link").click()
    expect(card(page, "Close a fifth deal").locator("header")).to_contain_text("Verified")
    asked.goto("/settings/?s=notifications")
    expect(choice).not_to_be_checked()


def test_change_is_asked_for_in_the_chat_and_decided_there(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson], shoot: Shoot
) -> None:
    page = open_as(open_page, stack, team["editor"], "/chat/")
    a_deal(page, 0)

    def say(text: str) -> None:
        page.get_by_label("Message").fill(text)
        page.get_by_label("Message").press("Enter")
        expect(page.get_by_role("log").get_by_text(text)).to_be_visible()

    say("how many open deals per owner, and their total value?")
    expect(page.get_by_role("log").get_by_role("table")).to_be_visible()
    expect(page.get_by_role("button", name="Copy answer")).to_be_attached()
    say("set those older than 90 days to Lost")

    plan_card = page.get_by_role("log").get_by_role("region", name=re.compile("Deals: change"))
    expect(plan_card.locator("ins").first).to_have_text("Lost")
    expect(plan_card).to_contain_text("Nothing is saved until you approve.")
    shoot(page, "prepared")
    ticks = plan_card.get_by_role("checkbox")
    count = ticks.count()
    ticks.nth(0).uncheck()
    ticks.nth(1).uncheck()
    plan_card.get_by_role("button", name=re.compile("^Approve")).click()

    expect(plan_card.locator("header")).to_contain_text("Verified", timeout=90_000)
    assert count > 2
    shoot(page, "receipt in chat")
    page.reload()
    expect(plan_card.locator("header")).to_contain_text("Verified")
    plan_card.get_by_role("button", name="Undo").click()
    undo = card(page, f"Undo: {plan_card_title(page)}")
    undo.get_by_role("button", name=re.compile("^Approve")).click()
    expect(undo.locator("header")).to_contain_text("Verified", timeout=90_000)


def plan_card_title(page: Page) -> str:
    title = page.locator(".diff-card h3").first.text_content() or ""
    return title.removeprefix("Undo: ")


def test_long_change_is_looked_through_without_holding_all_of_it(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson], shoot: Shoot
) -> None:
    page = open_as(open_page, stack, team["editor"], "/changes/")
    a_deal(page, 0)
    rows = [
        {"kind": "create", "table": TABLE, "cells": {"Name": f"Lead {number:04}", "Amount": number}}
        for number in range(1_200)
    ]
    made = ask(page, "POST", "/changes", {"base": BASE, "operations": rows, "title": "Many leads"})
    page.goto(f"/changes/?p={made['id']}")

    long = page.get_by_role("list", name="Rows of the change, 1,200 in all")
    expect(long.get_by_label("New: Lead 0000")).to_be_visible()
    shoot(page, "long-change")
    held = long.get_by_role("listitem").count()
    long.get_by_role("checkbox", name="Include Lead 0001").uncheck()
    long.focus()
    long.press("End")
    expect(long.get_by_label("New: Lead 1199")).to_be_visible()
    long.press("Home")

    expect(long.get_by_role("checkbox", name="Include Lead 0001")).not_to_be_checked()
    expect(page.get_by_role("button", name="Approve 1,199")).to_be_enabled()
    assert held < 40
    ask(page, "POST", f"/changes/{made['id']}/deny", {"reason": ""})


def test_what_was_changed_in_airtable_itself_is_told_beside_our_own_changes(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson], shoot: Shoot
) -> None:
    page = open_as(open_page, stack, team["viewer"], "/changes/")
    deal = a_deal(page, 9)
    wait_until("the table is mirrored", lambda: ask(page, "GET", OUTSIDE)["source"] == "mirror")
    ask(page, "GET", OUTSIDE)
    bases = ask(page, "GET", "/bases")["items"]
    base_id = next(each["id"] for each in bases if each["name"] == BASE)
    in_airtable_itself(stack, base_id, deal["id"], Amount=987_654)

    page.get_by_role("button", name="In Airtable", exact=True).click()
    page.get_by_label("Base", exact=True).select_option(label=BASE)
    page.get_by_label("Table", exact=True).select_option(label=TABLE)
    outside = page.get_by_role("list", name="Changes made in Airtable")

    def is_told() -> bool:
        page.reload()
        page.get_by_role("button", name="In Airtable", exact=True).click()
        page.get_by_label("Base", exact=True).select_option(label=BASE)
        page.get_by_label("Table", exact=True).select_option(label=TABLE)
        expect(page.get_by_text("is not seen.")).to_be_visible()
        return outside.filter(has_text="987,654").count() == 1

    # The copy of the table is looked after every half a minute.
    wait_until("the copy of the table has seen it", is_told, timeout_seconds=100)
    expect(outside.get_by_role("listitem").filter(has_text=deal["name"])).to_contain_text("→ $987,654")
    shoot(page, "outside")


def test_declined_change_says_why(open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson]) -> None:
    page = open_as(open_page, stack, team["editor"], "/inbox/")
    made = plan(page, "Close a third deal", a_deal(page, 2))

    waiting = card(page, "Close a third deal")
    waiting.get_by_role("button", name="Decline").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("Not signed yet")
    page.get_by_role("dialog").get_by_role("button", name="Decline").click()

    expect(waiting).to_have_count(0)
    page.goto(f"/changes/?p={made['id']}")
    expect(card(page, "Close a third deal")).to_contain_text("Not signed yet")
    expect(card(page, "Close a third deal").locator("header")).to_contain_text("Declined")


def test_decision_of_one_is_seen_by_the_other_who_looks_at_it(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson]
) -> None:
    page = open_as(open_page, stack, team["editor"], "/inbox/")
    made = plan(page, "Close a fourth deal", a_deal(page, 3))
    other = open_as(open_page, stack, team["admin"], f"/changes/?p={made['id']}")
    expect(card(other, "Close a fourth deal").get_by_role("button", name="Approve 1")).to_be_visible()
    ask(page, "POST", f"/changes/{made['id']}/deny", {"reason": "No"})

    # Whoever looks at it sees it decided, without a reload.
    expect(card(other, "Close a fourth deal").get_by_role("button", name="Approve 1")).to_have_count(0)
    expect(card(other, "Close a fourth deal").locator("header")).to_contain_text("Declined")


def test_cell_is_edited_before_it_is_approved(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson]
) -> None:
    page = open_as(open_page, stack, team["editor"], "/changes/")
    deal = a_deal(page, 11)
    made = plan(page, "Close a sixth deal", deal)
    page.goto(f"/changes/?p={made['id']}")
    waiting = card(page, "Close a sixth deal")

    waiting.get_by_role("button", name=f"Edit Amount of {deal['name']}").click()
    waiting.get_by_label("New value of Amount").fill("$77")
    waiting.get_by_role("button", name="Approve 1").click()

    expect(waiting.locator("header")).to_contain_text("Verified")
    expect(waiting.locator("ins", has_text="77")).to_be_visible()


def transaction(page: Page, name: str, deal: dict[str, Any]) -> str:
    change = {
        "kind": "change",
        "name": "Close the deal",
        "base": BASE,
        "operations": [
            {"kind": "update", "table": TABLE, "record_id": deal["id"], "cells": {"Stage": "Lost"}}
        ],
    }
    ask_boss = {"kind": "wait", "name": "Ask the boss", "wait_for": "approval", "role": "editor"}
    made = ask(page, "POST", "/saga/transaction", {"name": name, "steps": [change, ask_boss]})
    return str(made["run"]["id"])


def test_run_is_watched_live_and_what_it_did_is_taken_back_beside_it(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson], shoot: Shoot
) -> None:
    page = open_as(open_page, stack, team["editor"], "/runs/")
    run_id = transaction(page, "Close with the boss", a_deal(page, 5))
    page.get_by_role("navigation", name="Runs").get_by_role(
        "link", name=re.compile("Close with the boss")
    ).click()
    expect(page.get_by_text('"Ask the boss" waits for somebody\'s approval.')).to_be_visible()
    shoot(page, "waits for the boss")
    boss = open_as(open_page, stack, team["admin"], "/inbox/")
    step = card(boss, "Ask the boss of Close with the boss")

    step.get_by_role("button", name="Decline").click()
    boss.get_by_role("dialog").get_by_label("Reason").fill("Too early")
    boss.get_by_role("dialog").get_by_role("button", name="Decline").click()

    # The page of the run hears of each step by itself.
    expect(page.locator(".run-head")).to_contain_text("Taken back")
    expect(page.locator(".run-head")).to_contain_text("Rejected: Too early")
    lanes = page.get_by_role("region", name="Steps")
    expect(lanes.locator(".lane-step.undo")).to_contain_text("Close the deal")
    shoot(page, "taken back")
    assert run_id in page.url


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
def test_pages_fit_every_screen(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson], shoot: Shoot, width: str, theme: str
) -> None:
    page = open_as(open_page, stack, team["editor"], "/changes/", width=width, theme=theme)
    made = plan(page, f"Seen {width} {theme}", a_deal(page, 6), a_deal(page, 7))
    run_id = transaction(page, f"Run {width} {theme}", a_deal(page, 8))

    for address, wanted in (
        (f"/changes/?p={made['id']}", card(page, f"Seen {width} {theme}")),
        ("/changes/", page.get_by_role("region", name="Changes", exact=True)),
        ("/inbox/", card(page, f"Seen {width} {theme}")),
        (f"/runs/?r={run_id}", page.get_by_text("waits for somebody's approval")),
    ):
        page.goto(address)
        expect(wanted.first).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert is_as_wide_as_the_screen(page)
        shoot(page, address.split("?")[0] + ("one" if "?" in address else ""))
    ask(page, "POST", f"/changes/{made['id']}/deny", {"reason": ""})
    ask_nothing = page.request.post(f"/api/v1/runs/{run_id}/cancel", data={"reason": ""})
    assert ask_nothing.status in (204, 403, 409)


@pytest.mark.parametrize(
    ("width", "theme"), [("wide", "light"), ("wide", "dark"), ("phone", "light"), ("phone", "dark")]
)
def test_what_a_table_and_its_fields_become_is_seen_before(
    open_page: OpenPage, stack: Stack, team: dict[str, SeededPerson], shoot: Shoot, width: str, theme: str
) -> None:
    page = open_as(open_page, stack, team["editor"], "/inbox/", width=width, theme=theme)
    title = f"Shape the deals {width} {theme}"
    mood = {
        "name": "Mood",
        "type": "singleSelect",
        "options": {"choices": [{"name": "Good"}, {"name": "Bad"}]},
    }
    file = {"file_name": "offer.txt", "content_type": "text/plain", "content_base64": "VGVh"}
    account = ask(page, "GET", f"/records?base={BASE}&table=Accounts&limit=1")["records"][0]
    operations = [
        {"kind": "update_table", "table": TABLE, "definition": {"name": "Sales"}},
        {"kind": "create_field", "table": TABLE, "definition": mood},
        {"kind": "attach", "table": "Accounts", "record_id": account["id"], "field": "Documents", **file},
    ]
    made = ask(page, "POST", "/changes", {"base": BASE, "operations": operations, "title": title})

    shaped = card(page, title)
    expect(shaped.locator("del").first).to_have_text("Deals")
    expect(shaped.locator("ins")).to_contain_text(
        ["Sales", "Mood", "single select", "Good, Bad", "offer.txt"]
    )
    # Only cells of records are edited at approval.
    expect(shaped.get_by_role("button", name=re.compile("^Edit"))).to_have_count(0)
    shaped.scroll_into_view_if_needed()
    assert is_as_wide_as_the_screen(page)
    shoot(page, "shaped")
    ask(page, "POST", f"/changes/{made['id']}/deny", {"reason": ""})
