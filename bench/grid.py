"""50,000 records x 20 fields in the grid: how soon do rows stand there, and is scrolling smooth?"""

import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from bench.mirror import KINDS, RECORDS, served_bench
from bench.product import Product, running_product, signed_in_context
from bench.tables import Row, percentile, show
from tests.harness.databases import TEST_KEY, use_settings
from tests.harness.processes import wait_until

REPEATS = 7
SCROLL_SECONDS = 6
# Milliseconds, frames a second, megabytes and kilobytes that the issue asks for.
FIRST_ROWS_MS, SORTED_MS, FRAMES, TAB_MB, SCRIPT_KB = 1_000, 500, 45, 250, 270
FRAMES_SEEN = """seconds => new Promise((resolve) => {
    const began = performance.now();
    const gaps = [];
    let before = began;
    const step = (now) => {
        gaps.push(now - before);
        before = now;
        if (now - began < seconds * 1000) requestAnimationFrame(step);
        else resolve(gaps.slice(1));
    };
    requestAnimationFrame(step);
})"""
# When the first name stands on the canvas, in ms since the navigation began. The grid is made once it has rows; what
# screen readers find there is made some tenths of a second after what one sees.
FIRST_ROWS = """(() => {
    const look = () => {
        const canvas = document.querySelector("[data-testid=data-grid-canvas]");
        const pixels = canvas?.getContext("2d").getImageData(62, 44, 120, 14).data;
        if (pixels && new Set(pixels).size > 2) window.first_rows = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""
SCRIPTS = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)"""


def main() -> None:
    """Print the table; the first row of each is the bar."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made, pytest.MonkeyPatch.context() as patch:
        folder = Path(made)
        (folder / "data").mkdir()
        secret = {"PLATFORM_SECRET_KEY": TEST_KEY}
        use_settings(patch, PLATFORM_DATA_DIR=str(folder / "data"), **secret)
        with (
            served_bench(folder) as url,
            running_product(settings={"PLATFORM_SANDBOX_URL": url, **secret}) as product,
        ):
            figures = _looked_at(product)
    show(
        f"The grid over {RECORDS:,} records x {len(KINDS)} fields",
        ("first rows ms", "sorted ms", "frames/s", "slowest 5 % ms", "tab MB", "script kB"),
        [
            Row("bar", (FIRST_ROWS_MS, SORTED_MS, FRAMES, 1_000 / FRAMES, TAB_MB, SCRIPT_KB)),
            Row("PyAirtable Platform", figures),
        ],
    )


def _looked_at(product: Product) -> tuple[float, ...]:
    with signed_in_context(product) as context:
        page = context.new_page()
        page.add_init_script(FIRST_ROWS)
        address = _address(page, product)
        opened = [_first_rows(page, address) for _ in range(REPEATS)]
        scripts = float(page.evaluate(SCRIPTS)) / 1_000
        turned = [_sorted(page) for _ in range(REPEATS)]
        gaps = _scrolled(page)
        memory = _heap(context.new_cdp_session(page))
    per_second = 1_000 / (sum(gaps) / len(gaps))
    slow = percentile(gaps, 95)
    return percentile(opened, 50), percentile(turned, 50), per_second, slow, memory, scripts


def _address(page: Page, product: Product) -> str:
    """Where the table is, once its copy is complete."""
    page.goto("/livez")

    def asked(path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Origin": product.stack.url}
        reply = page.request.fetch(
            f"/api/v1{path}", method="POST" if body else "GET", data=body, headers=headers
        )
        found: dict[str, Any] = reply.json()
        return found

    base = next(each["id"] for each in asked("/bases")["items"] if each["name"] == "Bench")
    table = asked(f"/tables?base={base}")["items"][0]["id"]
    query = {"base": base, "table": table, "limit": 1}
    wait_until(
        "the table is copied",
        lambda: asked("/records/query", query).get("total") == RECORDS,
        timeout_seconds=400,
    )
    return f"/tables/?b={base}&t={table}"


def _first_rows(page: Page, address: str) -> float:
    page.goto("/inbox/")
    page.get_by_role("heading", name="Inbox").wait_for()
    page.goto(address)
    page.get_by_test_id("glide-cell-1-0").wait_for(state="attached")
    return float(page.evaluate("window.first_rows"))


def _sorted(page: Page) -> float:
    """From the choice of an order to rows in it: the two ends of a field have different first records."""
    field = page.get_by_label("Sort by")
    is_down = "Number 0, last" in (field.locator("option:checked").text_content() or "")
    before = page.get_by_test_id("glide-cell-1-0").text_content()
    began = time.perf_counter()
    field.select_option(label=f"Number 0, {'first to last' if is_down else 'last to first'}")
    page.wait_for_function(
        "before => { const cell = document.querySelector('[data-testid=glide-cell-1-0]');"
        " return cell && cell.textContent !== before; }",
        arg=before,
    )
    return (time.perf_counter() - began) * 1_000


def _scrolled(page: Page) -> list[float]:
    """The time between two frames, in ms, while somebody turns the wheel all the time."""
    page.mouse.move(800, 500)
    page.evaluate(f"window.frames_seen = ({FRAMES_SEEN})({SCROLL_SECONDS})")
    ends = time.monotonic() + SCROLL_SECONDS
    while time.monotonic() < ends:
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(30)
    gaps: list[float] = page.evaluate("window.frames_seen")
    return gaps


def _heap(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    found = session.send("Runtime.getHeapUsage")
    return float(found["usedSize"] + found.get("backingStorageSize", 0)) / 1_000_000


if __name__ == "__main__":
    main()
