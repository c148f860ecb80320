"""How much memory do 500 signed-in tabs take in one web process, and 200 that look at a table?"""

import asyncio

import aiohttp

from bench.product import Product, running_product
from bench.tables import Row, show
from bench.tabs import Tab

TABS, TABLE_TABS = 500, 200
TABLE_TAB_KB = 2_000
# Each session may hold so many tabs at most.
TABS_PER_SESSION = 10
SETTLE_SECONDS = 5
MEGABYTE = 1_000_000


def main() -> None:
    """Print resident memory before, with the tabs open, and after they closed. The bars: under 500 MB with them, and
    under 2 MB for a tab with a table."""
    columns = ("resident MB", "kB a tab")
    with running_product("busy") as product:
        rows = asyncio.run(_measure(product, TABS, "/chat/"))
    show(f"{TABS} signed-in tabs on one web process (bar: < 500 MB)", columns, rows)
    with running_product("busy") as product:
        rows = asyncio.run(_measure(product, TABLE_TABS, "/tables/"))
    bar = f"bar: < {TABLE_TAB_KB:,} kB a tab"
    show(f"{TABLE_TABS} tabs that look at a table, on one web process ({bar})", columns, rows)


async def _measure(product: Product, count: int, path: str) -> list[Row]:
    before = _resident(product)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        tabs = await open_tabs(product, http, count, path=path)
        if path == "/tables/":
            await _read_rows(product, http, count)
        await asyncio.sleep(SETTLE_SECONDS)
        during = _resident(product)
        for tab in tabs:
            await tab.close()
    await asyncio.sleep(SETTLE_SECONDS)
    after = _resident(product)
    a_tab = (during - before) / count * 1000
    return [
        Row("no tabs", (before, 0.0)),
        Row(f"{count} tabs", (during, a_tab)),
        Row("closed again", (after, 0.0)),
    ]


async def _read_rows(product: Product, http: aiohttp.ClientSession, count: int) -> None:
    """What each of the tabs reads when it opens a table."""
    headers = {**product.headers, "Origin": product.stack.url}
    asked = {"base": "Sales pipeline", "table": "Deals", "limit": 200}
    for _ in range(count):
        url = f"{product.stack.url}/api/v1/records/query"
        async with http.post(url, json=asked, headers=headers) as reply:
            await reply.read()


async def open_tabs(
    product: Product, http: aiohttp.ClientSession, count: int, *, path: str = "/chat/"
) -> list[Tab]:
    """So many open tabs, spread over sessions."""
    sessions = -(-count // TABS_PER_SESSION)
    cookies = [await asyncio.to_thread(product.another_cookie, number) for number in range(sessions)]
    tabs = [Tab(product.stack.url, http, cookies[number % sessions], path=path) for number in range(count)]
    for tab in tabs:
        await tab.open()
    return tabs


def _resident(product: Product) -> float:
    return float(product.web().memory_info().rss) / MEGABYTE


if __name__ == "__main__":
    main()
