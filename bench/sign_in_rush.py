"""What do 50 sign-ins at once cost and do to others, and does the time of a refusal tell who has an account?"""

import asyncio
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import aiohttp

from bench import load
from bench.product import READ, Product, running_product
from bench.tables import Row, percentile, show

PEOPLE = 50
RATE = 50
SECONDS = 12.0
HEAD_START_SECONDS = 2.0
# Eight tries for each of the thirteen people stay below every limit on guesses.
TRIES_EACH = 8
MEGABYTE = 1_000_000


def main() -> None:
    """Print the REST read alone and beside the rush, the rush itself, and the time of refusals. The bars: p95 under
    200 ms, at most 200 MB more, medians less than 10 % apart."""
    # Each guess of the second part comes from an address of its own.
    with running_product("busy", trusted_proxies=1) as product:
        asyncio.run(_rush(product))
        asyncio.run(_refusals(product))


async def _rush(product: Product) -> None:
    url = product.stack.url + READ
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as readers:
        loop = asyncio.get_running_loop()
        alone = await loop.run_in_executor(readers, _read, url, product.headers)
        before = _resident(product)
        with _watched(product) as most:
            reading = loop.run_in_executor(readers, _read, url, product.headers)
            await asyncio.sleep(HEAD_START_SECONDS)
            async with aiohttp.ClientSession() as http:
                people = [product.people[number % len(product.people)] for number in range(PEOPLE)]
                began = time.perf_counter()
                outcomes = await asyncio.gather(
                    *(_sign_in(product, http, each["email"], each["password"], 303) for each in people)
                )
                seconds = time.perf_counter() - began
            beside = await reading
    rows = [Row("alone", alone.figures(), alone.note), Row("beside the rush", beside.figures(), beside.note)]
    show(f"REST read at {RATE}/s beside {PEOPLE} sign-ins at once (bar: p95 < 200 ms)", load.FIGURES, rows)
    more = most[0] - before
    figures = (float(len(outcomes)), seconds, percentile(outcomes, 95) / 1000, before, more)
    columns = ("signed in", "seconds", "p95 s", "resident MB before", "MB more")
    show(f"{PEOPLE} sign-ins at once (bar: <= 200 MB more)", columns, [Row("the rush", figures)])


async def _refusals(product: Product) -> None:
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    async with aiohttp.ClientSession() as http:
        for round_ in range(TRIES_EACH):
            for number, person in enumerate(product.people):
                address = f"203.0.{round_}.{number + 1}"
                for kind, email in (
                    ("known", person["email"]),
                    ("unknown", f"p{round_}-{number}@{person['email'].partition('@')[2]}"),
                ):
                    took[kind].append(
                        await _sign_in(product, http, email, "not the password", 401, address=address)
                    )
    rows = [
        Row(kind, (float(len(ms)), statistics.median(ms), percentile(ms, 95))) for kind, ms in took.items()
    ]
    show("Refused sign-ins (bar: medians less than 10 % apart)", ("tries", "median ms", "p95 ms"), rows)


async def _sign_in(
    product: Product,
    http: aiohttp.ClientSession,
    email: str,
    password: str,
    status: int,
    *,
    address: str = "",
) -> float:
    """Milliseconds until the answer. Raises ValueError when it is another than expected."""
    headers = {"Origin": product.stack.url, **({"X-Forwarded-For": address} if address else {})}
    began = time.perf_counter()
    async with http.post(
        f"{product.stack.url}/sign-in",
        data={"email": email, "password": password},
        headers=headers,
        allow_redirects=False,
    ) as reply:
        await reply.read()
    if reply.status != status:
        raise ValueError(f"A sign-in was answered with {reply.status}.")
    return (time.perf_counter() - began) * 1000


@contextmanager
def _watched(product: Product) -> Iterator[list[float]]:
    """The most memory that the web process holds in the block, in megabytes."""
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            most[0] = max(most[0], _resident(product))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def _resident(product: Product) -> float:
    return float(product.web().memory_info().rss) / MEGABYTE


def _read(url: str, headers: dict[str, str]) -> load.Outcome:
    return asyncio.run(load.fixed_rate(url, headers, rate=RATE, seconds=SECONDS))


if __name__ == "__main__":
    main()
