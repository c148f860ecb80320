"""The product under measurement: seeded, running, and with signed-in people."""

import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, sync_playwright

from tests.harness import browser, killer, stack
from tests.harness.sign_in import session_cookie
from tests.harness.stack import Stack

READ = "/api/v1/auth/me"


@dataclass(frozen=True)
class Product:
    """A running product with its people, and a cookie of the first, an owner."""

    stack: Stack
    people: list[dict[str, str]]
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie}

    def another_cookie(self, number: int) -> str:
        """A session of its own, for each of the people in turn: limits count by session, news by person."""
        person = self.people[number % len(self.people)]
        return session_cookie(self.stack.url, person["email"], person["password"])

    def web(self) -> psutil.Process:
        """The web process."""
        return killer.child_of(self.stack.pid, "web")


@contextlib.contextmanager
def signed_in_context(product: Product) -> Iterator[BrowserContext]:
    """A headless Chromium in which the owner is signed in, for the time of the block."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browser.ensure()), args=list(browser.FLAGS))
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, base_url=product.stack.url)
        cookies = dict(each.split("=", 1) for each in product.cookie.split("; "))
        context.add_cookies(
            [{"name": name, "value": value, "url": product.stack.url} for name, value in cookies.items()]
        )
        yield context
        chromium.close()


@contextlib.contextmanager
def running_product(
    stage: str = "demo", *, trusted_proxies: int = 0, settings: Mapping[str, str] | None = None
) -> Iterator[Product]:
    """The product with seeded people, ready, for the time of the block; `settings` as its environment."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data_dir = Path(folder) / "data"
        done = stack.command("seed", "--stage", stage, data_dir=data_dir, **(settings or {}))
        done.check_returncode()
        people = sorted(json.loads(done.stdout)["people"], key=lambda person: person["role"] != "owner")
        wanted = {"PLATFORM_TRUSTED_PROXIES": str(trusted_proxies), **(settings or {})}
        with stack.running_stack(data_dir, port=None, **wanted) as running:
            cookie = session_cookie(running.url, people[0]["email"], people[0]["password"])
            yield Product(running, people, cookie)
