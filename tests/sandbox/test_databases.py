"""The same server on SQLite and PostgreSQL: restarts, many writers at once, kill -9."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import config
from tests.harness.postgres import PostgresServer
from tests.harness.processes import free_port, wait_until
from tests.sandbox import workbench
from tests.sandbox.listener import listening
from tests.sandbox.oauth import Application
from tests.sandbox.workbench import PARTS, TABLES, THINGS, part, thing
from tests.sandbox_server import TOKEN, SandboxServer, running_sandbox

pytestmark = pytest.mark.integration
PROGRAM = (
    "import sys; from app.sandbox import serve; "
    "serve('127.0.0.1', int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], database=sys.argv[5])"
)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database, "" for the file in the data folder."""
    if request.param == "sqlite":
        yield ""
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


def things(server: SandboxServer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.get(THINGS).json()["records"]
    return found


def test_what_was_written_outlives_a_restart_and_the_seed_is_not_planted_again(
    url: str, tmp_path: Path
) -> None:
    with running_sandbox(tmp_path, workbench.seed(), database=url) as server:
        server.call("POST", THINGS, json={"fields": {"Name": "Kept", "Parts": [part(3)]}})
        server.call("POST", f"{TABLES}/Things/fields", json={"name": "Fresh", "type": "email"})
        before = things(server)
    with running_sandbox(tmp_path, "demo", database=url) as server:
        after = things(server)
        fields = [field["name"] for field in server.get(TABLES).json()["tables"][0]["fields"]]

    assert after == before
    assert fields[-1] == "Fresh"


def test_listings_are_the_same(url: str, tmp_path: Path) -> None:
    queries = {
        "": ["Lamp", "Desk", ""],
        "view=By%20count": ["Desk", "Lamp", ""],
        "sort[0][field]=Name": ["", "Desk", "Lamp"],
        "filterByFormula={Weight}>100": ["Lamp"],
        "pageSize=1&maxRecords=2": ["Lamp"],
    }
    with running_sandbox(tmp_path, workbench.seed(), database=url) as server:
        found = {
            query: [
                each["fields"].get("Name", "") for each in server.get(f"{THINGS}?{query}").json()["records"]
            ]
            for query in queries
        }
        upserted = server.call(
            "PATCH",
            THINGS,
            json={
                "performUpsert": {"fieldsToMergeOn": ["Name"]},
                "records": [{"fields": {"Name": "Lamp"}}, {"fields": {"Name": "100%_'\\"}}],
            },
        ).json()
        reset = server.call("POST", "/_control/reset").status_code

    assert found == queries
    assert (upserted["updatedRecords"], len(upserted["createdRecords"])) == ([thing(1)], 1)
    assert reset == 200


def test_ids_are_ordered_byte_by_byte(url: str, tmp_path: Path) -> None:
    seed = workbench.seed()
    ids = ["recaaaaaaaaaaaaaa", "recAAAAAAAAAAAAAA", "rec00000000000000", "recZZZZZZZZZZZZZZ"]
    seed["bases"][0]["tables"][0]["records"] = [{"id": each} for each in ids]
    with running_sandbox(tmp_path, seed, database=url) as server:
        listed = [record["id"] for record in things(server)]
    assert listed == sorted(ids)


def test_many_writers_lose_nothing(url: str, tmp_path: Path) -> None:
    """Each of 8 threads makes records that link to one part: every number once, and every link on both sides."""
    with running_sandbox(tmp_path, workbench.seed(), database=url) as server:

        def write(thread: int) -> list[dict[str, Any]]:
            made = []
            for index in range(5):
                body = {"fields": {"Name": f"{thread}/{index}", "Parts": [part(3)], "Tags": [f"T{thread}"]}}
                answer = server.call("POST", THINGS, json=body | {"typecast": True})
                assert answer.status_code == 200, answer.text
                made.append(answer.json())
            return made

        with ThreadPoolExecutor(8) as pool:
            made = [record for records in pool.map(write, range(8)) for record in records]
        linked = server.get(f"{PARTS}/{part(3)}").json()["fields"]["Thing"]
        tags = next(f for f in server.get(TABLES).json()["tables"][0]["fields"] if f["name"] == "Tags")

    assert sorted(record["fields"]["Number"] for record in made) == list(range(4, 44))
    assert sorted(linked) == sorted(record["id"] for record in made)
    names = [choice["name"] for choice in tags["options"]["choices"]]
    assert sorted(names) == sorted(["New", "Old", *(f"T{thread}" for thread in range(8))])


def test_a_killed_server_has_kept_whole_batches_only(url: str, tmp_path: Path) -> None:
    """What was answered is there after kill -9, and of what was not answered whole batches of ten or nothing."""
    port = free_port()
    command = [sys.executable, "-c", PROGRAM, str(port), str(tmp_path), TOKEN, "bench:10", url]
    server = SandboxServer(f"http://127.0.0.1:{port}", TOKEN, tmp_path)
    path = "/v0/appSandboxBench01/Rows"
    process = subprocess.Popen(command, cwd=config.ROOT)
    try:
        wait_until("the sandbox answers", lambda: is_up(server), timeout_seconds=30)
        answered = 0

        def write() -> int:
            count = 0
            try:
                while True:
                    body = {"records": [{"fields": {"Name": "new"}} for _ in range(10)]}
                    server.call("POST", path, json=body).raise_for_status()
                    count += 1
            except httpx.TransportError:
                return count

        with ThreadPoolExecutor(2) as pool:
            writers = [pool.submit(write) for _ in range(2)]
            wait_until("some batches are in", lambda: len(rows(server, path)) >= 100, timeout_seconds=30)
            process.kill()
            answered = sum(writer.result() for writer in writers)
    finally:
        process.kill()
        process.wait()
    with running_sandbox(tmp_path, "empty", database=url) as after:
        found = rows(after, path)

    new = len(found) - 10
    assert new % 10 == 0
    # Each of the two writers may have had one batch under way.
    assert answered <= new // 10 <= answered + 2


def test_comments_files_grants_and_webhooks_are_kept(url: str, tmp_path: Path) -> None:
    comments, webhooks = f"{THINGS}/{thing(1)}/comments", f"/v0/bases/{workbench.BASE}/webhooks"
    upload = {"contentType": "text/plain", "filename": "a.txt", "file": "SGVsbG8="}
    specification = {"options": {"filters": {"dataTypes": ["tableData"]}}}
    with running_sandbox(tmp_path, workbench.seed(), database=url) as server:
        app = Application(server)
        old = app.tokens()
        new = app.refresh(old["refresh_token"]).json()
        webhook = server.call("POST", webhooks, json={"specification": specification}).json()["id"]
        with ThreadPoolExecutor(4) as pool:
            said = list(pool.map(lambda n: server.call("POST", comments, json={"text": str(n)}), range(8)))
            path = f"/v0/{workbench.BASE}/{thing(2)}/Files/uploadAttachment"
            list(pool.map(lambda _: server.call("POST", path, json=upload), range(4)))
    with running_sandbox(tmp_path, "empty", database=url) as server:
        listed = server.get(comments).json()["comments"]
        counted = server.get(f"{THINGS}?recordMetadata[]=commentCount").json()["records"][0]["commentCount"]
        files = server.get(f"{THINGS}/{thing(2)}").json()["fields"]["Files"]
        content = httpx.get(files[3]["url"], trust_env=False).text
        payloads = server.get(f"{webhooks}/{webhook}/payloads").json()["payloads"]
        granted = server.call("GET", THINGS, token=new["access_token"]).status_code
        again = Application(server).refresh(old["refresh_token"]).json()["error"]
        revoked = server.call("GET", THINGS, token=new["access_token"]).status_code
        reset = server.call("POST", "/_control/reset").status_code

    assert {answer.status_code for answer in said} == {200}
    assert (len(listed), counted, len(files), content) == (8, 8, 4, "Hello")
    assert [payload["baseTransactionNumber"] for payload in payloads] == [1, 2, 3, 4]
    assert (granted, again, revoked, reset) == (200, "invalid_grant", 401, 200)


def test_pings_are_sent(url: str, tmp_path: Path) -> None:
    options = {"filters": {"dataTypes": ["tableData"]}}
    with listening() as listener, running_sandbox(tmp_path, workbench.seed(), database=url) as server:
        body = {"notificationUrl": listener.url, "specification": {"options": options}}
        server.call("POST", f"/v0/bases/{workbench.BASE}/webhooks", json=body)
        listener.wait_for(1)
        server.call("POST", THINGS, json={"fields": {"Name": "New"}})
        assert len(listener.wait_for(2)) == 2


def is_up(server: SandboxServer) -> bool:
    try:
        return server.get("/_control/health").status_code == 200
    except httpx.TransportError:
        return False


def rows(server: SandboxServer, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    offset = ""
    while True:
        answer = server.get(f"{path}?fields[]=Name&offset={offset}").json()
        found += answer["records"]
        if "offset" not in answer:
            return found
        offset = answer["offset"]
