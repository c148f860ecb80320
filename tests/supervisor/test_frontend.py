"""The digest decides whether the front end is built again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import config
from app.errors import Unavailable
from app.supervisor import frontend


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that looks like a project whose front end has been built."""
    for name in (
        "app/pages/home.py",
        "app/grid.jsx",
        "assets/logo.svg",
        "reflex.lock/package.json",
        "rxconfig.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    client = tmp_path / ".web/build/client"
    client.mkdir(parents=True)
    (client / "index.html").write_text("")
    (tmp_path / ".web/build/.digest").write_text(frontend.source_digest(tmp_path))
    return tmp_path


def test_unchanged_sources_need_no_build(project: Path, tmp_path: Path) -> None:
    assert frontend.is_current(project)
    assert frontend.build(tmp_path / "build.log", root=project) is False


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "app/pages/home.py").write_text("other"),
        lambda root: (root / "app/pages/new.py").write_text(""),
        lambda root: (root / "app/grid.jsx").unlink(),
        lambda root: (root / "assets/logo.svg").write_text("other"),
        lambda root: (root / "reflex.lock/package.json").write_text("other"),
        lambda root: (root / "rxconfig.py").write_text("other"),
        lambda root: (root / "requirements.txt").write_text("other"),
        lambda root: (root / ".web/build/client/index.html").unlink(),
        lambda root: (root / ".web/build/.digest").unlink(),
    ],
)
def test_any_change_needs_a_build(project: Path, change: Callable[[Path], object]) -> None:
    change(project)

    assert not frontend.is_current(project)


def test_what_python_and_the_build_leave_behind_needs_no_build(project: Path) -> None:
    for name in (
        "app/__pycache__/home.pyc",
        "app/__pycache__/old.py",
        "assets/external/link.js",
        "README.md",
    ):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("")

    assert frontend.is_current(project)


@pytest.mark.integration
def test_failed_build_shows_its_last_lines_and_is_not_taken_for_built(project: Path, tmp_path: Path) -> None:
    (project / "rxconfig.py").write_text("raise RuntimeError('no such colour')")
    log = tmp_path / "logs" / "build.log"

    with pytest.raises(Unavailable) as failed:
        frontend.build(log, root=project)

    assert "RuntimeError: no such colour" in failed.value.what_happened
    assert failed.value.what_to_do == f"Everything the build said is in {log}."
    assert not frontend.is_current(project)


@pytest.mark.integration
def test_build_can_be_given_up(project: Path, tmp_path: Path) -> None:
    (project / "rxconfig.py").write_text("import time; time.sleep(60)")

    with pytest.raises(frontend.BuildStopped):
        frontend.build(tmp_path / "build.log", tick=lambda: False, root=project)


def test_secrets_of_the_installation_do_not_reach_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLATFORM_SECRET_KEY", "the-real-key-of-this-installation-0123456789")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:word@db/platform")
    monkeypatch.setenv("SSL_CERT_FILE", "/certificates.pem")
    monkeypatch.delenv("NODE_EXTRA_CA_CERTS", raising=False)

    environment = frontend.build_environment(tmp_path)

    assert environment["PLATFORM_SECRET_KEY"] != "the-real-key-of-this-installation-0123456789"
    assert environment["DATABASE_URL"] == ""
    assert environment["NODE_EXTRA_CA_CERTS"] == "/certificates.pem"
    assert environment["PATH"].startswith(f"{tmp_path}/node/bin:")


def test_sources_of_the_product_are_found() -> None:
    digest = frontend.source_digest(config.ROOT)

    assert [len(part) for part in digest.split()] == [64, 64]
