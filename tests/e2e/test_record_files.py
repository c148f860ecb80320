"""Files of a record: shown small, opened through the platform, and added after the change was seen."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.deals import BASE, ask
from tests.e2e.test_tables_page import open_tables
from tests.harness.stack import Stack
from tests.sandbox.test_attachments import png


@pytest.fixture
def page(open_page: OpenPage, stack: Stack, editor: SeededPerson) -> Page:
    """An editor at an account."""
    # A browser styles the page that it makes around a picture, which our policy does not allow it.
    page = open_tables(open_page, stack, editor, "inline style", "style-src-attr")
    tables = ask(page, "GET", f"/tables?base={BASE}")["items"]
    accounts = next(table["id"] for table in tables if table["name"] == "Accounts")
    base = next(str(each["id"]) for each in ask(page, "GET", "/bases")["items"] if each["name"] == BASE)
    query = {"base": BASE, "table": "Accounts", "limit": 1, "sort": [{"field": "Name", "descending": True}]}
    record = ask(page, "POST", "/records/query", query)["records"][0]["id"]
    page.goto(f"/tables/?b={base}&t={accounts}&r={record}")
    return page


def choose_picture(drawer: Locator) -> None:
    drawer.get_by_label("Add a file to Documents").set_input_files(
        {"name": "plan.png", "mimeType": "image/png", "buffer": png(64, 48)}
    )


def test_a_picture_is_added_seen_first_shown_and_taken_back(page: Page, shoot: Shoot) -> None:
    drawer = page.get_by_role("complementary", name="Record")
    files = drawer.get_by_role("list", name="Files").get_by_role("link")
    expect(drawer.get_by_label("Add a file to Documents")).to_be_attached()
    before = files.count()

    choose_picture(drawer)
    dialog = page.get_by_role("dialog", name="What will change")
    expect(dialog).to_contain_text("plan.png")
    shoot(page, "file-plan")
    dialog.get_by_role("button", name=re.compile("Approve")).click()
    expect(files).to_have_count(before + 1)
    picture = files.last.locator("img")
    expect(picture).to_have_js_property("naturalWidth", 64)
    shoot(page, "file-shown")
    with page.expect_popup() as opened:
        files.last.click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.contentType") == "image/png"

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(files).to_have_count(before)


def test_pictures_stand_small_in_the_cells(page: Page, shoot: Shoot) -> None:
    drawer = page.get_by_role("complementary", name="Record")
    files = drawer.get_by_role("list", name="Files").get_by_role("link")
    expect(drawer.get_by_label("Add a file to Documents")).to_be_attached()
    before = files.count()
    choose_picture(drawer)
    page.get_by_role("dialog", name="What will change").get_by_role(
        "button", name=re.compile("Approve")
    ).click()
    expect(files).to_have_count(before + 1)

    tables = ask(page, "GET", f"/tables?base={BASE}")["items"]
    fields = {f["name"]: f["id"] for table in tables if table["name"] == "Accounts" for f in table["fields"]}
    drawn = re.compile(r"/attachments/att\w+\?.*size=small")
    with page.expect_response(drawn) as answered:
        page.goto(re.sub("&r=.*", f"&f={fields['Documents']}&s=-{fields['Name']}", page.url))
    assert (answered.value.status, answered.value.headers["content-type"]) == (200, "image/png")
    shoot(page, "pictures-in-cells")

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()


def test_a_file_that_is_too_large_is_said_to_be(page: Page) -> None:
    drawer = page.get_by_role("complementary", name="Record")
    drawer.get_by_label("Add a file to Documents").set_input_files(
        {"name": "long.txt", "mimeType": "text/plain", "buffer": b"x" * 700_001}
    )

    expect(drawer.get_by_role("alert")).to_have_text("long.txt is larger than 700 kB. Add it in Airtable.")
