"""The load generators against the bare server: they count what came and what did not."""

from collections.abc import Iterator

import pytest

from bench import load
from bench.bare import running_bare

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def bare() -> Iterator[str]:
    with running_bare() as url:
        yield url


async def test_closed_loop_counts_good_answers_only(bare: str) -> None:
    good = await load.closed_loop(f"{bare}/read", {}, clients=4, seconds=0.3)
    bad = await load.closed_loop(f"{bare}/missing", {}, clients=1, seconds=0.1)

    assert good.errors == 0
    assert good.rate > 0
    assert bad.milliseconds == []
    assert bad.errors > 0


async def test_fixed_rate_asks_as_often_as_it_was_told(bare: str) -> None:
    outcome = await load.fixed_rate(f"{bare}/read", {}, rate=100, seconds=0.3)

    assert (len(outcome.milliseconds), outcome.errors) == (30, 0)


async def test_server_that_is_gone_is_an_error_and_not_a_crash() -> None:
    outcome = await load.fixed_rate("http://127.0.0.1:9/read", {}, rate=20, seconds=0.1)

    assert (outcome.milliseconds, outcome.errors) == ([], 2)
