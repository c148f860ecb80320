"""kill -9 while an answer is being written: the question, the session and what was saved are there afterwards."""

import asyncio
import json
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from bench import tabs
from bench.tabs import Tab
from tests.harness import killer, stack
from tests.harness.processes import wait_until
from tests.harness.sign_in import session_cookie
from tests.harness.stack import Stack, running_stack

QUESTION = "how many open deals are there, and what are they worth by stage?"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("answers") / "data"


@pytest.fixture(scope="module")
def owner(data_dir: Path) -> dict[str, str]:
    seeded = stack.command("seed", "--stage", "demo", data_dir=data_dir)
    return next(each for each in json.loads(seeded.stdout)["people"] if each["role"] == "owner")


@pytest.fixture
def product(data_dir: Path, owner: dict[str, str]) -> Iterator[Stack]:
    with running_stack(data_dir) as running:
        yield running


def test_question_survives_a_kill_of_web_and_is_asked_once_when_it_is_sent_again(product, owner):
    cookie = session_cookie(product.url, owner["email"], owner["password"])
    client_id = uuid.uuid4().hex

    asyncio.run(
        ask_and(cookie, product, client_id, lambda: killer.kill(killer.child_of(product.pid, "web").pid))
    )
    wait_until("web answers again", product.is_ready, timeout_seconds=60)

    assert who(product, cookie) == owner["email"]
    found = asyncio.run(ask_again(cookie, product, client_id))
    assert [message["text"] for message in found["messages"] if message["role"] == "person"] == [QUESTION]
    assert len(found["threads"]) == 1


def test_session_and_threads_survive_a_kill_of_the_supervisor(data_dir, owner):
    with running_stack(data_dir) as product:
        cookie = session_cookie(product.url, owner["email"], owner["password"])
        before = asyncio.run(threads(cookie, product))
        killer.kill(product.pid)
        product.process.wait(10)

    with running_stack(data_dir, port=int(product.url.rpartition(":")[2])) as again:
        assert who(again, cookie) == owner["email"]
        assert asyncio.run(threads(cookie, again)) == before


def who(product: Stack, cookie: str) -> str:
    request = urllib.request.Request(f"{product.url}/api/v1/auth/me", headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return str(json.load(reply)["person"]["email"])


async def ask_and(cookie: str, product: Stack, client_id: str, then) -> None:
    """Ask, and do something as soon as the tab says that the question is accepted."""
    async with aiohttp.ClientSession() as http:
        tab = Tab(product.url, http, cookie)
        await tab.open()
        await tab.send(f"{tabs.CHAT_STATE}.ask", {"text": QUESTION, "client_id": client_id})
        await seen(tab, "accepted", client_id)
        then()
        await tab.close()


async def ask_again(cookie: str, product: Stack, client_id: str) -> dict:
    """Send the same question from a tab that knows nothing; gives what the tab shows then."""
    async with aiohttp.ClientSession() as http:
        tab = Tab(product.url, http, cookie)
        await tab.open()
        await tab.send(f"{tabs.CHAT_STATE}.open_page")
        shown = await seen(tab, "threads_ready", True)
        await tab.send(f"{tabs.CHAT_STATE}.ask", {"text": QUESTION, "client_id": client_id})
        shown |= await seen(tab, "accepted", client_id)
        await tab.close()
        return shown


async def threads(cookie: str, product: Stack) -> list[str]:
    async with aiohttp.ClientSession() as http:
        tab = Tab(product.url, http, cookie)
        await tab.open()
        await tab.send(f"{tabs.CHAT_STATE}.open_page")
        shown = await seen(tab, "threads_ready", True)
        await tab.close()
        return [card["id"] for card in shown["threads"]]


async def seen(tab: Tab, name: str, value: object) -> dict:
    """What the chat showed, up to the update in which `name` became `value`."""
    shown: dict = {}
    async with asyncio.timeout(60):
        while shown.get(name) != value:
            update = await tab.next_update()
            values = update.get("delta", {}).get(tabs.CHAT_STATE, {})
            shown |= {key.removesuffix("_rx_state_"): each for key, each in values.items()}
    return shown
