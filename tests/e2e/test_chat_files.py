"""Files in the chat: a table that is dropped on the question becomes a plan, and records leave as a file."""

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.chatting import answers, ask, chat_of, expect_whole_answer, message_field, questions
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.harness.stack import Stack

ROWS = "Name,Next step\nA deal that nobody had,Call them\n"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DROP = """([text, kind, name]) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type: kind }));
    const form = document.querySelector("form.composer");
    for (const type of ["dragover", "drop"])
        form.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def test_a_csv_file_becomes_a_plan_that_is_seen_before_anything_is_written(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], shoot: Shoot
) -> None:
    page = chat_of(open_page, stack, people[0]).page
    file = {"name": "deals.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}

    page.get_by_label("Add files").set_input_files([file])
    expect(page.get_by_role("list", name="Files").get_by_role("listitem")).to_have_text(["deals.csv"])
    page.reload()
    expect(page.get_by_role("list", name="Files").get_by_role("listitem")).to_have_text(["deals.csv"])
    message_field(page).fill("Put it into deals by name")
    shoot(page, "attached")
    message_field(page).press("Enter")

    expect(questions(page)).to_have_text(["Put it into deals by name"])
    expect_whole_answer(page)
    expect(answers(page)).to_contain_text("I prepared 1 record of Deals from deals.csv, found by Name.")
    expect(answers(page)).to_contain_text("A deal that nobody had")
    expect(page.locator(".question").get_by_role("link", name="deals.csv")).to_be_visible()
    expect(page.get_by_role("form", name="Ask").get_by_role("list", name="Files")).to_have_count(0)
    shoot(page, "plan")


def test_a_picture_that_is_dropped_can_be_taken_away_again(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    page = chat_of(open_page, stack, people[0]).page

    page.evaluate(DROP, [PNG, "image/png", "a.png"])
    expect(page.get_by_role("list", name="Files").locator("img")).to_be_visible()
    page.get_by_role("button", name="Take a.png away").click()

    expect(page.get_by_role("list", name="Files")).to_have_count(0)
    expect(page.get_by_role("button", name="Send")).to_be_disabled()


def test_a_file_that_cannot_be_read_says_why(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson]
) -> None:
    visit = chat_of(open_page, stack, people[0])
    visit.watch.expect("422 (Unprocessable")

    visit.page.evaluate(DROP, ["PHN2Zy8+", "image/svg+xml", "a.svg"])

    expect(visit.page.get_by_text("Files of this kind are not read.")).to_be_visible()


def open_deals(page: Page) -> None:
    ask(page, "show the 5 largest won deals")
    expect_whole_answer(page)


def test_a_result_is_sorted_in_place_and_opened_in_tables(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], tmp_path: Path
) -> None:
    page = chat_of(open_page, stack, people[0]).page
    open_deals(page)
    table = answers(page).get_by_role("table")
    names = table.locator("tbody th")
    before = names.all_inner_texts()

    table.get_by_role("button", name="Name").click()
    expect(names).to_have_text(sorted(before, key=str.lower))
    table.get_by_role("button", name="Amount").click()
    expect(names).to_have_text(before)
    with page.expect_download() as taken:
        answers(page).get_by_role("button", name="Download CSV").click()
    taken.value.save_as(tmp_path / "deals.csv")
    rows = list(csv.reader((tmp_path / "deals.csv").read_text(encoding="utf-8-sig").splitlines()))

    assert len(rows) == 6
    answers(page).get_by_role("link", name="Open Deals in Tables").click()
    expect(page.locator(".table-foot")).to_contain_text("182 records where Stage is Won")
