"""The whole product in Chromium: built once, started once, a fresh browser context for each test."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.e2e.watching import Watch, watched_context
from tests.harness import browser as chromium
from tests.harness import stack as product
from tests.harness.stack import Stack

Shoot = Callable[[Page, str], None]


class SeededPerson(NamedTuple):
    """Somebody that `seed` made, with the password to sign in."""

    email: str
    password: str
    role: str
    team: str


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers of the whole run."""
    # On two busy cores a page may take its time; a test that waits for something true does not wait longer.
    expect.set_options(timeout=45_000)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    browser = playwright.chromium.launch(executable_path=str(chromium.ensure()), args=list(chromium.FLAGS))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The front end, built when something changed since the last build."""
    done = product.command("build", data_dir=tmp_path_factory.mktemp("build"))
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def _seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SeededPerson]]:
    return seeded(tmp_path_factory.mktemp("stack") / "data")


def seeded(data_dir: Path) -> tuple[Path, list[SeededPerson]]:
    """A data folder with the demo's people, and who they are, the owner first."""
    done = product.command("seed", "--stage", "demo", data_dir=data_dir)
    assert done.returncode == 0, done.stderr
    people = [
        SeededPerson(**{k: p[k] for k in SeededPerson._fields}) for p in json.loads(done.stdout)["people"]
    ]
    return data_dir, sorted(
        people, key=lambda person: ["owner", "admin", "editor", "viewer"].index(person.role)
    )


@pytest.fixture(scope="session")
def stack(_built: None, _seeded: tuple[Path, list[SeededPerson]]) -> Iterator[Stack]:
    """The product with the demo's people. Tests share it, so each works in threads of its own."""
    with product.running_stack(_seeded[0]) as running:
        yield running


@pytest.fixture(scope="session")
def people(_seeded: tuple[Path, list[SeededPerson]]) -> list[SeededPerson]:
    """The people of the demo, the owner first."""
    return _seeded[1]


@pytest.fixture
def editor(people: list[SeededPerson]) -> SeededPerson:
    """The first editor of the demo's team."""
    return next(person for person in people if person.role == "editor")


@pytest.fixture
def fresh_stack(_built: None, tmp_path: Path) -> Iterator[Stack]:
    """The product in an empty data folder: nobody has an account yet."""
    with product.running_stack(tmp_path / "data") as running:
        yield running


def sign_in(page: Page, stack: Stack, person: SeededPerson) -> None:
    """Sign in by the real POST; the cookie lands in the page's context."""
    reply = page.request.post(
        "/sign-in",
        form={"email": person.email, "password": person.password, "next": "/chat/"},
        headers={"Origin": stack.url},
        max_redirects=0,
    )
    assert reply.status == 303, reply.text()


class Visit(NamedTuple):
    """An open page, its context, and what went wrong so far."""

    page: Page
    context: BrowserContext
    watch: Watch


OpenPage = Callable[..., Visit]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(stack, width="phone", theme="dark")` gives a page in a context of its own.

    The test fails at its end when the page logged an error, broke the content security policy, asked another
    host or got a 5xx, unless `visit.watch.expect(...)` was told so.
    """
    with ExitStack() as contexts:

        def open_one(stack: Stack, *, width: str = "wide", theme: str = "light") -> Visit:
            made: AbstractContextManager[tuple[BrowserContext, Watch]]
            made = watched_context(browser, stack.url, width=width, theme=theme)
            context, watch = contexts.enter_context(made)
            return Visit(context.new_page(), context, watch)

        yield open_one


@pytest.fixture
def shoot(request: pytest.FixtureRequest, tmp_path: Path) -> Shoot:
    """`shoot(page, "after the answer")` saves a picture to the folder named by SCREENSHOTS, else to a temp folder."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    test = _slug(request.node.name.removeprefix("test_"))

    def shoot_one(page: Page, moment: str) -> None:
        page.screenshot(path=folder / f"{test}--{_slug(moment)}.png")

    return shoot_one


def _slug(text: str) -> str:
    return re.sub(r"[^\w-]+", "-", text).strip("-")
