"""A child that dies is started again, later and later, and said so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.supervisor.child import Child, ChildPlan, ended
from tests.harness import killer
from tests.harness.processes import wait_until

pytestmark = pytest.mark.integration


def _plan(folder: Path, program: str) -> ChildPlan:
    return ChildPlan("part", ("-c", program), {"PATH": "/usr/bin:/bin"}, folder, folder / "logs" / "part.log")


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Child]:
    child = Child(_plan(tmp_path, "import time; print('up', flush=True); time.sleep(60)"))
    child.start()
    yield child
    child.kill()


def test_killed_child_is_started_again(sleeper: Child) -> None:
    first = sleeper.pid
    assert first is not None
    killer.kill(first)

    news = sleeper.poll()
    wait_until("it runs again", lambda: sleeper.poll() is None and sleeper.is_running)

    assert news is not None
    assert news.startswith("was ended by SIGKILL, starting again in 0.2 s")
    assert sleeper.pid != first


def test_hung_child_is_ended_and_started_again(sleeper: Child) -> None:
    first = sleeper.pid
    assert first is not None
    killer.pause(first)

    sleeper.end_hung()
    wait_until("it has ended", lambda: not sleeper.is_running)
    sleeper.poll()
    wait_until("it runs again", lambda: sleeper.poll() is None and sleeper.is_running)

    assert sleeper.pid != first


def test_pauses_grow_to_five_seconds(tmp_path: Path) -> None:
    child = Child(_plan(tmp_path, "raise SystemExit(3)"))
    pauses = []
    for _ in range(7):
        child.start()
        wait_until("it has ended", lambda: not child.is_running)
        pauses.append(str(child.poll()).partition(" s (")[0])

    expected = ["0.2", "0.4", "0.8", "1.6", "3.2", "5.0", "5.0"]
    assert pauses == [f"ended with exit code 3, starting again in {pause}" for pause in expected]


def test_stopped_child_stays_down(sleeper: Child) -> None:
    sleeper.request_stop()
    wait_until("it has ended", lambda: not sleeper.is_running)

    assert sleeper.poll() is None
    assert sleeper.is_running is False


def test_child_hears_nothing_of_ctrl_c(sleeper: Child) -> None:
    assert sleeper.pid is not None
    group = Path(f"/proc/{sleeper.pid}/stat").read_text().rpartition(")")[2].split()[2]

    assert int(group) == sleeper.pid


def test_output_goes_to_the_log(sleeper: Child) -> None:
    wait_until("it has spoken", lambda: sleeper.plan.log_file.read_text() == "up\n")

    assert sleeper.plan.log_file.read_text() == "up\n"


def test_end_is_told_in_words() -> None:
    assert [ended(0), ended(2), ended(-9)] == [
        "ended with exit code 0",
        "ended with exit code 2",
        "was ended by SIGKILL",
    ]
