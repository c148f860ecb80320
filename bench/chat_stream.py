"""How soon does a word of the model stand on the page? Ours and Chainlit's, with one model, in one run.

Then: do 100 answers at once arrive whole on one web process, and does a delta grow with the history?
"""

import asyncio
import json
import time

import aiohttp
from playwright.sync_api import Page, sync_playwright

from bench import tabs
from bench.chainlit_peer import running_chainlit
from bench.product import Product, running_product
from bench.streaming_model import KEY, StreamingModel, speaking
from bench.tables import Row, percentile, show
from tests.harness import browser

QUESTIONS = 30
AT_ONCE = 100
END = """([tag, last]) => {
    const text = document.body.innerText;
    return text.slice(text.lastIndexOf(`tok${tag}z`)).includes(`word ${last}`);
}"""
WATCH = """() => {
    window.seen = {};
    new MutationObserver(() => {
        for (const [, tag] of document.body.textContent.matchAll(/tok(\\d+)z/g))
            window.seen[tag] ??= performance.timeOrigin + performance.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def main() -> None:
    """Print the tables."""
    with speaking(StreamingModel()) as model:
        with running_chainlit(model.url) as address:
            peer = _first_words(address, model, "#chat-input", 1_000, {})
        settings = {"PLATFORM_MODEL_URL": model.url, "PLATFORM_MODEL": "bench", "PLATFORM_MODEL_KEY": KEY}
        with running_product("busy", settings=settings) as product:
            cookies = dict(each.split("=", 1) for each in product.cookie.split("; "))
            ours = _first_words(f"{product.stack.url}/chat/", model, "#composer", 5_000, cookies)
            whole, bytes_short, bytes_long = asyncio.run(_at_once(product, model))
    show(
        f"From the model's first word to the page, {QUESTIONS} questions one after the other",
        ("p50 ms", "p95 ms"),
        [Row("Chainlit", peer), Row("PyAirtable Platform", ours)],
    )
    show(
        f"{AT_ONCE} answers at once on one web process",
        ("arrived whole", "lost"),
        [Row("asked", (AT_ONCE, 0)), Row("PyAirtable Platform", (whole, AT_ONCE - whole))],
    )
    show(
        "Bytes a tab receives while an answer grows by 24 pieces",
        ("bytes",),
        [Row("first of a thread", (bytes_short,)), Row("after 10 more", (bytes_long,))],
    )


def _first_words(
    address: str, model: StreamingModel, field: str, first_tag: int, cookies: dict[str, str]
) -> tuple[float, float]:
    """How long a first word took from the model to the page, in ms: the median, and 95 of 100."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browser.ensure()), args=list(browser.FLAGS))
        context = chromium.new_context()
        context.add_cookies(
            [
                {"name": name, "value": value, "url": address.removesuffix("/chat/")}
                for name, value in cookies.items()
            ]
        )
        page = context.new_page()
        page.goto(address)
        page.locator(field).wait_for()
        # Neither says when its line to the server is open.
        page.wait_for_timeout(3_000)
        page.evaluate(WATCH)
        taken = [_asked(page, field, model, str(first_tag + number)) for number in range(QUESTIONS)]
        chromium.close()
    return percentile(taken, 50), percentile(taken, 95)


def _asked(page: Page, field: str, model: StreamingModel, tag: str) -> float:
    page.locator(field).fill(f"say something about q{tag}q")
    page.wait_for_timeout(200)
    page.locator(field).press("Enter")
    page.wait_for_function("tag => window.seen[tag]", arg=tag, timeout=60_000)
    seen: float = page.evaluate("tag => window.seen[tag]", tag)
    # The next one is asked once the end of this answer stands behind its beginning.
    page.wait_for_function(END, arg=[tag, model.pieces - 1], timeout=60_000)
    page.wait_for_timeout(500)
    return seen - model.said[tag] * 1000


async def _at_once(product: Product, model: StreamingModel) -> tuple[int, int, int]:
    """How many of the answers arrived whole, and the bytes of a first and of a later answer of a thread."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        cookies = [product.another_cookie(number) for number in range(AT_ONCE)]
        asked = [_stream(http, product, cookie, number) for number, cookie in enumerate(cookies)]
        whole = sum(await asyncio.gather(*asked))
        short, long = await _bytes(http, product, model)
    return whole, short, long


async def _stream(http: aiohttp.ClientSession, product: Product, cookie: str, number: int) -> bool:
    body = {"text": f"say something about q{9_000 + number}q"}
    headers = {"Cookie": cookie, "Accept": "text/event-stream", "Origin": product.stack.url}
    text, is_done = "", False
    async with http.post(f"{product.stack.url}/api/chat", json=body, headers=headers) as reply:
        kind = ""
        async for line in reply.content:
            if line.startswith(b"event: "):
                kind = line[7:].strip().decode()
            elif line.startswith(b"data: ") and kind == "text":
                text += json.loads(line[6:])["delta"]
            elif line.startswith(b"data: ") and kind == "end":
                is_done = json.loads(line[6:])["status"] == "done"
    return is_done and text.startswith(f"tok{9_000 + number}z") and text.rstrip().endswith("word 39")


async def _bytes(http: aiohttp.ClientSession, product: Product, model: StreamingModel) -> tuple[int, int]:
    tab = tabs.Tab(product.stack.url, http, product.another_cookie(0))
    await tab.open()
    taken = []
    for number in range(12):
        tag = str(8_000 + number)
        payload = {"text": f"say something about q{tag}q", "client_id": f"bench{tag}", "files": []}
        await tab.send(f"{tabs.CHAT_STATE}.ask", payload)
        await asyncio.to_thread(model.has_begun(tag).wait, 30)
        # From here on only the answer grows; what came before holds the list of messages.
        await asyncio.sleep(model.pause_seconds * 5)
        before = tab.bytes_received
        await asyncio.sleep(model.pieces * model.pause_seconds * 0.6)
        taken.append(tab.bytes_received - before)
        await asyncio.sleep(model.pieces * model.pause_seconds + 0.5)
    await tab.close()
    return taken[1], taken[-1]


if __name__ == "__main__":
    began = time.monotonic()
    main()
    print(f"({time.monotonic() - began:.0f} s)")
