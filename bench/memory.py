"""How much memory do 500 signed-in tabs take in one web process?"""

import asyncio

import aiohttp

from bench.product import Product, running_product
from bench.tables import Row, show
from bench.tabs import Tab

TABS = 500
# Each session may hold so many tabs at most.
TABS_PER_SESSION = 10
SETTLE_SECONDS = 5
MEGABYTE = 1_000_000


def main() -> None:
    """Print resident memory before, with the tabs open, and after they closed. The bar: under 500 MB with them."""
    with running_product("busy") as product:
        rows = asyncio.run(_measure(product))
    show(f"{TABS} signed-in tabs on one web process (bar: < 500 MB)", ("resident MB", "kB a tab"), rows)


async def _measure(product: Product) -> list[Row]:
    before = _resident(product)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        tabs = await open_tabs(product, http, TABS)
        await asyncio.sleep(SETTLE_SECONDS)
        during = _resident(product)
        for tab in tabs:
            await tab.close()
    await asyncio.sleep(SETTLE_SECONDS)
    after = _resident(product)
    a_tab = (during - before) / TABS * 1000
    return [
        Row("no tabs", (before, 0.0)),
        Row(f"{TABS} tabs", (during, a_tab)),
        Row("closed again", (after, 0.0)),
    ]


async def open_tabs(product: Product, http: aiohttp.ClientSession, count: int) -> list[Tab]:
    """So many open tabs, spread over sessions."""
    sessions = -(-count // TABS_PER_SESSION)
    cookies = [await asyncio.to_thread(product.another_cookie, number) for number in range(sessions)]
    tabs = [Tab(product.stack.url, http, cookies[number % sessions]) for number in range(count)]
    for tab in tabs:
        await tab.open()
    return tabs


def _resident(product: Product) -> float:
    return float(product.web().memory_info().rss) / MEGABYTE


if __name__ == "__main__":
    main()
