"""What do readers feel while 500 tabs are open and 100 answers are being streamed?"""

import asyncio
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import aiohttp

from bench import load, tabs
from bench.memory import open_tabs
from bench.product import READ, Product, running_product
from bench.tables import Row, percentile, show
from bench.tabs import Tab

SOCKETS = 500
STREAMS = 100
RATE = 100
SECONDS = 20.0
QUESTION = "how many open deals are there, and what are they worth by stage?"


def main() -> None:
    """Print the REST read alone and under the whole load, and how long answers took."""
    with running_product("busy") as product:
        asyncio.run(_measure(product))


async def _measure(product: Product) -> None:
    url = product.stack.url + READ
    alone = await _read_beside(url, product.headers)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        opened = await open_tabs(product, http, SOCKETS)
        answers = [asyncio.create_task(_ask(tab)) for tab in opened[:STREAMS]]
        under_load = await _read_beside(url, product.headers)
        seconds = await asyncio.gather(*answers, return_exceptions=True)
        for tab in opened:
            await tab.close()
    took = [each for each in seconds if isinstance(each, float)]
    rows = [
        Row("alone", alone.figures(), alone.note),
        Row("under the load", under_load.figures(), under_load.note),
    ]
    show(f"REST read at {RATE}/s beside {SOCKETS} tabs and {STREAMS} answers", load.FIGURES, rows)
    note = f"{len(seconds) - len(took)} of {STREAMS} failed"
    show("Answers", ("p50 s", "p95 s"), [Row("streamed", (percentile(took, 50), percentile(took, 95)), note)])


async def _read_beside(url: str, headers: dict[str, str]) -> load.Outcome:
    """The REST read from a process of its own: here the tabs' traffic would be measured as the server's delay."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as readers:
        return await asyncio.get_running_loop().run_in_executor(readers, _read, url, headers)


def _read(url: str, headers: dict[str, str]) -> load.Outcome:
    return asyncio.run(load.fixed_rate(url, headers, rate=RATE, seconds=SECONDS))


async def _ask(tab: Tab) -> float:
    """Ask in a tab and follow the answer to its end; gives the seconds it took."""
    began = time.perf_counter()
    await tab.send(f"{tabs.CHAT_STATE}.ask", {"text": QUESTION, "client_id": uuid.uuid4().hex})
    has_begun = False
    while True:
        update = await tab.next_update(timeout_seconds=120)
        status = update.get("delta", {}).get(tabs.CHAT_STATE, {}).get("answer_status_rx_state_")
        has_begun = has_begun or status == "running"
        if has_begun and status == "done":
            return time.perf_counter() - began


if __name__ == "__main__":
    main()
