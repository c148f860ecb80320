"""How fast is a signed-in REST read, at a fixed rate of 400/s and as fast as 50 clients can?"""

import asyncio

from bench import load
from bench.bare import running_bare
from bench.product import READ, running_product
from bench.tables import Row, show

RATE = 400
CLIENTS = 50
SECONDS = 15.0
WARM_UP_SECONDS = 3.0


def main() -> None:
    """Print both tables. The bar: p95 under 20 ms at the fixed rate; 800/s in the loop; no errors."""
    with running_bare() as bare, running_product() as product:
        cases = [
            ("bare route", f"{bare}/read", {}),
            ("signed-in read", product.stack.url + READ, product.headers),
        ]
        fixed, closed = [], []
        for name, url, headers in cases:
            asyncio.run(load.closed_loop(url, headers, clients=CLIENTS, seconds=WARM_UP_SECONDS))
            at_rate = asyncio.run(load.fixed_rate(url, headers, rate=RATE, seconds=SECONDS))
            in_loop = asyncio.run(load.closed_loop(url, headers, clients=CLIENTS, seconds=SECONDS))
            fixed.append(Row(name, at_rate.figures(), at_rate.note))
            closed.append(Row(name, in_loop.figures(), in_loop.note))
    show(f"REST read at {RATE}/s, {SECONDS:g} s (bar: p95 < 20 ms, 0 errors)", load.FIGURES, fixed)
    show(f"REST read, {CLIENTS} clients in a loop (bar: >= 800/s, 0 errors)", load.FIGURES, closed)


if __name__ == "__main__":
    main()
