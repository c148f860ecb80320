"""How long does an event of a tab take, from sending to the end of its update?"""

import asyncio
import time

import aiohttp

from bench import tabs
from bench.bare import running_bare
from bench.product import Product, running_product
from bench.tables import Row, percentile, show
from bench.tabs import Tab

EVENTS = 300
# Below the limit of a session (20 events a second), so that none is refused.
PAUSE_SECONDS = 0.055
FIGURES = ("p50 ms", "p95 ms", "p99 ms")


def main() -> None:
    """Print the table: a bare echo, then an event that reads the thread list from the database."""
    with running_bare() as bare, running_product() as product:
        rows = [
            Row("bare websocket echo", asyncio.run(_echo(bare))),
            Row("event with a database read", asyncio.run(_events(product))),
        ]
    show(f"One tab, {EVENTS} events one after the other", FIGURES, rows)


async def _echo(bare: str) -> tuple[float, float, float]:
    milliseconds = []
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{bare}/echo") as socket:
        for _ in range(EVENTS):
            began = time.perf_counter()
            await socket.send_str("event")
            await socket.receive()
            milliseconds.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(PAUSE_SECONDS)
    return _figures(milliseconds)


async def _events(product: Product) -> tuple[float, float, float]:
    milliseconds = []
    async with aiohttp.ClientSession() as http:
        tab = Tab(product.stack.url, http, product.cookie)
        await tab.open()
        for _ in range(EVENTS):
            began = time.perf_counter()
            await tab.round_trip(f"{tabs.SHELL_STATE}.load_palette")
            milliseconds.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(PAUSE_SECONDS)
        await tab.close()
    return _figures(milliseconds)


def _figures(milliseconds: list[float]) -> tuple[float, float, float]:
    return percentile(milliseconds, 50), percentile(milliseconds, 95), percentile(milliseconds, 99)


if __name__ == "__main__":
    main()
