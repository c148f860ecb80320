"""Two people at one table: they see each other, what the other one changed, and never write over it unseen."""

import random
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.e2e.deals import BASE, TABLE, ask
from tests.e2e.test_grid_edits import AMOUNT, NAME, note
from tests.e2e.test_tables_page import base_of, cell, choose_table, open_tables
from tests.harness.stack import Stack

SECONDS = 60
ROWS = 3
ROW_PX, HEAD_PX = 34, 43
CONFLICT = "409 (Conflict"


@pytest.fixture
def two(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], editor: SeededPerson
) -> tuple[Page, Page]:
    """An editor and the owner at the tables, each in a browser of their own."""
    return tuple(open_tables(open_page, stack, person, CONFLICT) for person in (editor, people[0]))  # type: ignore[return-value]


def at_the_first(page: Page) -> None:
    """The deals by their names."""
    field = next(
        each["id"]
        for each in ask(page, "POST", "/records/query", {"base": BASE, "table": TABLE, "limit": 1})["fields"]
        if each["name"] == "Name"
    )
    choose_table(page, TABLE)
    page.goto(f"{page.url}&s={field}")
    expect(cell(page, NAME, 0)).to_be_attached()


def amount_of(page: Page, row: int) -> None:
    """Choose the amount of a row; a key that comes within the same moment as the click is lost."""
    page.locator(".table-grid .dvn-scroller").click(position={"x": 200, "y": HEAD_PX + ROW_PX * row + 10})
    expect(cell(page, NAME, row)).to_be_focused()
    for _ in range(AMOUNT - NAME):
        page.keyboard.press("ArrowRight")
    expect(cell(page, AMOUNT, row)).to_be_focused()


def test_people_at_one_table_see_each_other(two: tuple[Page, Page], shoot: Shoot) -> None:
    editor, owner = two
    for page in two:
        choose_table(page, TABLE)
        expect(cell(page, NAME, 0)).to_be_attached()

    expect(owner.get_by_role("img", name="Edith Editor is here too")).to_be_visible()
    editor.reload()
    expect(editor.get_by_role("img", name="Olivia Owner is here too")).to_be_visible()
    shoot(owner, "presence")


def test_an_edit_of_a_colleague_appears_with_their_name(two: tuple[Page, Page], shoot: Shoot) -> None:
    editor, owner = two
    for page in two:
        at_the_first(page)
    name = cell(owner, NAME, 1).inner_text()

    amount_of(owner, 1)
    owner.keyboard.type("40506")
    owner.keyboard.press("Enter")

    expect(note(editor).filter(has_text="Olivia Owner changed")).to_contain_text(f"“{name}”")
    expect(cell(editor, AMOUNT, 1)).to_have_text("$40,506.00")
    shoot(editor, "changed-by-colleague")
    expect(note(owner).filter(has_text="changed")).to_have_count(0)


class Somebody:
    """One of two who type at random into the same cells."""

    def __init__(self, page: Page, numbers: range, chance: random.Random) -> None:
        self.page, self.numbers, self.chance = page, iter(numbers), chance
        self.last: dict[int, int] = {}
        self.replaced: set[int] = set()
        self.told: set[int] = set()

    def take_aim(self) -> int | None:
        """Choose a row at random; None when there was a question to answer instead."""
        if self.answered():
            return None
        row = self.chance.randrange(ROWS)
        amount_of(self.page, row)
        return row

    def type_into(self, row: int) -> None:
        number = next(self.numbers)
        self.page.keyboard.type(str(number))
        self.page.keyboard.press("Enter")
        if row in self.last:
            self.replaced.add(self.last[row])
        self.last[row] = number

    def answered(self) -> bool:
        """Answer the question of a refused edit, if there is one."""
        asked = self.page.get_by_role("alert").filter(has_text="You typed")
        if not asked.count():
            return False
        text = asked.first.inner_text()
        self.told.add(int(text.partition("You typed “")[2].partition("”")[0]))
        choice = self.chance.choice(["Save mine", "Keep theirs"])
        assert "somebody changed it" in text, text
        asked.first.get_by_role("button", name=choice).click()
        return True

    def comes_to_rest(self) -> None:
        """Until nothing is on its way, and no question is left."""
        waiting = self.page.locator(".edit-note").filter(has_text="Saving")
        for _ in range(200):
            expect(waiting).to_have_count(0)
            if not self.answered():
                return
        raise AssertionError("There is always another question.")


def written(page: Page) -> list[tuple[str, str, str]]:
    """Every change of an amount that was made, oldest first: the record, before and after."""
    found: list[tuple[str, str, str, str]] = []
    cursor = ""
    while True:
        log = ask(page, "GET", f"/changes/log?base={base_of(page)}&limit=100&cursor={cursor}")
        for entry in log["items"]:
            row = entry["row"]
            found += [
                (entry["at"], row["record_name"], each["before_text"], each["after_text"])
                for each in row["cells"]
                if each["field_name"] == "Amount" and row["state"] in ("applied", "verified")
            ]
        cursor = log["next_cursor"]
        if not cursor:
            return [change for _, *change in sorted(found)]  # type: ignore[misc]


def test_two_who_type_into_the_same_cells_for_a_minute_lose_nothing_unseen(two: tuple[Page, Page]) -> None:
    for page in two:
        at_the_first(page)
    before = len(written(two[0]))
    people = [
        Somebody(page, range(start, start + 10_000), random.Random(start))
        for page, start in zip(two, (10_000, 20_000), strict=True)
    ]

    order, end = random.Random(30_000), time.monotonic() + SECONDS
    while time.monotonic() < end:
        # Both have chosen before either types, now the one first and now the other, so that they often meet.
        aims = [(somebody, somebody.take_aim()) for somebody in people]
        order.shuffle(aims)
        for somebody, row in aims:
            if row is not None:
                somebody.type_into(row)
    for somebody in people:
        somebody.comes_to_rest()

    changes = written(two[0])[before:]
    held: dict[str, str] = {}
    for name, was, became in changes:
        # Each began with what the one before it had left: nobody's value was written over unseen.
        assert held.get(name, was) == was
        held[name] = became
    saved = {number_in(became) for _, _, became in changes}
    for somebody in people:
        typed = {*somebody.replaced, *somebody.last.values()}
        assert typed <= saved | somebody.told | somebody.replaced
        assert somebody.told
    for page in two:
        page.reload()
        for row in range(ROWS):
            name = cell(page, NAME, row).inner_text()
            expect(cell(page, AMOUNT, row)).to_have_text(held[name])


def number_in(text: str) -> int:
    return int(text.strip("$").replace(",", "").partition(".")[0])
