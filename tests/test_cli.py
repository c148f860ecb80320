"""The commands as a person meets them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from app import auth, cli, config, db, queueing
from app.actor import Actor
from app.auth import _throttle
from app.errors import Conflict
from app.models import Person
from tests.harness.databases import TEST_KEY
from tests.harness.processes import ROOT, clean_environment
from tests.mailbox import run_mail_jobs


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
        "letters",
        "forget-guesses",
        "make-operator",
        "audit-verify",
        "doctor",
    } <= set(listed)


@pytest.mark.integration
def test_a_folder_that_is_not_there_is_made_also_when_the_key_is_given(tmp_path: Path) -> None:
    environment = clean_environment(PLATFORM_DATA_DIR=str(tmp_path / "new"), PLATFORM_SECRET_KEY=TEST_KEY)

    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "migrate"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "SQLite, migrated\n")


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


class TestOperating:
    """What the operator does at the command line, as whoever holds the data folder."""

    @pytest.fixture(autouse=True)
    def _installation(self, redis_server, owner):
        """A database with an owner, and a Redis; the commands find both by their settings."""
        yield
        _throttle._counts.clear()

    def test_letters_are_printed_with_their_links(self) -> None:
        auth.ask_for_reset("olivia@example.test", address="192.0.2.1")
        run_mail_jobs()

        done = _told("letters")

        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("To: olivia@example.test\nDate: ")
        assert "\nSubject: Choose a new password\n\nSomebody, perhaps you," in done.stdout
        assert "/reset/new?token=" in done.stdout

    def test_guesses_are_forgotten(self) -> None:
        for _ in range(10):
            _throttle.take_a_try("olivia@example.test", "192.0.2.1")

        done = _told("forget-guesses", "Olivia@example.test")

        assert (done.returncode, done.stdout) == (0, "The guesses are forgotten.\n")
        with redis.Redis.from_url(config.settings().redis(queueing.QUEUE_DB)) as client:
            assert client.keys(f"tries:{_throttle.account_tag('olivia@example.test')}*") == []

    def test_somebody_is_made_operator(self, owner) -> None:
        done = _told("make-operator", "olivia@example.test")

        assert (done.returncode, done.stdout) == (0, "olivia@example.test is an operator now.\n")
        with db.uow(Actor.system("test"), read_only=True) as unit:
            assert unit.get_one(Person, owner.person_id).is_operator

    @pytest.mark.parametrize("command", ["make-operator", "forget-guesses"])
    def test_what_is_no_address_is_one_sentence(self, command: str) -> None:
        done = _told(command, "olivia")

        assert (done.returncode, done.stderr) == (1, "Give an e-mail address like name@example.com.\n")
