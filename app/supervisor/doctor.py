"""`doctor`: every setting with its meaning and source, and whether the parts it names work."""

import json
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from redis import Redis
from redis.exceptions import RedisError

from app import config, db
from app.errors import PlatformError
from app.supervisor import frontend, preflight
from app.supervisor.embedded_redis import answers, read_address
from app.supervisor.ownership import FolderLock
from app.supervisor.redis_binary import find_redis_binary
from app.supervisor.run import RUNNING_FILE

_ANSWER_SECONDS = 3


class Finding(NamedTuple):
    """One part: whether it works, and a sentence about it."""

    part: str
    works: bool
    text: str


def examine(out: TextIO) -> bool:
    """Prints all settings and findings; True when nothing is broken. Secrets' values are never printed."""
    settings = config.settings()
    out.write("Settings\n")
    for row in config.describe():
        out.write(f"  {row.env:<30} {_shown(row)}   ({row.source})\n  {'':<30} {row.meaning}\n")
    out.write("\nParts\n")
    all_work = True
    for finding in findings(settings):
        out.write(f"  {'works ' if finding.works else 'BROKEN'}  {finding.part:<12} {finding.text}\n")
        all_work = all_work and finding.works
    return all_work


def findings(settings: config.Settings) -> Iterator[Finding]:
    """Looks at each part in turn; a part that `run` starts or makes counts as working when it can be started."""
    yield _data_folder(settings.data_dir.resolve())
    yield _database(settings)
    yield _redis(settings)
    yield _web(settings)
    yield _sandbox(settings)
    is_built = frontend.is_current()
    yield _works("Front end", "is built" if is_built else "is not built for these sources; `run` builds it")


def _works(part: str, text: str) -> Finding:
    return Finding(part, works=True, text=text)


def _broken(part: str, text: str) -> Finding:
    return Finding(part, works=False, text=text)


def _shown(row: config.SettingRow) -> str:
    if row.is_secret and row.source == "data folder":
        return "made, kept in the data folder"
    return row.value or "not set"


def _data_folder(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return _works("Data folder", f"{folder} is writable")
    except OSError as exc:
        return _broken("Data folder", f"{folder} is not writable ({exc.strerror})")


def _database(settings: config.Settings) -> Finding:
    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    if settings.is_sqlite and not Path(settings.database.removeprefix("sqlite:///")).exists():
        return _works("Database", "SQLite, does not exist yet; `run` makes it")
    try:
        current, newest = db.schema_revisions()
        if current == newest and db.can_bypass_row_security():
            sentence = (
                "the role of DATABASE_URL is a superuser or has BYPASSRLS, so teams would not be kept apart"
            )
            return _broken("Database", f"{kind}, {sentence}")
    except PlatformError as exc:
        return _broken("Database", f"{kind}, {exc.user_text}")
    if current != newest:
        return _works("Database", f"{kind}, at revision {current}, newest is {newest}; `run` migrates it")
    return _works("Database", f"{kind}, at revision {current}")


def _redis(settings: config.Settings) -> Finding:
    given = settings.redis_url.get_secret_value()
    address = read_address(settings.data_dir.resolve() / "redis")
    try:
        if given:
            return _works("Redis", f"version {_redis_version(given)}")
        if address and answers(address.url):
            return _works("Redis", f"embedded, version {address.version}, runs")
        binary = find_redis_binary(settings.redis_server)
    except RedisError as exc:
        return _broken("Redis", f"REDIS_URL does not answer ({type(exc).__name__})")
    except PlatformError as exc:
        return _broken("Redis", exc.user_text)
    return _works("Redis", f"embedded, version {binary.version} from {binary.source}; `run` starts it")


def _redis_version(url: str) -> str:
    with Redis.from_url(
        url, socket_timeout=_ANSWER_SECONDS, socket_connect_timeout=_ANSWER_SECONDS
    ) as client:
        found = client.info("server")
    return str(found.get("valkey_version") or found["redis_version"])


def _web(settings: config.Settings) -> Finding:
    address = f"{settings.host}:{settings.port}"
    if _running(settings) is not None:
        works = _status(f"{settings.url}/livez") == 200
        return Finding(
            "Web",
            works,
            f"{address} {'answers' if works else 'belongs to this platform and does not answer'}",
        )
    try:
        preflight.listen(settings.host, settings.port, patience_seconds=0).close()
    except PlatformError as exc:
        return _broken("Web", exc.user_text)
    return _works("Web", f"{address} is free; `run` listens there")


def _sandbox(settings: config.Settings) -> Finding:
    running = _running(settings) or {}
    url = settings.sandbox_url or running.get("sandbox_url", "")
    if not url:
        return _works("Sandbox", "does not run; `run` starts it")
    # Any answer will do: without a token the sandbox refuses, as Airtable does.
    works = _status(f"{url}/v0/meta/whoami") != 0
    return Finding("Sandbox", works, f"{url} {'answers' if works else 'does not answer'}")


def _running(settings: config.Settings) -> dict[str, str] | None:
    """What the supervisor of this data folder wrote, or None when none runs."""
    folder = settings.data_dir.resolve()
    try:
        lock = FolderLock.acquire(folder / "supervisor.lock")
        if lock is not None:
            lock.release()
            return None
        found: dict[str, str] = json.loads((folder / RUNNING_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        return None
    return found


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=_ANSWER_SECONDS) as reply:  # noqa: S310
            return int(reply.status)
    except urllib.error.HTTPError as exc:
        return exc.code
    except OSError:
        return 0
