"""A cell is typed into: how soon does it show, and how soon is it confirmed while the base has budget?"""

import time

from playwright.sync_api import Page

from bench.product import Product, running_product, signed_in_context
from bench.tables import Row, percentile, show
from tests.harness.processes import wait_until

EDITS = 40
# Airtable takes five calls a second; an edit is a look and a write.
PAUSE_MS = 900
CONFIRMED_P95_MS = 300
NAME, AMOUNT = 1, 6
PLACE = {"base": "Sales pipeline", "table": "Deals"}
# From the key that ends the edit to the first frame in which the canvas draws the cell anew, and to the reply that says
# that it is written. The part of the canvas is the inside of the cell, from the widths of the columns before it.
WATCH = """() => {
    const seen = window.edit_seen = { shown: null, confirmed: null };
    const canvas = document.querySelector("[data-testid=data-grid-canvas]");
    const drawn = () => canvas.getContext("2d").getImageData(900, 40, 100, 22).data.join();
    let before = null;
    let began = null;
    const begin = ({ key }) => {
        if (key !== "Enter" || began) return;
        before = drawn();
        began = performance.now();
    };
    addEventListener("keydown", begin, { capture: true });
    const look = () => {
        if (began && drawn() !== before) seen.shown ??= performance.now() - began;
        if (!seen.shown) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    new PerformanceObserver((list, observer) => {
        for (const { name, startTime, responseEnd } of list.getEntries()) {
            if (!began || startTime < began || !name.endsWith("/api/v1/records")) continue;
            seen.confirmed = responseEnd - began;
            removeEventListener("keydown", begin, { capture: true });
            observer.disconnect();
        }
    }).observe({ entryTypes: ["resource"] });
}"""


def main() -> None:
    """Print the table; the bar is the first row."""
    with running_product() as product:
        edits = _edited(product)
    shown, confirmed = ([each[at] for each in edits] for at in (0, 1))
    figures = [percentile(values, part) for values in (shown, confirmed) for part in (50, 95)]
    show(
        f"{EDITS} edits of a cell, one after the other",
        ("shown p50 ms", "shown p95 ms", "confirmed p50 ms", "confirmed p95 ms"),
        [
            Row("bar", (CONFIRMED_P95_MS,) * 4),
            Row("PyAirtable Platform", tuple(figures)),
        ],
    )


def _edited(product: Product) -> list[tuple[float, float]]:
    with signed_in_context(product) as context:
        page = context.new_page()
        _open(page, product)
        return [_edit(page, 1_001 + number) for number in range(EDITS)]


def _open(page: Page, product: Product) -> None:
    """The deals, once their copy is complete, with the amount of the first one chosen."""
    page.goto("/livez")

    def total() -> int | None:
        headers = {"Origin": product.stack.url}
        reply = page.request.post("/api/v1/records/query", data={**PLACE, "limit": 1}, headers=headers)
        found: int | None = reply.json().get("total")
        return found

    wait_until("the table is copied", lambda: total() is not None, timeout_seconds=60)
    page.goto("/tables/")
    page.get_by_role("navigation", name="Tables").get_by_role("link", name="Deals", exact=True).click()
    page.get_by_test_id(f"glide-cell-{NAME}-0").wait_for(state="attached")
    page.locator(".table-grid .dvn-scroller").click(position={"x": 200, "y": 60})
    page.wait_for_timeout(300)
    for _ in range(AMOUNT - NAME):
        page.keyboard.press("ArrowRight")


def _edit(page: Page, amount: int) -> tuple[float, float]:
    """How many ms until it was shown, and until it was confirmed."""
    page.wait_for_timeout(PAUSE_MS)
    page.evaluate(WATCH)
    page.keyboard.type(str(amount))
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        seen = page.evaluate("window.edit_seen")
        if seen["shown"] is not None and seen["confirmed"] is not None:
            return seen["shown"], seen["confirmed"]
        page.wait_for_timeout(20)
    raise TimeoutError(
        f"The edit to {amount} was not confirmed within 30 s: {page.evaluate('window.edit_seen')}"
    )


if __name__ == "__main__":
    main()
