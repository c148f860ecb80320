"""The bars of the edge against a real web process: uvicorn, Reflex, SQLite and Redis (R-1 to R-8, R-11, O-1, O-5)."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import aiohttp
import pytest

from app import auth, config
from app.actor import Actor, Role
from app.models import new_id
from tests.edge.browser_tab import RawTab
from tests.edge.test_gate import FOREIGN
from tests.edge.web_process import Web, running_web
from tests.harness import databases
from tests.harness.processes import wait_until
from tests.people import confirmed, make_member, make_team
from tests.sessions import begin_session, cookie_of
from tests.state.conftest import SESSION

pytestmark = pytest.mark.integration
PALETTE = f"{SESSION}.app___state___shell____shell_state.load_palette"
CANARY = "canary-5f0c9d"


@pytest.fixture(scope="session")
def web(_sqlite_template, _redis_for_the_run, tmp_path_factory) -> Iterator[Web]:
    with running_web(_sqlite_template, tmp_path_factory.mktemp("web"), _redis_for_the_run.url) as made:
        yield made


@pytest.fixture
def here(web) -> Iterator[Web]:
    """This process is connected to the same database and Redis as the web process."""
    with pytest.MonkeyPatch.context() as patch:
        databases.use_settings(patch, **web.settings)
        yield web
        databases.disconnect()
    config.settings.cache_clear()


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


def somebody(role: Role = Role.OWNER) -> Actor:
    return make_member(make_team("Northwind"), f"P{new_id()}", role)


def cookie(actor: Actor) -> str:
    return cookie_of(begin_session(actor))["cookie"]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_foreign_origin_gets_no_websocket(here, http, origin):
    tab = RawTab(here.url, http, cookie(somebody()))

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await tab.open(origin=origin)

    assert refused.value.status == 403
    assert tab.frames == []


@pytest.mark.parametrize("origin", FOREIGN)
async def test_foreign_origin_gets_no_cors_header_even_for_a_preflight(here, http, origin):
    headers = {"Origin": origin, "Access-Control-Request-Method": "DELETE", "Cookie": cookie(somebody())}

    for method in ("OPTIONS", "GET"):
        async with http.request(method, f"{here.url}/api/v1/auth/me", headers=headers) as reply:
            assert [name for name in reply.headers if name.lower().startswith("access-control")] == []


async def test_nobody_gets_no_websocket(here, http):
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await RawTab(here.url, http, "").open()


async def test_stolen_token_gets_no_byte_of_state(here, http):
    mine = RawTab(here.url, http, cookie(somebody()))
    await mine.open()
    assert any("person_name" in frame for frame in mine.frames)
    await mine.close()

    thief = RawTab(here.url, http, cookie(somebody()), token=mine.token)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await thief.open()

    assert thief.frames == []


async def test_revoked_session_loses_its_open_tab_within_five_seconds(here, http):
    actor = somebody()
    made = begin_session(actor)
    tab = RawTab(here.url, http, cookie_of(made)["cookie"])
    await tab.open()

    await asyncio.to_thread(auth.revoke_session, actor, made.session_id)

    await tab.until('"ended_rx_state_":true', seconds=5)
    tab.frames.clear()
    await tab.send(PALETTE)
    await asyncio.sleep(0)
    with contextlib.suppress(TimeoutError):
        await tab.until("palette_threads", seconds=0.5)
    assert not any("palette_threads" in frame for frame in tab.frames)
    await tab.close()


@pytest.mark.parametrize("how", ["is removed", "leaves", "has their team deleted"])
async def test_who_is_no_member_any_more_loses_the_open_tab_within_five_seconds(here, http, how):
    somebody()
    owner = confirmed(somebody())
    editor = make_member(owner.team_id, f"E{new_id()}", Role.EDITOR)
    tab = RawTab(here.url, http, cookie(editor))
    await tab.open()

    def end() -> None:
        if how == "is removed":
            auth.remove_member(owner, editor.person_id)
        elif how == "leaves":
            auth.leave_team(editor)
        else:
            list(auth.export_team(owner))
            auth.delete_team(owner, auth.list_teams(owner)[0].name)

    await asyncio.to_thread(end)

    await tab.until('"ended_rx_state_":true', seconds=5)
    await tab.close()


async def test_lowered_role_reaches_an_open_tab_within_five_seconds(here, http):
    owner = somebody()
    editor = make_member(owner.team_id, f"E{new_id()}", Role.EDITOR)
    tab = RawTab(here.url, http, cookie(editor))
    await tab.open()

    await asyncio.to_thread(auth.change_role, owner, editor.person_id, Role.VIEWER)

    await tab.until('"role_rx_state_":"viewer"', seconds=5)
    await tab.close()


async def test_flood_is_cut_and_others_go_on(here, http):
    flooder, other = RawTab(here.url, http, cookie(somebody())), RawTab(here.url, http, cookie(somebody()))
    await flooder.open()
    await other.open()
    flooder.frames.clear()

    for _ in range(3_000):
        await flooder.send(PALETTE)
    other.frames.clear()
    await other.send(f"{SESSION}.look_again")
    await other.send(f"{SESSION}.slow_down")

    await other.until('"too_many"')
    await flooder.until('"too_many"')
    answers = sum("palette_threads" in frame for frame in flooder.frames)
    assert answers < 600
    await flooder.close()
    await other.close()


async def test_rubbish_on_the_wire_leaves_the_process_well_and_its_log_clean(here, http):
    tab = RawTab(here.url, http, cookie(somebody()))
    await tab.open()
    event = f"reflex___state____state.{CANARY}"

    await tab.send(event, {"value": CANARY})
    await tab.send(PALETTE, {CANARY: CANARY})
    for frame in (
        f'42/_event,["event",{{"name":"{event}","payload":{{}},"router_data":{{}}}}]',
        f'42/_event,["event","{CANARY}"]',
        '42/_event,["event"]',
        '42/_event,["client_error",{"error_type":"x","message":"m"}]',
    ):
        await tab.socket.send_str(frame)
    await tab.until('"invalid_input"')
    await tab.close()

    assert CANARY not in here.said()
    assert "Traceback" not in here.said()


async def test_frame_above_a_megabyte_ends_the_websocket(here, http):
    tab = RawTab(here.url, http, cookie(somebody()))
    await tab.open()

    with contextlib.suppress(ConnectionError, aiohttp.ClientError):
        await tab.socket.send_str("42" + "x" * 1_000_001)

    await asyncio.wait_for(tab.is_closed.wait(), 10)
    assert tab.socket.close_code == 1009


def test_announced_300_megabytes_are_refused_before_they_are_sent(here):
    host, port = here.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        head = f"POST /_upload HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 300000000\r\n\r\n"
        line.sendall(head.encode() + b"x" * 65_536)
        status = line.makefile("rb").readline()

    assert status.split()[1] in {b"404", b"413"}


def test_unannounced_300_megabytes_are_cut_off(here):
    host, port = here.url.removeprefix("http://").split(":")
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    sent = 0
    with socket.create_connection((host, int(port)), timeout=10) as line:
        kind = "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked"
        line.sendall(f"POST /sign-in HTTP/1.1\r\nHost: {host}:{port}\r\n{kind}\r\n\r\n".encode())
        with contextlib.suppress(OSError):
            while sent < 300_000_000:
                line.sendall(chunk)
                sent += 0x10000

    # What the kernels of both sides hold on the way comes on top of the megabyte.
    assert sent < 40_000_000


ROUTES = [
    "/",
    "/chat/",
    "/chat",
    "/sign-in",
    "/setup",
    "/nowhere",
    "/api/v1/auth/me",
    "/api/nowhere",
    "/livez",
    "/health",
]
ROUTES += [
    "/metrics",
    "/api/openapi.json",
    "/api/docs",
    "/_upload",
    "/_upload/x",
    "/_all_routes",
    "/auth-codespace",
    "/ping",
]
ROUTES += [
    "/tokens.css",
    "/light.css",
    "/boot.js",
    "/favicon.svg",
    "/assets/nothing.js",
    "/index.html",
    "/%2e%2e/x",
]


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
@pytest.mark.parametrize("who", ["nobody", "somebody"])
async def test_every_reply_has_the_headers(here, http, who, accept):
    headers = {"Accept": accept} | ({"Cookie": cookie(somebody())} if who == "somebody" else {})
    wanted = {
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "x-request-id",
        "cache-control",
    }

    for path in ROUTES:
        async with http.get(here.url + path, headers=headers, allow_redirects=False) as reply:
            assert wanted <= {name.lower() for name in reply.headers}, path
            assert "server" not in {name.lower() for name in reply.headers}, path
            assert reply.status < 500, path
            script = reply.headers["content-security-policy"].partition("script-src")[2].partition(";")[0]
            assert "unsafe" not in script, path
            assert "http://" not in reply.headers.get("location", ""), path


@pytest.mark.parametrize(
    "path", ["/_upload", "/_upload/x", "/_all_routes", "/auth-codespace", "/ping", "/_health"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_routes_of_reflex_are_not_there(here, http, path, method):
    async with http.request(method, here.url + path, headers={"Cookie": cookie(somebody())}) as reply:
        assert reply.status == 404


async def test_secrets_reach_neither_frames_nor_the_log(here, http):
    actor = somebody()
    made = begin_session(actor)
    tab = RawTab(here.url, http, cookie_of(made)["cookie"])
    await tab.open(**{"x-canary": "kept-out", "authorization": f"Bearer {CANARY}"})
    await tab.send(PALETTE)
    await tab.until("palette_threads")
    await tab.close()
    form = {"email": "nobody@example.test", "password": CANARY}
    async with http.post(
        f"{here.url}/sign-in?token={CANARY}", data=form, headers={"Origin": here.url}
    ) as reply:
        assert CANARY not in await reply.text()

    everything = "".join(tab.frames) + here.said()
    for secret in (made.cookie_value, made.session_id, CANARY, databases.TEST_KEY):
        assert secret not in everything


async def test_request_is_one_line_of_the_log(here, http):
    mark = new_id()

    async with http.get(f"{here.url}/api/{mark}%0aforged?q={CANARY}") as reply:
        request_id = reply.headers["x-request-id"]

    wait_until("the line is there", lambda: mark in here.said())
    lines = [line for line in here.said().splitlines() if mark in line]
    assert len(lines) == 1
    assert request_id in lines[0]
    assert CANARY not in lines[0]
