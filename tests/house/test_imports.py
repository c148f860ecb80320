"""The import contracts hold, and each of them bites when a file breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.integration
LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [LINT, "--config", folder / ".importlinter", "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's source with its contracts, to plant into."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def test_house_keeps_its_contracts(copy: Path) -> None:
    done = lint(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("models/_planted.py", "import app.tables", "Import only downward"),
        ("tables/_planted.py", "import app.assistant", "Import only downward"),
        ("planted_room.py", "", "Import only downward"),
        ("state/planted.py", "import sqlmodel", "Windows hold no input and output"),
        ("pages/planted.py", "import app.airtable", "Windows hold no input and output"),
        ("sandbox/planted.py", "import app.config", "The sandbox imports nothing of the house"),
        ("tables/_planted.py", "import app.sandbox", "Only cli and the supervisor import the sandbox"),
        ("tables/_planted.py", "import pyairtable", "Only the airtable room talks pyairtable"),
        ("assistant/_planted.py", "import reflex", "Only windows know Reflex"),
        ("auth/_planted.py", "import rq", "Only the queue and its workers know RQ"),
    ],
)
def test_planted_import_breaks_its_contract(copy: Path, path: str, line: str, contract: str) -> None:
    planted = copy / "app" / path
    planted.write_text(f"{line}\n")
    try:
        done = lint(copy)
    finally:
        planted.unlink()

    assert done.returncode == 1
    assert f"{contract} BROKEN" in " ".join(done.stdout.split()) or "planted_room" in done.stdout
