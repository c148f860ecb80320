"""`run` from its first to its last line, in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import killer, stack
from tests.harness.processes import ROOT, clean_environment, free_port, stop, wait_until
from tests.harness.stack import Stack, running_stack

# The first start of a fresh checkout builds the front end.
pytestmark = [pytest.mark.integration, pytest.mark.timeout(stack.START_SECONDS + 60)]
PARTS = ("web", "sandbox", "dispatcher", "interactive", "default", "bulk")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One running product for the tests that leave it as it was."""
    with running_stack(tmp_path_factory.mktemp("run") / "data") as running:
        wait_until("it has said that it is ready", lambda: "Ctrl-C" in running.said(), timeout_seconds=60)
        yield running


def test_start_is_told_line_by_line_and_ends_with_the_address(product: Stack) -> None:
    labels = [line[2:14].strip() for line in product.said().splitlines() if line.startswith("  ")]

    assert labels[0] == "Data"
    assert list(dict.fromkeys(labels))[-3:] == ["Open", "Set up", "Stop"]
    assert f"Open        {product.url}" in product.said()


def test_address_is_told_once_web_and_sandbox_answer(product: Stack) -> None:
    labels = [line[2:14].strip() for line in product.said().splitlines() if " answers after " in line]

    assert labels == ["Web", "Sandbox"]


def test_every_part_runs_below_the_supervisor(product: Stack) -> None:
    wait_until("all parts run", lambda: len(killer.tree(product.pid)) >= len(PARTS) + 2)

    running = [killer.child_of(product.pid, "app.cli", part).is_running() for part in PARTS]
    assert running == [True] * len(PARTS)


def test_no_secret_is_in_an_argument_or_a_log(product: Stack) -> None:
    key = (product.data_dir / "secret.key").read_text().strip()
    arguments = [" ".join(process.cmdline()) for process in killer.tree(product.pid)]
    logs = [path.read_text(errors="replace") for path in (product.data_dir / "logs").glob("*.log")]

    assert [text for text in [*arguments, *logs, product.said()] if key in text] == []


def test_supervisor_imports_neither_reflex_nor_the_database() -> None:
    program = "import sys, app.supervisor.run; print([m for m in ('reflex', 'sqlalchemy', 'rq') if m in sys.modules])"

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_second_instance_is_refused_in_one_sentence(product: Stack) -> None:
    done = stack.command("run", data_dir=product.data_dir, PLATFORM_PORT=str(free_port()))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Another PyAirtable Platform (process {product.pid}) already runs on the data folder {product.data_dir}."
        " Stop it first, or set PLATFORM_DATA_DIR to another folder.\n"
    )


def test_taken_port_is_refused_in_one_sentence(product: Stack, tmp_path: Path) -> None:
    port = product.url.rpartition(":")[2]

    done = stack.command("run", data_dir=tmp_path / "data", PLATFORM_PORT=port)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"PLATFORM_PORT: port {port} on 127.0.0.1 is taken by another program."
        " Stop that program, or set PLATFORM_PORT to a free port.\n"
    )


def test_doctor_finds_the_running_parts(product: Stack) -> None:
    port = product.url.rpartition(":")[2]

    done = stack.command("doctor", data_dir=product.data_dir, PLATFORM_PORT=port)

    assert done.returncode == 0, done.stdout
    assert "made, kept in the data folder" in done.stdout
    assert (product.data_dir / "secret.key").read_text().strip() not in done.stdout
    assert f"works   Web          127.0.0.1:{port} answers" in done.stdout
    assert "BROKEN" not in done.stdout


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("PLATFORM_PORT", "0", "PLATFORM_PORT: 0 is not a port, use 1 to 65535.\n"),
        ("PLATFORM_SECRET_KEY", "short", "PLATFORM_SECRET_KEY: use at least 32 random bytes.\n"),
        ("PLATFORM_REDIS_SERVER", "/bin/false", "PLATFORM_REDIS_SERVER: /bin/false does not start.\n"),
        (
            "PLATFORM_HOST",
            "192.0.2.1",
            "PLATFORM_PUBLIC_URL: set it to the https address that people type",
        ),
    ],
)
def test_wrong_setting_is_refused_in_one_sentence(
    tmp_path: Path, setting: str, value: str, sentence: str
) -> None:
    settings = {"PLATFORM_PORT": str(free_port()), setting: value}

    done = _run(tmp_path, **settings, PLATFORM_DATA_DIR=str(tmp_path / "data"))

    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1


def _run(folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = clean_environment(**settings)
    return subprocess.run(
        [stack.COMMAND, "run"], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )


def test_folder_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    folder = {"PLATFORM_DATA_DIR": str(tmp_path / "file" / "data"), "PLATFORM_PORT": str(free_port())}

    done = _run(tmp_path, **folder)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"PLATFORM_DATA_DIR: cannot write to {tmp_path}/file/data (Not a directory)."
        " Choose a folder this user may write to.\n"
    )


def test_sigterm_drains_and_leaves_nobody_behind(tmp_path: Path) -> None:
    with running_stack(tmp_path / "data") as product:
        wait_until(
            "all parts run", lambda: len(killer.tree(product.pid)) >= len(PARTS) + 2, timeout_seconds=60
        )
        pids = [process.pid for process in killer.tree(product.pid)]

        # A service manager and make both pass it on; that is one wish, not two.
        product.process.send_signal(signal.SIGTERM)
        code = stop(product.process, signal.SIGTERM, grace_seconds=60)

    assert code == 0
    assert [pid for pid in pids if killer.is_alive(pid)] == []
    assert product.said().rstrip().endswith("Stopped     everything is saved")
    assert not (tmp_path / "data" / "running.json").exists()


def test_second_start_builds_and_migrates_nothing(tmp_path: Path) -> None:
    with running_stack(tmp_path / "data"):
        pass

    with running_stack(tmp_path / "data") as product:
        said = product.said().splitlines()

    second = said[[number for number, line in enumerate(said) if "PyAirtable Platform" in line][-1] :]
    assert "  Front end   up to date" in second
    assert "  Database    SQLite, up to date" in second


def test_signal_during_the_start_stops_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    port = str(free_port())
    environment = clean_environment(PLATFORM_DATA_DIR=str(tmp_path / "data"), PLATFORM_PORT=port)
    with (
        log.open("wb") as out,
        subprocess.Popen([stack.COMMAND, "run"], stdout=out, env=environment) as process,
    ):
        wait_until("it has begun", lambda: "Redis" in log.read_text())
        process.send_signal(signal.SIGINT)
        code = process.wait(30)

    assert code == 0
    assert killer.tree(process.pid) == []


def test_second_ctrl_c_ends_it_now(tmp_path: Path) -> None:
    with running_stack(tmp_path / "data") as product:
        wait_until(
            "all parts run", lambda: len(killer.tree(product.pid)) >= len(PARTS) + 2, timeout_seconds=60
        )
        worker = killer.child_of(product.pid, "--queue", "default").pid
        # A worker that cannot react keeps the drain waiting.
        killer.pause(worker)
        product.process.send_signal(signal.SIGINT)
        wait_until("it drains", lambda: "Stopping" in product.said())
        product.process.send_signal(signal.SIGINT)
        code = product.process.wait(15)

    assert code == 130
    assert not killer.is_alive(worker)
