"""The watch itself: what a page does wrong must fail the test that opened it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.e2e.watching import watched_context

PAGES = {
    "/favicon.ico": "",
    "/fine": "<h1>Fine</h1>",
    "/console": "<script src='/fail.js'></script>",
    "/fail.js": "console.error('it failed')",
    "/throws": "<script src='/throw.js'></script>",
    "/throw.js": "throw new Error('it broke')",
    "/inline": "<script>document.title = 'ran'</script>",
    "/foreign": "<img src='http://192.0.2.1/pixel.png'>",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path)
        self.send_response(500 if body is None else 200)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src *")
        self.end_headers()
        self.wfile.write((body or "failed").encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_page_without_mistakes_passes(browser: Browser, origin: str) -> None:
    with watched_context(browser, origin) as (context, watch):
        context.new_page().goto("/fine")

    assert watch.problems == []


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/console", "it failed"),
        ("/throws", "it broke"),
        ("/inline", "content security policy"),
        ("/foreign", "another host"),
        ("/missing", "500 from"),
    ],
)
def test_mistake_of_a_page_fails_its_test(browser: Browser, origin: str, path: str, problem: str) -> None:
    with pytest.raises(AssertionError, match=problem), watched_context(browser, origin) as (context, _):
        page = context.new_page()
        page.goto(path, wait_until="domcontentloaded")
        page.wait_for_timeout(50)


def test_expected_mistake_is_forgiven(browser: Browser, origin: str) -> None:
    with watched_context(browser, origin) as (context, watch):
        watch.expect("it failed")
        watch.expect("favicon")
        context.new_page().goto("/console")


@pytest.mark.parametrize(("width", "pixels"), [("wide", 1440), ("phone", 390)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_context_has_the_width_and_theme_that_were_asked_for(
    browser: Browser, origin: str, width: str, pixels: int, theme: str
) -> None:
    with watched_context(browser, origin, width=width, theme=theme) as (context, watch):
        watch.expect("favicon")
        page = context.new_page()
        page.goto("/fine")

        assert page.evaluate("window.innerWidth") == pixels
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is (theme == "dark")
