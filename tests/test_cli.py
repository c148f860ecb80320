"""The commands as a person meets them."""

import re
import subprocess
import sys

import pytest

from app import cli, config
from app.errors import Conflict
from tests.harness.processes import ROOT


def _told(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.integration
def test_help_lists_every_command() -> None:
    done = _told("--help")

    listed = re.findall(r"^\W*([a-z-]+)  ", done.stdout, re.MULTILINE)
    assert {
        "run",
        "web",
        "worker",
        "dispatcher",
        "sandbox",
        "migrate",
        "build",
        "seed",
        "rotate-keys",
        "setup-link",
        "doctor",
    } <= set(listed)


@pytest.mark.integration
def test_worker_of_an_unknown_queue_is_refused() -> None:
    done = _told("worker", "--queue", "other")

    assert done.returncode == 2
    assert "'interactive', 'default', 'bulk'" in done.stderr


def test_known_error_is_one_sentence_and_exit_code_one(
    settings: config.Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise Conflict("There are people already.", what_to_do="Take another folder.")

    monkeypatch.setattr(cli, "commands", refuse)

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 1
    assert capsys.readouterr().err == "There are people already. Take another folder.\n"
