"""HTTP load in two forms: as fast as so many clients can, and at a fixed rate."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

import aiohttp

from bench.tables import percentile


@dataclass
class Outcome:
    """What came back: milliseconds of each good answer, how many were not, and the time it all took."""

    milliseconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def errors(self) -> int:
        return self.failures.total()

    @property
    def note(self) -> str:
        """What went wrong and how often, such as `429: 12`."""
        return ", ".join(f"{what}: {count}" for what, count in self.failures.most_common(3))

    @property
    def rate(self) -> float:
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0

    def figures(self) -> tuple[float, float, float, float, float]:
        """Answers a second, p50, p95 and p99 in milliseconds, errors."""
        ms = self.milliseconds
        return self.rate, percentile(ms, 50), percentile(ms, 95), percentile(ms, 99), float(self.errors)


FIGURES = ("answers/s", "p50 ms", "p95 ms", "p99 ms", "errors")


async def closed_loop(url: str, headers: dict[str, str], *, clients: int, seconds: float) -> Outcome:
    """Each client asks again as soon as it has its answer."""
    outcome = Outcome()
    async with _session(headers, clients) as session:
        began = time.perf_counter()
        end = began + seconds

        async def client() -> None:
            while (now := time.perf_counter()) < end:
                await _get(session, url, now, outcome)

        await asyncio.gather(*(client() for _ in range(clients)))
        outcome.seconds = time.perf_counter() - began
    return outcome


async def fixed_rate(url: str, headers: dict[str, str], *, rate: float, seconds: float) -> Outcome:
    """Ask on a schedule, whatever the answers do; waiting behind a slow one counts as its time."""
    outcome = Outcome()
    async with _session(headers, 200) as session:
        began = time.perf_counter()
        asked = []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            asked.append(asyncio.create_task(_get(session, url, due, outcome)))
        await asyncio.gather(*asked)
        outcome.seconds = time.perf_counter() - began
    return outcome


async def _get(session: aiohttp.ClientSession, url: str, since: float, outcome: Outcome) -> None:
    try:
        async with session.get(url) as reply:
            await reply.read()
            what = str(reply.status)
    except (aiohttp.ClientError, TimeoutError) as exc:
        what = type(exc).__name__
    if what == "200":
        outcome.milliseconds.append((time.perf_counter() - since) * 1000)
    else:
        outcome.failures[what] += 1


def _session(headers: dict[str, str], connections: int) -> aiohttp.ClientSession:
    timeout = aiohttp.ClientTimeout(total=30)
    return aiohttp.ClientSession(
        headers=headers, timeout=timeout, connector=aiohttp.TCPConnector(limit=connections)
    )
