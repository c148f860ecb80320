"""The embedded Redis: one owner a folder, data that outlives kills, and a password nobody sees."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis

from app.errors import Unavailable
from app.supervisor.embedded_redis import EmbeddedRedis, answers, read_address
from tests.harness import killer
from tests.harness.processes import ROOT, wait_until

pytestmark = pytest.mark.integration

OWNER = """
import sys, time
from pathlib import Path
from app.supervisor.embedded_redis import EmbeddedRedis
EmbeddedRedis(Path(sys.argv[1])).start()
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Short, so that the socket's path fits.
    return tmp_path_factory.mktemp("r")


@pytest.fixture
def embedded(folder: Path) -> Iterator[EmbeddedRedis]:
    server = EmbeddedRedis(folder).start()
    yield server
    server.stop()


@pytest.fixture
def owner_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the folder and its server."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, folder], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "started\n"
    yield owner
    owner.kill()
    owner.wait()
    owner.stdout.close()


def test_server_listens_on_a_private_socket_only(embedded: EmbeddedRedis, folder: Path) -> None:
    assert embedded.pid is not None
    listening = psutil.Process(embedded.pid).net_connections("inet")

    assert embedded.url == f"unix://@{folder}/r.sock"
    assert listening == []
    assert stat.S_IMODE((folder / "redis.conf").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "redis.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_server_keeps_every_write_and_never_evicts(embedded: EmbeddedRedis) -> None:
    with Redis.from_url(embedded.url) as client:
        found = client.config_get("append*", "maxmemory-policy", "save")

    assert (found["appendonly"], found["appendfsync"]) == ("yes", "everysec")
    assert (found["maxmemory-policy"], found["save"]) == ("noeviction", "")


def test_second_owner_in_the_same_process_joins_the_first(embedded: EmbeddedRedis, folder: Path) -> None:
    second = EmbeddedRedis(folder).start()

    assert (second.is_ours, second.url, second.version) == (False, embedded.url, embedded.version)
    second.stop()
    assert answers(embedded.url)


def test_second_owner_in_another_process_joins_the_first(
    owner_process: subprocess.Popen[str], folder: Path
) -> None:
    address = read_address(folder)
    second = EmbeddedRedis(folder).start()

    assert address is not None
    assert second.is_ours is False
    assert second.url == address.url
    assert address.owner_pid == owner_process.pid


def test_folder_of_a_killed_owner_is_taken_over_with_its_data(
    owner_process: subprocess.Popen[str], folder: Path
) -> None:
    address = read_address(folder)
    assert address is not None
    with Redis.from_url(address.url) as client:
        client.set("kept", "yes")
        client.execute_command("WAITAOF", 1, 0, 5000)
    killer.kill(owner_process.pid)

    server = EmbeddedRedis(folder).start()

    with Redis.from_url(server.url) as client:
        assert client.get("kept") == b"yes"
    assert server.is_ours
    assert not killer.is_alive(address.pid)
    server.stop()


def test_killed_server_starts_again_with_what_was_synced(embedded: EmbeddedRedis) -> None:
    with Redis.from_url(embedded.url) as client:
        client.set("kept", "yes")
        client.execute_command("WAITAOF", 1, 0, 5000)
    assert embedded.pid is not None
    os.kill(embedded.pid, 9)
    wait_until("the server is dead", lambda: embedded.poll() is not None)

    embedded.start()

    with Redis.from_url(embedded.url) as client:
        assert client.get("kept") == b"yes"


def test_long_path_falls_back_to_loopback_with_a_password_that_stays(folder: Path) -> None:
    server = EmbeddedRedis(folder / ("x" * 100)).start()
    url = server.url
    assert server.pid is not None
    command = " ".join(psutil.Process(server.pid).cmdline())
    listening = {connection.laddr.ip for connection in psutil.Process(server.pid).net_connections("inet")}
    os.kill(server.pid, 9)
    wait_until("the server is dead", lambda: server.poll() is not None)
    server.start()

    password, _, port = url.removeprefix("redis://:").replace("@127.0.0.1", "").partition(":")
    assert listening == {"127.0.0.1"}
    assert len(password) == 64
    assert password not in command
    assert not answers(f"redis://127.0.0.1:{port}")
    assert server.url == url
    assert answers(url)
    server.stop()


def test_folder_with_quotes_and_spaces_works(folder: Path) -> None:
    server = EmbeddedRedis(folder / 'a "b" \\c').start()

    assert answers(server.url)
    server.stop()


def test_stopped_server_is_gone_and_gives_the_folder_back(folder: Path) -> None:
    server = EmbeddedRedis(folder).start()
    pid = server.pid
    assert pid is not None

    server.stop()

    assert not killer.is_alive(pid)
    assert read_address(folder) is None
    again = EmbeddedRedis(folder).start()
    assert again.is_ours
    again.stop()


def test_server_that_cannot_read_its_data_is_reported_in_one_sentence(folder: Path) -> None:
    data = folder / "appendonlydir"
    data.mkdir()
    (data / "appendonly.aof.manifest").write_text("this is not a manifest\n")

    with pytest.raises(Unavailable) as refused:
        EmbeddedRedis(folder).start()

    assert refused.value.user_text == (
        f"The embedded Redis ended with exit code 1. Its own words are in {folder}/redis.log."
    )
